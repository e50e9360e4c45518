import type { Interceptor } from '../call.ts';
import { createTurns } from '../turns.ts';

/** A page asks for as much at once; whoever asks for more waits, and makes nobody else wait. */
const limits = { atOnce: 4, waiting: 32, inAll: 64, waitingInAll: 1_000 };

/**
 * Questions and commands of people and systems take turns. Services are not counted, also where they act for somebody: a call would wait for
 * the one that it is part of. Nor are streams, of which a few are open for long.
 */
export function takeTurns(): Interceptor {
  const turns = createTurns(limits);
  return (next) => async (call) => {
    const { principal } = call.caller ?? {};
    if (!principal || principal.kind === 'service' || call.method.definition.responseStream)
      return next(call);
    const done = await turns.take(principal.subject, () => call.incoming.over.signal);
    try {
      return await next(call);
    } finally {
      done();
    }
  };
}
