import { endpointOf, createRawCaller, type Role, roles, type Surroundings } from '@lienthong/runtime';
import { Refusal } from '@lienthong/domain';
import { questions } from '../config.ts';
import type { Ask } from '../domain/messages.ts';

export interface QuestionCaller {
  /** What the site's own service says; `failure` is empty when there is a body. */
  call(ask: Ask): Promise<{ body: Uint8Array; failure: string }>;
  stop(): void;
}

const nothing = new Uint8Array();
const isRole = (text: string): text is Role => (roles as readonly string[]).includes(text);

/** Passes a question of the closed list on to the service that answers it, as bytes: exchange knows no meaning. */
export function createQuestionCaller({ config, identity, logger }: Surroundings): QuestionCaller {
  const callers = new Map<string, ReturnType<typeof createRawCaller>>();
  return {
    async call({ id, question, body, roles: asked, units, timeout }) {
      const target = Object.hasOwn(questions, question) ? questions[question] : undefined;
      if (!target || !config.services[target.service]) return { body: nothing, failure: 'unknown_question' };
      let caller = callers.get(target.service);
      if (!caller) {
        caller = createRawCaller(endpointOf(config, target.service), identity);
        callers.set(target.service, caller);
      }
      try {
        const onBehalfOf = { subject: `ask:${id}`, roles: asked.filter(isRole), units: [...units] };
        const answer = await caller(target.path, Buffer.from(body), { timeoutMs: timeout, onBehalfOf });
        return { body: answer, failure: '' };
      } catch (error) {
        logger.warn({ err: error, question }, 'a question was not answered here');
        const denied = error instanceof Refusal && error.kind === 'denied';
        return { body: nothing, failure: denied ? 'refused' : 'unreachable' };
      }
    },
    stop() {
      for (const caller of callers.values()) caller.close();
    },
  };
}
