import { bucketOf, type Key, nameOf, unitOfBucket } from './key.ts';

/** Texts by small numbers from 1 on, how often each is used; the number of one that is used no more is given again. */
class Numbers {
  readonly #numbers = new Map<string, number>();
  readonly #texts: (string | undefined)[] = [undefined];
  readonly #uses: number[] = [0];
  readonly #free: number[] = [];

  get size(): number {
    return this.#numbers.size;
  }

  /** One above the highest number ever given. */
  get limit(): number {
    return this.#texts.length;
  }

  find(text: string): number | undefined {
    return this.#numbers.get(text);
  }

  textOf(number: number): string | undefined {
    return this.#texts[number];
  }

  texts(): IterableIterator<string> {
    return this.#numbers.keys();
  }

  use(text: string): number {
    const known = this.#numbers.get(text);
    const number = known ?? this.#free.pop() ?? this.#texts.length;
    this.#uses[number] = (known === undefined ? 0 : (this.#uses[number] ?? 0)) + 1;
    if (known === undefined) {
      this.#texts[number] = text;
      this.#numbers.set(text, number);
    }
    return number;
  }

  /** @returns whether that was its last use. */
  release(number: number): boolean {
    const left = (this.#uses[number] ?? 0) - 1;
    this.#uses[number] = left;
    if (left > 0) return false;
    this.#numbers.delete(this.#texts[number] ?? '');
    this.#texts[number] = undefined;
    this.#free.push(number);
    return true;
  }
}

/**
 * The keys of a store by small numbers, so that what is remembered of each fits into arrays of numbers: its bucket, the name on which
 * its route depends, and whether the present walk through the store has met it. A million keys have to fit into a site's memory.
 */
export class KeyTable {
  readonly #keys = new Numbers();
  readonly #buckets = new Numbers();
  readonly #names = new Numbers();
  readonly #bucketsOfUnit = new Map<string, Set<number>>();
  #bucketOf = new Uint32Array(16);
  #nameOf = new Uint32Array(16);
  #metIn = new Uint8Array(16);
  /** By number of a bucket its first key, and by number of a key its neighbours in the bucket; 0: none. */
  #firstIn = new Uint32Array(16);
  #next = new Uint32Array(16);
  #previous = new Uint32Array(16);
  #walk = 0;

  get size(): number {
    return this.#keys.size;
  }

  /** One above the highest number of a bucket. */
  get bucketLimit(): number {
    return this.#buckets.limit;
  }

  find(key: Key): number | undefined {
    return this.#keys.find(key);
  }

  /** The number of a key, new or known; the present walk has met it. */
  add(key: Key): number {
    const known = this.#keys.find(key);
    const number = known ?? this.#keys.use(key);
    if (known === undefined) {
      if (number >= this.#bucketOf.length) this.#grow();
      const bucket = bucketOf(key);
      this.#bucketOf[number] = this.#buckets.use(bucket);
      this.#nameOf[number] = this.#names.use(nameOf(key));
      this.#unitOf(bucket).add(this.bucketOf(number));
      this.#link(number, this.bucketOf(number));
    }
    this.#metIn[number] = this.#walk;
    return number;
  }

  bucketOf(number: number): number {
    return this.#bucketOf[number] ?? 0;
  }

  bucketName(bucket: number): string {
    return this.#buckets.textOf(bucket) ?? '';
  }

  /** Buckets of a unit that hold keys. */
  bucketsOf(unit: string): Iterable<number> {
    return this.#bucketsOfUnit.get(unit) ?? [];
  }

  /** The numbers of the keys of a bucket, or of all whose name begins so when it ends in a slash; in no order. */
  *numbersIn(name: string): Iterable<number> {
    for (const bucket of this.bucketsOf(unitOfBucket(name))) {
      const known = this.bucketName(bucket);
      if (known !== name && !(name.endsWith('/') && known.startsWith(name))) continue;
      for (let at = this.#firstIn[bucket] ?? 0; at !== 0; at = this.#next[at] ?? 0) yield at;
    }
  }

  textOf(number: number): Key {
    return this.#keys.textOf(number) ?? '';
  }

  hasName(name: string): boolean {
    return this.#names.find(name) !== undefined;
  }

  /** Names on which the routes of keys here depend. */
  names(): IterableIterator<string> {
    return this.#names.texts();
  }

  keysOfNames(names: Iterable<string>): Key[] {
    const wanted = new Set<number>();
    for (const name of names) wanted.add(this.#names.find(name) ?? 0);
    return this.#where((number) => wanted.has(this.#nameOf[number] ?? 0));
  }

  /** A walk through the store begins: no key was met yet. */
  beginWalk(): void {
    this.#walk = (this.#walk % 255) + 1;
  }

  /** Keys that the walk has not met: they are in the store no more. */
  unmet(): Key[] {
    return this.#where((number) => this.#metIn[number] !== this.#walk);
  }

  /** Forgets a key that contributes to no sum any more. */
  remove(key: Key): void {
    const number = this.#keys.find(key);
    if (number === undefined) return;
    const bucket = this.bucketOf(number);
    const unit = unitOfBucket(this.bucketName(bucket));
    this.#unlink(number, bucket);
    if (this.#buckets.release(bucket)) {
      this.#bucketsOfUnit.get(unit)?.delete(bucket);
      if (this.#bucketsOfUnit.get(unit)?.size === 0) this.#bucketsOfUnit.delete(unit);
    }
    this.#names.release(this.#nameOf[number] ?? 0);
    this.#nameOf[number] = 0;
    this.#keys.release(number);
  }

  #link(number: number, bucket: number): void {
    while (bucket >= this.#firstIn.length)
      this.#firstIn = enlarged(this.#firstIn, new Uint32Array(2 * this.#firstIn.length));
    const first = this.#firstIn[bucket] ?? 0;
    this.#next[number] = first;
    this.#previous[number] = 0;
    if (first !== 0) this.#previous[first] = number;
    this.#firstIn[bucket] = number;
  }

  #unlink(number: number, bucket: number): void {
    const [next = 0, previous = 0] = [this.#next[number], this.#previous[number]];
    if (previous === 0) this.#firstIn[bucket] = next;
    else this.#next[previous] = next;
    if (next !== 0) this.#previous[next] = previous;
  }

  #unitOf(bucket: string): Set<number> {
    const unit = unitOfBucket(bucket);
    let buckets = this.#bucketsOfUnit.get(unit);
    if (!buckets) {
      buckets = new Set();
      this.#bucketsOfUnit.set(unit, buckets);
    }
    return buckets;
  }

  #where(isWanted: (number: number) => boolean): Key[] {
    const found: Key[] = [];
    for (let number = 1; number < this.#keys.limit; number += 1) {
      const key = this.#keys.textOf(number);
      if (key !== undefined && isWanted(number)) found.push(key);
    }
    return found;
  }

  #grow(): void {
    const size = 2 * this.#bucketOf.length;
    this.#bucketOf = enlarged(this.#bucketOf, new Uint32Array(size));
    this.#nameOf = enlarged(this.#nameOf, new Uint32Array(size));
    this.#metIn = enlarged(this.#metIn, new Uint8Array(size));
    this.#next = enlarged(this.#next, new Uint32Array(size));
    this.#previous = enlarged(this.#previous, new Uint32Array(size));
  }
}

export function enlarged<T extends Uint32Array | Int32Array | Uint8Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
