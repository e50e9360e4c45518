import type { Collection, Filter } from 'mongodb';
import { DuplicateKey } from './insert-batcher.ts';
import { createTurns } from './turns.ts';

/** What a numbered aggregate's document is found by. */
export interface Numbered {
  _id: string;
  /** What numbers are drawn for: a unit's day, a unit's year. */
  series: string;
  number: number;
}

export interface NumberSeries {
  /**
   * Calls `use` with the next number, and with the one after where a unique key says that it is taken. Each number is used once or
   * never; in a gapless series one that `use` did not store is given again.
   */
  give<T>(series: string, use: (number: number) => Promise<T>): Promise<T>;
  /** The database was restored from a copy: the series goes on {@link restoreJump} above what is stored or was `seen`, for ever. */
  jump(series: string, seen: number): Promise<number>;
  /** It is known whether the database was restored. No number is given before: calls come as soon as the process listens. */
  open(): void;
}

export const restoreJump = 500;
const attempts = 20;

/**
 * Numbers from 1 on in each series; the unique index decides. Without gaps one is stored before the next is drawn. With gaps they are
 * drawn from memory, side by side.
 */
export async function createNumberSeries<D extends Numbered>(
  collection: Collection<D>,
  { gapless }: { gapless: boolean },
): Promise<NumberSeries> {
  await collection.createIndex({ series: 1, number: 1 }, { unique: true });
  const floors = collection.db.collection<{ _id: string; floor: number }>('number_floors');
  const floorOf = (series: string): string => `${collection.collectionName}/${series}`;
  const next = new Map<string, number>();
  const reading = new Map<string, Promise<void>>();
  const inTurn = createTurns();
  const opened = Promise.withResolvers<void>();

  async function highest(series: string): Promise<number> {
    const [last, floor] = await Promise.all([
      collection
        .find({ series } as Filter<D>, { projection: { number: 1 } })
        .sort({ number: -1 })
        .limit(1)
        .toArray(),
      floors.findOne({ _id: floorOf(series) }),
    ]);
    return Math.max(last[0]?.number ?? 0, floor?.floor ?? 0);
  }

  /** Those who miss a series together read it once. */
  function read(series: string): Promise<void> {
    let promise = reading.get(series);
    if (!promise) {
      promise = highest(series)
        .then((found) => void next.set(series, Math.max(found + 1, next.get(series) ?? 1)))
        .finally(() => reading.delete(series));
      reading.set(series, promise);
    }
    return promise;
  }

  async function draw(series: string): Promise<number> {
    if (gapless) return (await highest(series)) + 1;
    if (!next.has(series)) await read(series);
    const number = next.get(series) ?? 1;
    next.set(series, number + 1);
    return number;
  }

  async function give<T>(series: string, use: (number: number) => Promise<T>): Promise<T> {
    await opened.promise;
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      try {
        return await use(await draw(series));
      } catch (error) {
        if (!(error instanceof DuplicateKey) || !error.isDuplicate) throw error;
        if (!gapless) await read(series);
      }
    }
    throw new Error(`no free number for ${series} in ${attempts} attempts`);
  }

  return {
    give: (series, use) => (gapless ? inTurn(series, () => give(series, use)) : give(series, use)),
    async jump(series, seen) {
      const floor = Math.max(await highest(series), seen) + restoreJump;
      await floors.updateOne({ _id: floorOf(series) }, { $max: { floor } }, { upsert: true });
      next.delete(series);
      return floor;
    },
    open: () => opened.resolve(),
  };
}
