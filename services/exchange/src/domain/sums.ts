import type { Chain } from './document.ts';
import type { Hash64 } from './environment.ts';
import { bucketOf, type Key, unitOfBucket } from './key.ts';

/** H(key, chain) as text; both ends of a hop write it alike. */
export function chainText(key: Key, chain: Chain): string {
  let text = key;
  for (const { site, rev, tag, displaced } of chain) {
    text += `|${site}:${rev}:${tag}`;
    if (displaced) text += `:${displaced.rev}:${displaced.tag}`;
  }
  return text;
}

const zero: Hash64 = [0, 0];
export const xor = (a: Hash64, b: Hash64): Hash64 => [a[0] ^ b[0], a[1] ^ b[1]];
export const sameHash = (a: Hash64, b: Hash64): boolean => a[0] === b[0] && a[1] === b[1];

/**
 * XOR sums by bucket, kept in memory and rebuilt from the store. What a key contributed is remembered, so that its next
 * contribution replaces exactly that, whatever happened to the store in between.
 */
export class SumTree {
  readonly #contributed = new Map<Key, { bucket: string; hash: Hash64 }>();
  readonly #units = new Map<string, Map<string, Hash64>>();

  /** A key's contribution; undefined: none. Says whether it changed. */
  set(key: Key, hash: Hash64 | undefined): boolean {
    const before = this.#contributed.get(key);
    if (!before && !hash) return false;
    if (before && hash && sameHash(before.hash, hash)) return false;
    const bucket = before?.bucket ?? bucketOf(key);
    if (before) this.#flip(bucket, before.hash);
    if (hash) {
      this.#flip(bucket, hash);
      this.#contributed.set(key, { bucket, hash });
    } else {
      this.#contributed.delete(key);
    }
    return true;
  }

  get size(): number {
    return this.#contributed.size;
  }

  total(): Hash64 {
    let sum = zero;
    for (const buckets of this.#units.values()) for (const hash of buckets.values()) sum = xor(sum, hash);
    return sum;
  }

  units(): Map<string, Hash64> {
    const sums = new Map<string, Hash64>();
    for (const [unit, buckets] of this.#units) {
      let sum = zero;
      for (const hash of buckets.values()) sum = xor(sum, hash);
      sums.set(unit, sum);
    }
    return sums;
  }

  buckets(unit: string): ReadonlyMap<string, Hash64> {
    return this.#units.get(unit) ?? new Map<string, Hash64>();
  }

  /** Sums by (unit, channel), named `unit/channel/`: what a local consumer compares. */
  channels(): Map<string, Hash64> {
    const sums = new Map<string, Hash64>();
    for (const buckets of this.#units.values()) {
      for (const [bucket, hash] of buckets) {
        const name = bucket.slice(0, bucket.lastIndexOf('/') + 1);
        sums.set(name, xor(sums.get(name) ?? zero, hash));
      }
    }
    return sums;
  }

  #flip(bucket: string, hash: Hash64): void {
    const unit = unitOfBucket(bucket);
    let buckets = this.#units.get(unit);
    if (!buckets) {
      buckets = new Map();
      this.#units.set(unit, buckets);
    }
    const sum = xor(buckets.get(bucket) ?? zero, hash);
    // A bucket may be empty or cancel out; either way a missing name reads as zero.
    if (sameHash(sum, zero)) buckets.delete(bucket);
    else buckets.set(bucket, sum);
    if (buckets.size === 0) this.#units.delete(unit);
  }
}

/** Names whose sums differ, within the names that the other side spoke of. A name that one side lacks counts as zero. */
export function differing(
  mine: ReadonlyMap<string, Hash64>,
  theirs: readonly (readonly [string, Hash64])[],
  within: (name: string) => boolean,
): string[] {
  const names = new Set<string>();
  const seen = new Set<string>();
  for (const [name, hash] of theirs) {
    seen.add(name);
    if (!sameHash(mine.get(name) ?? zero, hash)) names.add(name);
  }
  for (const name of mine.keys()) if (!seen.has(name) && within(name)) names.add(name);
  return [...names].sort();
}
