import type { Evidence } from '../../src/domain/decide.ts';
import type { Page, Stored, Write } from '../../src/domain/engine/effects.ts';
import { bucketOf, type Key } from '../../src/domain/key.ts';
import { blockBytes } from '../../src/domain/link.ts';
import type { HeldParts } from '../../src/domain/messages.ts';
import type { Document } from '../../src/domain/document.ts';
import { stampText } from '../../src/domain/stamp.ts';

/** Stamps that a store held at some time, newest first; shared between snapshots. */
export interface Held {
  readonly stamp: string;
  readonly before: Held | undefined;
}

interface State {
  readonly documents: Map<Key, Stored>;
  /** What this life of the store held: goes back with it when it is restored. */
  readonly ever: Map<Key, Held>;
  mark: string;
}

/** A database under test control: snapshots, restores, and whatever happened to it is durable. */
export class SimStore {
  #state: State = { documents: new Map(), ever: new Map(), mark: '' };
  readonly #buckets = new Map<Key, string>();
  readonly evidence = new Map<string, Evidence>();
  readonly contents = new Map<string, Map<number, Uint8Array>>();
  /** All stamps that were ever durable here, whatever was restored since. */
  readonly durable = new Set<string>();
  /** Documents that were handed out, whole or in part. */
  handedOut = 0;

  get documents(): ReadonlyMap<Key, Stored> {
    return this.#state.documents;
  }

  get ever(): ReadonlyMap<Key, Held> {
    return this.#state.ever;
  }

  read(keys: readonly Key[]): Map<Key, Stored> {
    const found = new Map<Key, Stored>();
    for (const key of keys) {
      const stored = this.#state.documents.get(key);
      if (stored) found.set(key, stored);
    }
    this.handedOut += found.size;
    return found;
  }

  write(writes: readonly Write[]): Set<Key> {
    const conflicts = new Set<Key>();
    for (const { key, before: expected, version, document } of writes) {
      if (this.#state.documents.get(key)?.version !== expected) {
        conflicts.add(key);
        continue;
      }
      this.#state.documents.set(key, { document, version });
      if (!document.record) continue;
      const stamp = stampText(document.record);
      const before = this.#state.ever.get(key);
      if (before?.stamp !== stamp) this.#state.ever.set(key, { stamp, before });
      this.durable.add(`${key}|${stamp}`);
    }
    return conflicts;
  }

  keepEvidence(items: readonly Evidence[]): void {
    for (const item of items) this.evidence.set(`${item.key}|${stampText(item.stamp)}`, item);
  }

  /** So few that most walks go on between other things. */
  page(at: string): Page {
    const pageSize = Math.max(2, Math.ceil(this.#state.documents.size / 20));
    const keys = [...this.#state.documents.keys()].filter((key) => key > at).sort();
    const outlines = keys
      .slice(0, pageSize)
      .map((key) => (this.#state.documents.get(key) as Stored).document);
    this.handedOut += outlines.length;
    return { outlines, next: keys.length > pageSize ? outlines.at(-1)?.key : undefined };
  }

  bucket(name: string): Document[] {
    const found: Document[] = [];
    for (const [key, stored] of this.#state.documents) {
      let bucket = this.#buckets.get(key);
      if (bucket === undefined) {
        bucket = bucketOf(key);
        this.#buckets.set(key, bucket);
      }
      if (bucket === name || (name.endsWith('/') && bucket.startsWith(name))) found.push(stored.document);
    }
    this.handedOut += found.length;
    return found;
  }

  /** Records, not stubs. */
  countIn(name: string): number {
    return this.bucket(name).filter(({ record }) => record !== null).length;
  }

  open(hop: string | undefined): Key[] {
    const found: Key[] = [];
    for (const [key, { document }] of this.#state.documents) {
      if (hop === undefined ? document.openTo.length > 0 : document.openTo.includes(hop)) found.push(key);
    }
    return found;
  }

  unsettled(): Key[] {
    const found: Key[] = [];
    for (const [key, { document }] of this.#state.documents) if (document.unsettled) found.push(key);
    return found;
  }

  mark(expected: string, next: string): boolean {
    const same = this.#state.mark === expected;
    this.#state.mark = next;
    return same;
  }

  heldParts(hash: string, size: number): HeldParts {
    const blocks = [...(this.contents.get(hash)?.keys() ?? [])].sort((a, b) => a - b);
    const runs: [number, number][] = [];
    for (const block of blocks) {
      const last = runs.at(-1);
      if (last && last[1] === block) last[1] = block + 1;
      else runs.push([block, block + 1]);
    }
    return { hash, runs, complete: blocks.length === Math.ceil(size / blockBytes) };
  }

  storePart(hash: string, size: number, block: number, bytes: Uint8Array): HeldParts {
    const blocks = this.contents.get(hash) ?? new Map<number, Uint8Array>();
    this.contents.set(hash, blocks);
    for (let at = 0; at < bytes.length; at += blockBytes) {
      blocks.set(block + at / blockBytes, bytes.slice(at, at + blockBytes));
    }
    return this.heldParts(hash, size);
  }

  readPart(hash: string, block: number, bytes: number): Uint8Array | undefined {
    const blocks = this.contents.get(hash);
    if (!blocks?.has(block)) return undefined;
    const parts: Uint8Array[] = [];
    for (let at = block; at < block + Math.ceil(bytes / blockBytes) && blocks.has(at); at += 1) {
      parts.push(blocks.get(at) as Uint8Array);
    }
    return Buffer.concat(parts);
  }

  /** A copy of the whole store as it is. Documents are immutable and shared. */
  snapshot(): State {
    return {
      documents: new Map(this.#state.documents),
      ever: new Map(this.#state.ever),
      mark: this.#state.mark,
    };
  }

  /** Goes back to a snapshot, or to nothing. Evidence is not modelled as lost: it is no part of the rules. */
  restore(snapshot?: State): void {
    this.#state = snapshot
      ? { documents: new Map(snapshot.documents), ever: new Map(snapshot.ever), mark: snapshot.mark }
      : { documents: new Map(), ever: new Map(), mark: '' };
  }
}

export type Snapshot = ReturnType<SimStore['snapshot']>;
