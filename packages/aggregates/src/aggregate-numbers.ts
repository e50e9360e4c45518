import type { Decided } from '@lienthong/domain';
import type { EventEnvelope } from '@lienthong/messaging';
import type { Logger } from '@lienthong/runtime';
import type { Collection } from 'mongodb';
import { createNumberSeries, type GivenNumber, type Numbered, type NumberSeries } from './number-series.ts';

/** One of the numbers that aggregates of a kind hold, such as that of their arrival. */
export interface NumberDefinition<S> {
  /** Without gaps numbers are given one after the other, each after a durable write. */
  gapless: boolean;
  /** Undefined: it holds none, or none yet. It never changes. */
  numberOf: (state: S) => GivenNumber | undefined;
  /** The series in which a unit is given numbers now: those that go on higher after a restore. */
  currentSeries: (unit: string) => string[];
  /** The number that an event tells of: one that the database has lost is in people's hands. */
  numberIn: (event: EventEnvelope) => GivenNumber | undefined;
}

/** The numbers of one kind of aggregate. */
export interface AggregateNumbers<S> {
  /** What an aggregate holds, as it is stored. */
  numbersOf(state: S): Record<string, GivenNumber>;
  /** Gives a decision the numbers that it wants. `write` resolves to undefined when it has not stored its events. */
  give<E, T>(decided: Decided<E>, write: (events: E[]) => Promise<T | undefined>): Promise<T | undefined>;
  /** Goes on higher where the database has lost events of these units. Before that no number is given. */
  open(units: string[]): Promise<void>;
}

export async function createAggregateNumbers<D extends Numbered, S>(
  collection: Collection<D>,
  definitions: Readonly<Record<string, NumberDefinition<S>>>,
  {
    detectRestore,
    logger,
  }: {
    detectRestore: (
      units: string[],
      restored: (unit: string, lost: EventEnvelope[]) => Promise<void>,
    ) => Promise<void>;
    logger: Logger;
  },
): Promise<AggregateNumbers<S>> {
  const names = Object.keys(definitions);
  const all = new Map<string, NumberSeries>();
  for (const [name, definition] of Object.entries(definitions))
    all.set(name, await createNumberSeries(collection, name, definition));

  /** Names behind each other in the definition: two decisions that wait for one another's turn would wait for ever. */
  function give<E, T>(
    decided: Decided<E>,
    write: (events: E[]) => Promise<T | undefined>,
    before = -1,
  ): Promise<T | undefined> {
    if (Array.isArray(decided)) return write(decided);
    const { of, series } = decided.wants;
    const place = names.indexOf(of);
    const numbers = all.get(of);
    if (!numbers || place <= before)
      throw new Error(`a decision wants a number '${of}': unknown, or out of the order of the definition`);
    return numbers.give(series, async (number) => give(decided.under(number), write, place));
  }

  async function goOnHigher(unit: string, lost: EventEnvelope[]): Promise<void> {
    for (const [name, { currentSeries, numberIn }] of Object.entries(definitions)) {
      const seen = new Map(currentSeries(unit).map((series) => [series, 0]));
      for (const event of lost) {
        const given = numberIn(event);
        if (given) seen.set(given.series, Math.max(given.number, seen.get(given.series) ?? 0));
      }
      for (const [series, highest] of seen) {
        const floor = await all.get(name)?.jump(series, highest);
        logger.warn({ unit, name, series, floor }, 'after the restore the numbers go on higher');
      }
    }
  }

  return {
    numbersOf: (state) =>
      Object.fromEntries(
        Object.entries(definitions).flatMap(([name, { numberOf }]) => {
          const given = numberOf(state);
          return given ? [[name, { series: given.series, number: given.number }]] : [];
        }),
      ),
    give: (decided, write) => give(decided, write),
    async open(units) {
      if (names.length > 0) await detectRestore(units, goOnHigher);
      for (const one of all.values()) one.open();
    },
  };
}
