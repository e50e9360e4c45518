import type { DeadReason } from '@lienthong/domain';
import type { EventEnvelope } from './envelope.ts';

/** An event as a handler gets it. */
export type IncomingEvent = EventEnvelope & { traceparent?: string };

/** What became of an event: it is acknowledged, comes again, or becomes a dead letter. */
export type Outcome =
  | { kind: 'done' }
  | { kind: 'retry'; reason: DeadReason }
  | { kind: 'rejected'; reason: DeadReason };

export const done: Outcome = { kind: 'done' };
export const retryLater = (reason: DeadReason): Outcome => ({ kind: 'retry', reason });
export const reject = (reason: DeadReason): Outcome => ({ kind: 'rejected', reason });

/**
 * Takes whatever waits, and answers for each event in the same order. Idempotent. A rejection means "retry all": for ever where the
 * surroundings are the cause ({@link concernsAll}), else until the event is found that it is about.
 */
export type HandleBatch = (events: IncomingEvent[]) => Promise<Outcome[]>;
