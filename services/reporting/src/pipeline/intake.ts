import { createEventConsumer } from '@lienthong/messaging';
import type { DeadLetterSource, ServiceName } from '@lienthong/runtime';
import { createStreamIntegrity } from '../commands/stream-integrity.ts';
import { durableOf } from '../config.ts';
import { remedies } from '../domain/counted-event.ts';
import type { EventsOwner } from '../projections/ports.ts';
import { createProgressReporter } from '../projections/progress-reporter.ts';
import type { Counting } from './counting.ts';
import type { Shared } from './shared.ts';
import type { Stores } from './stores.ts';

/** The next events are judged while the facts and tallies of the last ones are written. */
const batchesAtOnce = 2;

/** The events of one owner as they come on the stream, and up to when all of them are counted. */
export interface Intake {
  readonly deadLetters: DeadLetterSource;
  start(): Promise<void>;
  stopFollowing(): Promise<void>;
  stopConsuming(): Promise<void>;
}

export function createIntake(
  parts: Shared & Stores & Counting & { owner: ServiceName; events: EventsOwner },
): Intake {
  const { owner, events, nats, units, handle, comparisons, records, history, deadLetters, logger } = parts;
  const consumer = createEventConsumer({
    nats,
    durable: durableOf(owner),
    handle,
    deadLetters,
    remedies,
    logger,
    batchesAtOnce,
    onPossibleLoss: () => streamIntegrity.raise(),
  });
  const streamIntegrity = createStreamIntegrity({ consumer, comparisons, units, logger });
  const progress = createProgressReporter({
    units,
    owner: events,
    onOwnerSetBack: () => streamIntegrity.raise(),
    consumer,
    putSoFar: () => records.putSoFar(),
    isCompared: (unit) => comparisons.isCompared(unit),
    isRefused: (unit) => records.status().notTaken.has(unit),
    isHistoryMissing: (unit) => history.missing(unit).length > 0,
    deadLetters,
    store: parts.progress,
    report: records.report,
    businessClock: parts.businessClock,
    machineClock: parts.machineClock,
    logger,
  });
  return {
    deadLetters: consumer.deadLetters,
    async start() {
      await consumer.start();
      streamIntegrity.raise();
      await progress.start();
    },
    async stopFollowing() {
      await progress.stop();
      await streamIntegrity.stop();
    },
    stopConsuming: () => consumer.stop(),
  };
}
