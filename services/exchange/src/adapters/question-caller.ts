import { AskRefusal } from '@lienthong/contracts/exchange/v1/exchange';
import { Refusal } from '@lienthong/domain';
import { createRawCaller, type Role, roles, type ServiceName, type ServiceContext } from '@lienthong/runtime';
import type { ServedQuestion, ServedQuestions } from '../commands/ports.ts';
import type { Ask } from '../domain/messages.ts';

export interface QuestionCaller extends ServedQuestions {
  /** What the site's own service says; of `refused` the body is why, as it says it. */
  call(ask: Ask): Promise<{ body: Uint8Array; failure: string }>;
  stop(): void;
}

const nothing = new Uint8Array();
const isRole = (text: string): text is Role => (roles as readonly string[]).includes(text);

/** The service said no, and would say it again: neither the line nor the site is at fault. */
const isFinal = (error: unknown): error is Refusal =>
  error instanceof Refusal && error.kind !== 'unavailable' && error.kind !== 'exhausted';

function refusalOf({ code, fields: [wrong] }: Refusal): Uint8Array {
  return AskRefusal.encode({ code, field: wrong?.field ?? '', rule: wrong?.rule ?? '' }).finish();
}

/** Passes a question on to the service whose name it bears, if that has said that it answers it, as bytes: exchange knows no meaning. */
export function createQuestionCaller({ config, identity, reach, logger }: ServiceContext): QuestionCaller {
  const callers = new Map<ServiceName, ReturnType<typeof createRawCaller>>();
  const served = new Map<ServiceName, readonly ServedQuestion[]>();

  function callerOf(service: ServiceName): ReturnType<typeof createRawCaller> {
    const known = callers.get(service);
    if (known) return known;
    const caller = createRawCaller(reach(service), identity);
    callers.set(service, caller);
    return caller;
  }

  return {
    serve(service, questions) {
      served.set(service, questions);
      return () => {
        if (served.get(service) === questions) served.delete(service);
      };
    },
    async call({ id, question, body, roles: asked, units, timeout }) {
      const service = question.slice(0, question.indexOf('.'));
      if (!Object.hasOwn(config.services, service)) return { body: nothing, failure: 'unknown_question' };
      const questions = served.get(service);
      // It belongs to this site, and has not said yet what it answers.
      if (!questions) return { body: nothing, failure: 'unreachable' };
      const method = questions.find((one) => one.question === question)?.method;
      if (method === undefined) return { body: nothing, failure: 'unknown_question' };
      try {
        const onBehalfOf = { subject: `ask:${id}`, roles: asked.filter(isRole), units: [...units] };
        const answer = await callerOf(service)(method, Buffer.from(body), { timeoutMs: timeout, onBehalfOf });
        return { body: answer, failure: '' };
      } catch (error) {
        logger.warn({ err: error, question }, 'a question was not answered here');
        return isFinal(error)
          ? { body: refusalOf(error), failure: 'refused' }
          : { body: nothing, failure: 'unreachable' };
      }
    },
    stop() {
      for (const caller of callers.values()) caller.close();
    },
  };
}
