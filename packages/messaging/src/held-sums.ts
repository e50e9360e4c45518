import { consumerEntryHash, hashBytes, type RecordKey, type Stamp } from './record-hash.ts';
import type { RecordSource, RecordStore } from './record-store.ts';
import { createSlice } from './slice.ts';

/** Name of a sum in the contract. */
export const sumName = ({ unit, channel }: RecordSource): string => `${unit}/${channel}/`;

/** XOR sums over all that a consumer's store holds, by unit and channel. */
export interface HeldSums {
  /** Whether all has to be counted from the store: at the start, and daily. */
  isDue(): boolean;
  invalidateAll(): Promise<void>;
  /** One source has to be: what became of a write is not known. */
  invalidate(source: RecordSource): void;
  /** Whether a source waits to be counted from the store. */
  hasInvalid(): boolean;
  /** Counts one that waits. Nothing of it may be written meanwhile. */
  countOne(): Promise<void>;
  /** A record was stored in place of what was held of it. */
  replace(key: RecordKey, before: Stamp | undefined, after: Stamp): void;
  all(): { name: string; xor: Buffer; count: number }[];
}

interface Sum {
  readonly source: RecordSource;
  xor: bigint;
  count: number;
}

const recountMs = 86_400_000;

/** The sums are kept as changes are stored; the store is read one source after the other, and without holding the event loop. */
export function createHeldSums(consumer: string, store: RecordStore): HeldSums {
  const sums = new Map<string, Sum>();
  const invalid = new Map<string, RecordSource>();

  let invalidatedAt = Number.NEGATIVE_INFINITY;

  const invalidate = ({ unit, channel }: RecordSource): void =>
    void invalid.set(sumName({ unit, channel }), { unit, channel });

  return {
    isDue: () => performance.now() - invalidatedAt > recountMs,
    async invalidateAll() {
      for (const { source } of sums.values()) invalidate(source);
      for await (const source of store.sources()) invalidate(source);
      invalidatedAt = performance.now();
    },
    invalidate,
    hasInvalid: () => invalid.size > 0,
    async countOne() {
      const [next] = invalid;
      if (!next) return;
      const [name, source] = next;
      const sum: Sum = { source, xor: 0n, count: 0 };
      const slice = createSlice();
      for await (const { key, stamp } of store.heldStamps(source)) {
        sum.xor ^= consumerEntryHash(consumer, key, stamp);
        sum.count += 1;
        await slice();
      }
      if (sum.count === 0) sums.delete(name);
      else sums.set(name, sum);
      invalid.delete(name);
    },
    replace(key, before, after) {
      const name = sumName(key);
      const sum = sums.get(name) ?? { source: { unit: key.unit, channel: key.channel }, xor: 0n, count: 0 };
      if (before) sum.xor ^= consumerEntryHash(consumer, key, before);
      else sum.count += 1;
      sum.xor ^= consumerEntryHash(consumer, key, after);
      sums.set(name, sum);
    },
    all: () => [...sums].map(([name, { xor, count }]) => ({ name, xor: hashBytes(xor), count })),
  };
}
