import { requestRulesOf } from '@lienthong/contracts/field-rules';
import { Refusal } from '@lienthong/domain';
import { context, ROOT_CONTEXT } from '@opentelemetry/api';
import type { Authenticator } from '../identity/authenticator.ts';
import type { AuthorisationTable, Rule } from '../identity/authorise.ts';
import type { Logger } from '../logger.ts';
import type {
  Call,
  CallContext,
  Handlers,
  IncomingCall,
  Interceptor,
  Jurisdiction,
  MountedMethod,
  Next,
} from './call.ts';
import { authenticate } from './interceptors/authenticate.ts';
import { authorise } from './interceptors/authorise.ts';
import { decode } from './interceptors/decode.ts';
import { hideInternalErrors } from './interceptors/hide-internal-errors.ts';
import { limitToSubtree } from './interceptors/limit-to-subtree.ts';
import { measure } from './interceptors/measure.ts';
import { takeTurns } from './interceptors/take-turns.ts';
import { trace } from './interceptors/trace.ts';
import { validate } from './interceptors/validate.ts';
import type { MethodDefinition, Methods } from './methods.ts';
import { isStream } from './when-over.ts';

/** What a process answers, by whichever way a call comes. */
export interface Calls {
  /** Adds a service: every method with its handler and its rule. */
  mount<D extends Methods>(
    definition: D,
    handlers: Handlers<D>,
    table: AuthorisationTable<D>,
    jurisdiction: Jurisdiction,
  ): void;
  /** A method that will be mounted: until then it is unavailable, not unknown. */
  announce(path: string): void;
  find(path: string): MethodDefinition | undefined;
  /**
   * Answers a call with a message, or with an async iterable of messages where the method streams.
   *
   * @throws Refusal, InternalError; in a stream while it is read.
   */
  answer(path: string, incoming: IncomingCall): Promise<unknown>;
}

export function createCalls(authenticator: Authenticator, logger: Logger): Calls {
  const methods = new Map<string, MountedMethod>();
  const announced = new Set<string>();
  // What is refused is measured and traced as well: these two stand outside.
  const chain: Interceptor[] = [
    measure,
    hideInternalErrors(logger),
    trace,
    authenticate(authenticator),
    // Who may not ask at all costs no look at the question.
    authorise,
    // One who asks for much delays nobody else.
    takeTurns(),
    decode,
    // For which unit somebody asks is known of a question that is well formed.
    validate,
    limitToSubtree,
  ];
  const next = chain.reduceRight<Next>((inner, interceptor) => interceptor(inner), handle);
  return {
    mount(definition, handlers, table, jurisdiction) {
      for (const [name, method] of Object.entries(definition))
        methods.set(method.path, {
          definition: method,
          handler: handlers[name] as unknown as MountedMethod['handler'],
          rule: (table as Record<string, Rule<unknown>>)[name] ?? {},
          rules: requestRulesOf(method.path),
          jurisdiction,
        });
    },
    announce: (path) => void announced.add(path),
    find: (path) => methods.get(path)?.definition,
    async answer(path, incoming) {
      const method = methods.get(path);
      if (!method && announced.has(path))
        throw new Refusal('unavailable', 'SERVICE_UNAVAILABLE', 'the service is starting');
      if (!method) throw new Refusal('unimplemented', 'METHOD_UNKNOWN', 'no such method');
      return next({ method, incoming });
    },
  };
}

async function handle({ method, incoming, caller, request }: Call): Promise<unknown> {
  if (!caller) throw new Refusal('unauthenticated', 'TOKEN_MISSING', 'a bearer token is required');
  const call: CallContext = {
    principal: caller.principal,
    method: method.definition.path,
    get signal() {
      return incoming.over.signal;
    },
  };
  const answer = await method.handler(request, call);
  return isStream(answer) ? outsideSpans(answer) : answer;
}

/** What a stream carries brings its own trace: that of the call which opened it may be days old. */
function outsideSpans(responses: AsyncIterable<unknown>): AsyncIterable<unknown> {
  const iterator = responses[Symbol.asyncIterator]();
  return {
    [Symbol.asyncIterator]: () => ({
      next: () => context.with(ROOT_CONTEXT, () => iterator.next()),
      return: async (value) => (await iterator.return?.(value)) ?? { done: true, value },
    }),
  };
}
