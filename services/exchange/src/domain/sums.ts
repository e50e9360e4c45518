import type { Chain } from './document.ts';
import type { Hash64 } from './environment.ts';
import { type Key, unitOfBucket } from './key.ts';
import { enlarged, KeyTable } from './key-table.ts';

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
 *
 * @param keys shared by all trees of a site: a tree itself holds numbers alone. The table must not forget a key that contributes.
 */
export class SumTree {
  readonly #keys: KeyTable;
  readonly #contributed = new Contributions();
  /** By number of the bucket, two halves each. */
  #sums = new Int32Array(32);
  #total: Hash64 = zero;

  constructor(keys = new KeyTable()) {
    this.#keys = keys;
  }

  /** A key's contribution; undefined: none. Says whether it changed. */
  set(key: Key, hash: Hash64 | undefined): boolean {
    const number = hash ? this.#keys.add(key) : this.#keys.find(key);
    if (number === undefined) return false;
    const change = this.#contributed.replace(number, hash ?? zero);
    if (sameHash(change, zero)) return false;
    const at = 2 * this.#keys.bucketOf(number);
    while (at >= this.#sums.length) this.#sums = enlarged(this.#sums, new Int32Array(2 * this.#sums.length));
    this.#sums[at] = (this.#sums[at] ?? 0) ^ change[0];
    this.#sums[at + 1] = (this.#sums[at + 1] ?? 0) ^ change[1];
    this.#total = xor(this.#total, change);
    return true;
  }

  /** Keys that contribute to a bucket, or to all whose name begins so when it ends in a slash; in no order. */
  *keysIn(bucket: string): Iterable<Key> {
    for (const number of this.#keys.numbersIn(bucket))
      if (this.#contributed.has(number)) yield this.#keys.textOf(number);
  }

  /** Number of keys that contribute. */
  get size(): number {
    return this.#contributed.size;
  }

  total(): Hash64 {
    return this.#total;
  }

  units(): Map<string, Hash64> {
    return this.#grouped(unitOfBucket);
  }

  /** A bucket may be empty or cancel out; either way a missing name reads as zero. */
  buckets(unit: string): ReadonlyMap<string, Hash64> {
    const sums = new Map<string, Hash64>();
    for (const bucket of this.#keys.bucketsOf(unit)) {
      const sum = this.#sumOf(bucket);
      if (!sameHash(sum, zero)) sums.set(this.#keys.bucketName(bucket), sum);
    }
    return sums;
  }

  /** Sums by (unit, channel), named `unit/channel/`: what a local consumer compares. */
  channels(): Map<string, Hash64> {
    return this.#grouped((bucket) => bucket.slice(0, bucket.lastIndexOf('/') + 1));
  }

  #grouped(nameOf: (bucket: string) => string): Map<string, Hash64> {
    const sums = new Map<string, Hash64>();
    for (let bucket = 1; 2 * bucket < this.#sums.length; bucket += 1) {
      const sum = this.#sumOf(bucket);
      if (sameHash(sum, zero)) continue;
      const name = nameOf(this.#keys.bucketName(bucket));
      sums.set(name, xor(sums.get(name) ?? zero, sum));
    }
    return sums;
  }

  #sumOf(bucket: number): Hash64 {
    return [this.#sums[2 * bucket] ?? 0, this.#sums[2 * bucket + 1] ?? 0];
  }
}

/**
 * What each key contributed, by its number: open addressing over arrays of numbers, since of a site's many trees most hold few of its
 * keys. A zero hash is none.
 */
class Contributions {
  #numbers = new Uint32Array(16);
  #hashes = new Int32Array(32);
  #taken = 0;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  has(number: number): boolean {
    const slot = this.#slotOf(number);
    return (
      this.#numbers[slot] === number && (this.#hashes[2 * slot] !== 0 || this.#hashes[2 * slot + 1] !== 0)
    );
  }

  /** Puts a hash in the place of the one before; returns what changed, as the XOR of both. */
  replace(number: number, [high, low]: Hash64): Hash64 {
    const slot = this.#slotOf(number);
    if (this.#numbers[slot] === 0 && high === 0 && low === 0) return zero;
    const before: Hash64 = [this.#hashes[2 * slot] ?? 0, this.#hashes[2 * slot + 1] ?? 0];
    this.#size += Number(high !== 0 || low !== 0) - Number(!sameHash(before, zero));
    this.#hashes[2 * slot] = high;
    this.#hashes[2 * slot + 1] = low;
    if (this.#numbers[slot] === 0) {
      this.#numbers[slot] = number;
      this.#taken += 1;
      if (3 * this.#taken > 2 * this.#numbers.length) this.#resize();
    }
    return [before[0] ^ high, before[1] ^ low];
  }

  #slotOf(number: number): number {
    const mask = this.#numbers.length - 1;
    let slot = Math.imul(number, 0x9e3779b1) & mask;
    while (this.#numbers[slot] !== 0 && this.#numbers[slot] !== number) slot = (slot + 1) & mask;
    return slot;
  }

  /** Leaves out what contributes no more. */
  #resize(): void {
    const [numbers, hashes] = [this.#numbers, this.#hashes];
    let length = 16;
    while (3 * this.#size > length) length *= 2;
    this.#numbers = new Uint32Array(length);
    this.#hashes = new Int32Array(2 * length);
    this.#taken = 0;
    numbers.forEach((number, slot) => {
      const [high, low] = [hashes[2 * slot] ?? 0, hashes[2 * slot + 1] ?? 0];
      if (number === 0 || (high === 0 && low === 0)) return;
      const to = this.#slotOf(number);
      this.#numbers[to] = number;
      this.#hashes[2 * to] = high;
      this.#hashes[2 * to + 1] = low;
      this.#taken += 1;
    });
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
