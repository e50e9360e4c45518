import type { HistoryStore } from '../commands/ports.ts';
import type { AggregationOf } from '../domain/catalogue.ts';
import { createDayFold } from '../domain/day-fold.ts';
import type { HotDay } from './hot-days.ts';
import type { FactStore, TallyStore } from './ports.ts';

/** What a day is counted from. */
export interface DaySources {
  facts: Pick<FactStore, 'ofDay'>;
  tallies: Pick<TallyStore, 'find'>;
  history: Pick<HistoryStore, 'inherited'>;
  aggregationOf: AggregationOf;
}

/** Counts a day from the store, unless it is in memory. */
export async function loadDay(
  { facts, tallies, history, aggregationOf }: DaySources,
  day: HotDay,
): Promise<void> {
  while (day.fold === undefined) {
    const { generation } = day;
    // The version first: had somebody else written between a read of the facts and a later one of the version, the guard would
    // hold although their fact is missing here.
    const stored = await tallies.find(day.unit, day.day);
    const [held, inherited] = await Promise.all([facts.ofDay(day.unit, day.day), history.inherited(day)]);
    if (generation !== day.generation) continue;
    day.fold = createDayFold(day, aggregationOf, held, inherited);
    day.stored = {
      src: stored?.src ?? 0,
      lineage: stored?.lineage ?? [],
      isOurs: day.stored.isOurs && day.stored.src === stored?.src,
      value: stored?.value,
      lostAt: stored?.lostAt,
      takesOver: stored?.takesOver,
    };
  }
}
