import type { Collection, Filter } from 'mongodb';
import { RefusedWrite } from './insert-batcher.ts';
import { createTurns } from './turns.ts';

/** A number that an aggregate holds; no two of its kind hold the same one of a series. */
export interface GivenNumber {
  /** What numbers are given for: a unit's day, a unit's year. */
  series: string;
  number: number;
}

/** As much of a document as its numbers take: each under its name. */
export interface Numbered {
  _id: string;
  numbers: Record<string, GivenNumber>;
}

export interface NumberSeries {
  /**
   * Calls `use` with the next number, and with the one after where the unique index says that it is taken. Each number is used once or
   * never; in a gapless series one that `use` did not store (it rejects, or resolves to undefined) is given again.
   */
  give<T>(series: string, use: (number: number) => Promise<T | undefined>): Promise<T | undefined>;
  /** The database was restored from a copy: the series goes on {@link restoreJump} above what is stored or was `seen`, for ever. */
  jump(series: string, seen: number): Promise<number>;
  /** It is known whether the database was restored. No number is given before: calls come as soon as the process listens. */
  open(): void;
  /** The database was set back: no number is given until {@link open}. The next number stays known, so that none is given twice. */
  close(): void;
}

export const restoreJump = 500;
const attempts = 20;

/**
 * Numbers from 1 on in each series of one `name`; the unique index decides. The next one is known in memory: a series is read once, and
 * again when somebody else has given of it. Without gaps one is stored before the next is drawn; with gaps they are drawn side by side.
 *
 * @param options.look whether the database was set back, which closes the series: what is read of it alone may have been given before.
 */
export async function createNumberSeries<D extends Numbered>(
  collection: Collection<D>,
  name: string,
  { gapless, look }: { gapless: boolean; look?: () => Promise<unknown> },
): Promise<NumberSeries> {
  const field = { series: `numbers.${name}.series`, number: `numbers.${name}.number` };
  const index = `number_${name}`;
  await collection.createIndex(
    { [field.series]: 1, [field.number]: 1 },
    // Many may hold none.
    { name: index, unique: true, partialFilterExpression: { [field.series]: { $exists: true } } },
  );
  const floors = collection.db.collection<{ _id: string; floor: number }>('number_floors');
  const floorOf = (series: string): string => `${collection.collectionName}/${name}/${series}`;
  const next = new Map<string, number>();
  const reading = new Map<string, Promise<void>>();
  const inTurn = createTurns();
  let opened = Promise.withResolvers<void>();
  let isOpen = false;

  async function highest(series: string): Promise<number> {
    const where = { [field.series]: series } as Filter<D>;
    const [last, floor] = await Promise.all([
      collection
        .find(where, { projection: { [field.number]: 1 } })
        .sort({ [field.number]: -1 })
        .limit(1)
        .toArray(),
      floors.findOne({ _id: floorOf(series) }),
    ]);
    return Math.max(last[0]?.numbers[name]?.number ?? 0, floor?.floor ?? 0);
  }

  function raise(series: string, lowest: number): void {
    next.set(series, Math.max(lowest, next.get(series) ?? 1));
  }

  async function readHighest(series: string): Promise<void> {
    const found = await highest(series);
    if (!next.has(series)) await look?.();
    raise(series, found + 1);
  }

  /** Those who miss a series together read it once. */
  function read(series: string): Promise<void> {
    let promise = reading.get(series);
    if (!promise) {
      promise = readHighest(series).finally(() => reading.delete(series));
      reading.set(series, promise);
    }
    return promise;
  }

  async function draw(series: string): Promise<number> {
    for (;;) {
      await opened.promise;
      const number = next.get(series);
      if (!isOpen) continue;
      if (number !== undefined) {
        if (!gapless) next.set(series, number + 1);
        return number;
      }
      await read(series);
    }
  }

  const isTaken = (error: unknown): boolean =>
    error instanceof RefusedWrite && error.isDuplicate && (error.index ?? index) === index;

  async function give<T>(
    series: string,
    use: (number: number) => Promise<T | undefined>,
  ): Promise<T | undefined> {
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const number = await draw(series);
      try {
        const used = await use(number);
        if (gapless && used !== undefined) raise(series, number + 1);
        return used;
      } catch (error) {
        if (!isTaken(error)) throw error;
        await read(series);
      }
    }
    throw new Error(`no free number for ${series} in ${attempts} attempts`);
  }

  return {
    give: (series, use) => (gapless ? inTurn(series, () => give(series, use)) : give(series, use)),
    async jump(series, seen) {
      const floor = Math.max(await highest(series), seen, (next.get(series) ?? 1) - 1) + restoreJump;
      await floors.updateOne({ _id: floorOf(series) }, { $max: { floor } }, { upsert: true });
      raise(series, floor + 1);
      return floor;
    },
    open() {
      isOpen = true;
      opened.resolve();
    },
    close() {
      if (isOpen) opened = Promise.withResolvers();
      isOpen = false;
    },
  };
}
