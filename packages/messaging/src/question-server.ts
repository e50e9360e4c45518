import {
  type ExchangeServiceService,
  ServeQuestionsRequest,
} from '@lienthong/contracts/exchange/v1/exchange';
import type { Logger, ServiceClient } from '@lienthong/runtime';
import { createRetryingLoop } from './retrying-loop.ts';

export interface QuestionServer {
  /** Says what is answered; again whenever exchange was away. Returns at once. */
  start(): void;
  status(): { known: boolean; failingSince: number | undefined };
  stop(): Promise<void>;
}

/**
 * Says to the site's `exchange` which questions this service answers, and by which of its methods. Whoever may ask at another site has
 * them answered here, with the caller's roles and units; the method decides by these, as for any caller.
 *
 * @param options.questions by name, `<service>.<name>` with this service's own name; the value is the method's full gRPC path.
 */
export function createQuestionServer(options: {
  client: Pick<ServiceClient<typeof ExchangeServiceService>, 'serveQuestions'>;
  questions: Readonly<Record<string, string>>;
  logger: Logger;
}): QuestionServer {
  const { client, questions, logger } = options;
  const request = ServeQuestionsRequest.create({
    questions: Object.entries(questions).map(([question, method]) => ({ question, method })),
  });
  const stopping = new AbortController();
  let known = false;

  async function connection(): Promise<boolean> {
    try {
      for await (const _ of client.serveQuestions(request, { signal: stopping.signal })) {
        known = true;
        loop.succeeded();
      }
    } catch (error) {
      if (!stopping.signal.aborted) throw error;
    } finally {
      known = false;
    }
    if (stopping.signal.aborted) return false;
    throw new Error('exchange ended the stream');
  }

  const loop = createRetryingLoop({ work: connection, logger, what: 'saying which questions are answered' });
  return {
    start: () => loop.start(),
    status: () => ({ known, failingSince: loop.failingSince() }),
    async stop() {
      stopping.abort();
      await loop.stop();
    },
  };
}
