import { tallyChannel } from '@lienthong/domain';
import type { DeadLetterSource, ServiceName } from '@lienthong/runtime';
import { createEventsOwner } from '../adapters/events-owner.ts';
import { watchSource } from '../adapters/metrics.ts';
import type { Comparisons } from '../commands/comparisons.ts';
import type { ResolveHistory } from '../commands/resolve-history.ts';
import { createSweep } from '../projections/sweep.ts';
import { createCounting } from './counting.ts';
import { createIntake } from './intake.ts';
import type { Shared } from './shared.ts';
import { openStores, type Stores } from './stores.ts';

/** The way of one service's events into numbers: what is wrong on it, or with their owner, stops no other's. */
export interface Pipeline extends Pick<Stores, 'facts' | 'tallies' | 'history' | 'lostFacts'> {
  /** Its records' channel, and its name for others. */
  readonly channel: string;
  readonly deadLetters: DeadLetterSource;
  readonly comparisons: Comparisons;
  readonly resolveHistory: ResolveHistory;
  /** The registry of sites has changed: what this site owns now is compared and put. */
  compareRecords(): void;
  start(): Promise<void>;
  stop(): Promise<void>;
}

export async function createPipeline(owner: ServiceName, shared: Shared): Promise<Pipeline> {
  const { db, machineClock, logger } = shared;
  const channel = tallyChannel(owner);
  const stores = await openStores(db, owner, machineClock);
  const events = createEventsOwner(owner, shared);
  const counting = createCounting({ ...shared, ...stores, owner, events, channel });
  const { projection, comparisons, records, resolveHistory } = counting;
  const intake = createIntake({ ...shared, ...stores, ...counting, events, owner });
  const sweep = createSweep({ projection, logger });
  let unwatch: (() => void) | undefined;

  return {
    channel,
    ...stores,
    deadLetters: intake.deadLetters,
    comparisons,
    resolveHistory,
    compareRecords: () => records.compare(),
    async start() {
      await resolveHistory.finish();
      records.start();
      comparisons.start();
      await intake.start();
      sweep.start();
      unwatch = watchSource(owner, { ...stores, ...counting, clock: machineClock });
    },
    async stop() {
      unwatch?.();
      await sweep.stop();
      await intake.stopFollowing();
      await comparisons.stop();
      await intake.stopConsuming();
      await projection.stop();
      await records.stop();
      events.close();
    },
  };
}
