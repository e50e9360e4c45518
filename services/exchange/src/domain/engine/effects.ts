import type { Lane } from '../channel.ts';
import type { Evidence } from '../decide.ts';
import type { Document, Outline, Ruling } from '../document.ts';
import type { Key } from '../key.ts';
import type { Ask, HeldParts, Message } from '../messages.ts';
import type { EndedPast } from '../ended-past.ts';
import type { Twin } from '../twin.ts';

/**
 * A document with the version that guards its next write. A version is drawn anew at each write and never comes again, so that also a
 * store that was exchanged under the running process is noticed by the first guarded write.
 */
export interface Stored {
  readonly document: Document;
  readonly version: string;
}

/** Some documents of the store, in an order of the store's own. */
export interface Page {
  readonly outlines: readonly Outline[];
  /** Where the next one begins, in the store's own words; undefined: that was the last. */
  readonly next: string | undefined;
}

export interface Write {
  readonly key: Key;
  /** The version that was read; undefined: it must not exist. */
  readonly before: string | undefined;
  /** The version that this write makes. */
  readonly version: string;
  readonly document: Document;
}

/** The mark in the database goes from one text to another; whoever finds a third one there has a restored database. */
export interface MarkMove {
  readonly expected: string;
  readonly next: string;
}

export interface Written {
  /** Keys whose version was another: nothing of them was written. The rest is durable. */
  readonly conflicts: Set<Key>;
  /** The mark found was the expected one. */
  readonly isOurs: boolean;
}

/**
 * What the engine asks of the world, one step after the other. It is a generator: whoever drives it (the service against a
 * database, the simulation against its own) performs each effect and hands the result back; a process that is killed is one
 * that is not driven on. The result's type is given with each.
 */
export type Effect =
  /** → Map<Key, Stored> of those that exist. */
  | { readonly do: 'read'; readonly keys: readonly Key[] }
  /** → Written. The mark moves in the same step, so that a copy of the database from before this write is recognised. */
  | { readonly do: 'write'; readonly writes: readonly Write[]; readonly mark: MarkMove }
  /** Append-only, idempotent by key and stamp; durable before the write that follows. */
  | { readonly do: 'evidence'; readonly items: readonly Evidence[] }
  /** → Page: as many as are handled at once without holding up others. Empty: the first. What is stored meanwhile may be left out. */
  | { readonly do: 'page'; readonly at: string }
  /** → Outline[] of all keys of this bucket. */
  | { readonly do: 'bucket'; readonly bucket: string }
  /** → Key[] with this hop in `openTo`; undefined: with any. */
  | { readonly do: 'open'; readonly hop: string | undefined }
  /** → Key[] */
  | { readonly do: 'unsettled' }
  /** → boolean: whether the mark found was `expected`; `next` is stored in its place. This detects a restore under the running process. */
  | ({ readonly do: 'mark' } & MarkMove)
  | { readonly do: 'send'; readonly hop: string; readonly lane: Lane; readonly message: Message }
  /** → HeldParts */
  | { readonly do: 'held-parts'; readonly hash: string; readonly size: number }
  /** → HeldParts after the write. Complete only when the hash of all blocks is right; else nothing is held any more. */
  | {
      readonly do: 'store-part';
      readonly hash: string;
      readonly size: number;
      readonly block: number;
      readonly bytes: Uint8Array;
    }
  /** → Uint8Array | undefined */
  | { readonly do: 'read-part'; readonly hash: string; readonly block: number; readonly bytes: number }
  /** A neighbour got a content from here and its hash was another: the driver looks at what is stored, and waits for nothing. */
  | { readonly do: 'recheck'; readonly hash: string }
  /** The site's own services answer; `Engine.answer` is called with what they say. */
  | { readonly do: 'question'; readonly ask: Ask }
  /** An answer for this site's own caller. */
  | {
      readonly do: 'answered';
      readonly id: string;
      readonly body: Uint8Array;
      readonly failure: string;
      readonly silentSince: number | null;
    }
  /** What a unit's former owner signed is not here: the driver gets these records of the next hop and calls `Engine.takeOver`. */
  | { readonly do: 'take-over'; readonly keys: readonly Key[] }
  /** A person's word that no more of a unit's past is coming: durable before it counts. */
  | { readonly do: 'past'; readonly ended: EndedPast }
  /** Every local consumer that listens has to come again, with its sums. */
  | { readonly do: 'consumers' }
  /** The registry in use is not the newest that is known of: the driver gets that one and calls `Engine.useRegistry`. */
  | { readonly do: 'registry'; readonly document: Document }
  /** Sites that live twice, and what a person decided of one: durable before anything is said of them. */
  | { readonly do: 'twins'; readonly twins: readonly Twin[]; readonly ruling: Ruling | undefined };

export type Steps<T> = Generator<Effect, T, unknown>;

export function* read(keys: readonly Key[]): Steps<Map<Key, Stored>> {
  return keys.length === 0 ? new Map() : ((yield { do: 'read', keys }) as Map<Key, Stored>);
}

export function* write(writes: readonly Write[], move: MarkMove): Steps<Written> {
  return (yield { do: 'write', writes, mark: move }) as Written;
}

export function* page(at: string): Steps<Page> {
  return (yield { do: 'page', at }) as Page;
}

export function* bucket(name: string): Steps<Outline[]> {
  return (yield { do: 'bucket', bucket: name }) as Outline[];
}

export function* openKeys(hop: string | undefined): Steps<Key[]> {
  return (yield { do: 'open', hop }) as Key[];
}

export function* unsettledKeys(): Steps<Key[]> {
  return (yield { do: 'unsettled' }) as Key[];
}

export function* mark(expected: string, next: string): Steps<boolean> {
  return (yield { do: 'mark', expected, next }) as boolean;
}

export function* heldParts(hash: string, size: number): Steps<HeldParts> {
  return (yield { do: 'held-parts', hash, size }) as HeldParts;
}

export function* storePart(hash: string, size: number, block: number, bytes: Uint8Array): Steps<HeldParts> {
  return (yield { do: 'store-part', hash, size, block, bytes }) as HeldParts;
}

export function* readPart(hash: string, block: number, bytes: number): Steps<Uint8Array | undefined> {
  return (yield { do: 'read-part', hash, block, bytes }) as Uint8Array | undefined;
}
