import { setTimeout as pause } from 'node:timers/promises';
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
  /** The database was set back under the process: a decision that wants a number waits until {@link open} has been done anew. */
  setBack(): void;
  stop(): Promise<void>;
}

const retryMs = 1_000;

export async function createAggregateNumbers<D extends Numbered, S>(
  collection: Collection<D>,
  definitions: Readonly<Record<string, NumberDefinition<S>>>,
  {
    detectRestore,
    look,
    logger,
  }: {
    detectRestore: (
      units: string[],
      restored: (unit: string, lost: EventEnvelope[]) => Promise<void>,
    ) => Promise<void>;
    /** Calls `setBack` where the database was set back. */
    look: () => Promise<unknown>;
    logger: Logger;
  },
): Promise<AggregateNumbers<S>> {
  const names = Object.keys(definitions);
  const all = new Map<string, NumberSeries>();
  for (const [name, definition] of Object.entries(definitions))
    all.set(name, await createNumberSeries(collection, name, { gapless: definition.gapless, look }));

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

  /** How often the database was set back: a check that began before the last time proves nothing. */
  let setBacks = 0;
  let opensAgain: (() => Promise<void>) | undefined;
  let isClosed = true;
  let opening: Promise<void> = Promise.resolve();
  let isStopped = false;

  async function openOnceKnown(units: string[]): Promise<void> {
    let known: number;
    do {
      known = setBacks;
      if (names.length > 0) await detectRestore(units, goOnHigher);
    } while (known !== setBacks);
    isClosed = false;
    for (const one of all.values()) one.open();
  }

  async function retryOpening(open: () => Promise<void>): Promise<void> {
    while (!isStopped) {
      try {
        await open();
        return;
      } catch (error) {
        logger.warn({ err: error }, 'no number is given until it is known what the database has lost');
        await pause(retryMs, undefined, { ref: false });
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
      opensAgain = () => openOnceKnown(units);
      await opensAgain();
    },
    setBack() {
      setBacks += 1;
      // The one that is under way begins anew.
      if (isClosed || !opensAgain) return;
      isClosed = true;
      for (const one of all.values()) one.close();
      opening = retryOpening(opensAgain);
    },
    async stop() {
      isStopped = true;
      await opening;
    },
  };
}
