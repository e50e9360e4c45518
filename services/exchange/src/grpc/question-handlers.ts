import { randomUUID } from 'node:crypto';
import {
  AskFailure,
  AskRefusal,
  type AskRequest,
  type AskResponse,
  type ExchangeServiceService,
  type ServeQuestionsRequest,
} from '@lienthong/contracts/exchange/v1/exchange';
import { Refusal, refuseField } from '@lienthong/domain';
import type { CallContext, Handlers, ServiceName } from '@lienthong/runtime';
import type { ServedQuestion } from '../commands/ports.ts';
import type { Site } from '../commands/site.ts';
import { isOwnQuestion, maximumAskMs, noAnswer } from '../domain/engine/asks.ts';

const questionName = /^[a-z][a-z0-9_]{0,39}\.[a-z][a-z0-9_]{0,39}$/;
const name = /^[a-z][a-z0-9_]{0,39}$/;
const method = /^\/[A-Za-z0-9_.]{1,120}\/[A-Za-z0-9]{1,80}$/;

const refusalCode = /^[A-Z][A-Z0-9_]{0,79}$/;
const fieldPath = /^[a-z0-9_.[\]]{0,120}$/;

/** By what a hop says, which may be of a later release. */
const failures: Readonly<Record<string, AskFailure>> = {
  '': AskFailure.UNSPECIFIED,
  unreachable: AskFailure.UNREACHABLE,
  timeout: AskFailure.TIMEOUT,
  refused: AskFailure.REFUSED,
  unknown_question: AskFailure.UNKNOWN_QUESTION,
  busy: AskFailure.BUSY,
};

type QuestionMethods = 'ask' | 'serveQuestions';

/** Questions of this site's services to others, and those that they answer. */
export function questionHandlers(site: Site): Pick<Handlers<typeof ExchangeServiceService>, QuestionMethods> {
  return {
    ask: (request) => ask(site, request),
    serveQuestions: (request, call) => serve(site, request, call),
  };
}

async function ask(site: Site, request: AskRequest): Promise<AskResponse> {
  const { sessions, runner, logger } = site;
  const { unit, question, body, roles, units, timeoutMs } = request;
  if (!questionName.test(question) || isOwnQuestion(question))
    refuseField('question', 'QUESTION_NAME', '<service>.<name>, of a service of the site that is asked');
  const timeout = timeoutMs === 0 ? maximumAskMs : Math.min(timeoutMs, maximumAskMs);
  const id = randomUUID();
  const answer = sessions.expectAnswer(id);
  runner
    .run((engine) => engine.ask({ kind: 'ask', id, unit, question, body, roles, units, timeout }))
    .catch((error: unknown) => {
      logger.warn({ err: error, question }, 'a question could not be sent');
      sessions.answered(noAnswer(id, 'unreachable'));
    });
  const { body: said, failure: why, silentSince } = await answer;
  const failure = failures[why] ?? AskFailure.REFUSED;
  const isAnswered = failure === AskFailure.UNSPECIFIED;
  return {
    body: Buffer.from(isAnswered ? said : []),
    failure,
    silentSince: silentSince === null ? undefined : new Date(silentSince),
    refusal: failure === AskFailure.REFUSED ? readRefusal(said) : undefined,
  };
}

/** Of a service at another site: what is no code at all is told to nobody. */
function readRefusal(said: Uint8Array): AskRefusal | undefined {
  try {
    const refusal = AskRefusal.decode(said);
    const { code, field, rule } = refusal;
    return refusalCode.test(code) && (rule === '' || refusalCode.test(rule)) && fieldPath.test(field)
      ? refusal
      : undefined;
  } catch {
    return undefined;
  }
}

/** As long as the stream stands; the service says it again when exchange was started anew. */
async function* serve(
  { questions, logger }: Site,
  request: ServeQuestionsRequest,
  { principal, signal }: CallContext,
): ReturnType<Handlers<typeof ExchangeServiceService>['serveQuestions']> {
  const service = principal.kind === 'service' ? principal.service : undefined;
  if (!service) throw new Refusal('denied', 'NOT_ALLOWED', 'only a service answers questions');
  const takeBack = questions.serve(service, parseQuestions(request, service));
  try {
    yield {};
    if (!signal.aborted)
      await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
  } finally {
    takeBack();
    logger.info({ service }, 'a service no longer says which questions it answers');
  }
}

/** @throws Refusal naming the field: nothing of a request is taken when one question of it is wrong. */
function parseQuestions({ questions }: ServeQuestionsRequest, service: ServiceName): ServedQuestion[] {
  questions.forEach((one, at) => {
    const field = `questions[${at}]`;
    if (!one.question.startsWith(`${service}.`))
      throw new Refusal('denied', 'NOT_ALLOWED', 'a question bears the name of the service that answers it');
    if (!name.test(one.question.slice(service.length + 1)))
      refuseField(
        `${field}.question`,
        'QUESTION_NAME',
        'lower-case letters, digits and underscores, at most 40',
      );
    if (!method.test(one.method)) refuseField(`${field}.method`, 'METHOD_PATH', 'the path of a gRPC method');
  });
  return questions.map((one) => ({ question: one.question, method: one.method }));
}
