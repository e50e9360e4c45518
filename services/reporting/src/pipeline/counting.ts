import type { HandleBatch } from '@lienthong/messaging';
import { createTallyRecords } from '../adapters/tally-records.ts';
import { createComparison } from '../commands/compare-with-owner.ts';
import { type Comparisons, createComparisons } from '../commands/comparisons.ts';
import type { TallyRecords } from '../commands/ports.ts';
import { createRecountDay } from '../commands/recount-day.ts';
import { createResolveHistory, type ResolveHistory } from '../commands/resolve-history.ts';
import { createEventHandler } from '../consumers/events.ts';
import type { AggregationOf } from '../domain/catalogue.ts';
import type { TallyProjection } from '../projections/tally-projection-types.ts';
import { createTallyProjection } from '../projections/tally-projection.ts';
import { factsBehind } from '../projections/day-tally.ts';
import type { EventsOwner } from '../projections/ports.ts';
import type { ServiceName } from '@lienthong/runtime';
import type { Shared } from './shared.ts';
import type { Stores } from './stores.ts';

/** Facts become tallies, tallies become records, and both are held against the owner of the events. */
export interface Counting {
  handle: HandleBatch;
  projection: TallyProjection;
  comparisons: Comparisons;
  records: TallyRecords;
  resolveHistory: ResolveHistory;
}

export function createCounting(
  parts: Shared & Stores & { owner: ServiceName; channel: string; events: EventsOwner },
): Counting {
  const { owner, facts, tallies, writeCounted, history, lostFacts, deadLetters, events } = parts;
  const { catalogue, tables, units, machineClock: clock, logger } = parts;
  const refreshCatalogue = (): Promise<void> => tables.refresh();
  const aggregationOf: AggregationOf = (code) => catalogue().aggregationOf(code);
  // The projection and the records call each other, and the projection the comparisons: all exist before any of these callbacks runs.
  const projection = createTallyProjection({
    facts,
    tallies,
    writeCounted,
    history,
    aggregationOf,
    written: (tally) => records.offer(tally),
    storeMoved: ({ unit }) => comparisons.invalidate(unit, 'facts'),
    logger,
  });
  const compare = createComparison({
    facts,
    tallies,
    lostFacts,
    projection,
    owner,
    events,
    catalogue,
    refreshCatalogue,
    deadLetters,
    clock,
    logger,
  });
  const comparisons = createComparisons({ compare, units, clock, logger });
  const records = createTallyRecords({
    client: parts.exchange,
    channel: parts.channel,
    units,
    tallies,
    recount: createRecountDay({
      facts,
      tallies,
      history,
      raise: (day, how) => projection.raise(day, how),
      compared: (unit) => comparisons.fresh(unit, 10_000),
      factsHeld: async (day) => {
        const { tally, isDeleted } = await records.held(day);
        // That people deleted it was a decision: nothing stands there.
        return tally ? factsBehind(tally) : isDeleted ? 0 : undefined;
      },
    }),
    isMissing: (day) => history.isMissing(day),
    logger,
  });
  return {
    handle: createEventHandler({ owner, facts, projection, catalogue, refreshCatalogue }),
    projection,
    comparisons,
    records,
    resolveHistory: createResolveHistory({
      history,
      facts,
      tallies,
      records,
      projection,
      aggregationOf,
      clock,
    }),
  };
}
