import type { Chain } from './document.ts';
import type { Hash64 } from './environment.ts';
import type { Key } from './key.ts';
import type { SiteRecord } from './record.ts';
import type { Stamp } from './stamp.ts';

/** The present state of a record, for the next hop. */
export interface Put {
  readonly kind: 'put';
  readonly key: Key;
  readonly record: SiteRecord;
  /** Trace contexts of the changes in it: linked to by the receiver, neither stored nor compared. */
  readonly spans: readonly string[];
  /** Set: `record.seen` has only what is higher than this stamp, since the receiver is believed to hold the record with it. */
  readonly since?: Stamp;
}

/** A stretch of names in their order: greater than `after`, up to and including `upto`; empty: no bound. */
export interface Range {
  readonly after: string;
  readonly upto: string;
}

/** "This is what I hold", given after the write. The only acknowledgement there is. */
export interface Have {
  readonly kind: 'have';
  readonly entries: readonly { readonly key: Key; readonly chain: Chain }[];
  /** The entries are all that is held of the bucket (or of all buckets that begin so, when it ends in a slash) in this range of keys. */
  readonly full?: { readonly bucket: string; readonly range: Range };
  /** Contents of which parts are held or missing, after a put or a part. */
  readonly parts?: readonly HeldParts[];
  /** Milliseconds from receipt to this answer, so that the link's own time can be measured. */
  readonly took: number;
  /** Keys whose `seen` could not be completed from what is held: to be sent whole. */
  readonly whole?: readonly Key[];
  /** Pieces of answers that arrived. */
  readonly pieces?: readonly { readonly id: string; readonly piece: number }[];
}

/** Which blocks of a content are held: runs [from, to) of block numbers. */
export interface HeldParts {
  readonly hash: string;
  readonly runs: readonly (readonly [number, number])[];
  readonly complete: boolean;
  /** The part is not waited for: its record was not announced here, or no longer is. Its sender begins with the record again. */
  readonly isUnexpected?: true;
  /** The sender owns the record of this key and lacks its content: it is to be sent the blocks that it does not hold. */
  readonly wanted?: Key;
  /** Nothing is kept: the bytes that came have another hash, or the content is whole here with another size. */
  readonly wrong?: 'hash' | 'size';
}

/** A stretch of a content, from block `block` on. A put has announced the content before: its record and its size are known by it. */
export interface Part {
  readonly kind: 'part';
  readonly hash: string;
  readonly block: number;
  readonly bytes: Uint8Array;
}

/**
 * Sums over chains (R8). The sender of records (`belief`) compares what it believes of the receiver with what the receiver
 * has (`held`): hop sum → unit sums → bucket sums → `have` with the whole of a differing bucket.
 */
export interface Sums {
  readonly kind: 'sums';
  readonly role: 'belief' | 'held';
  readonly level: 'hop' | 'unit' | 'bucket';
  readonly range: Range;
  readonly sums: readonly (readonly [name: string, xor: Hash64])[];
  readonly watermarks: readonly Watermark[];
}

/**
 * Up to when a unit's records of one channel are complete at its site, and what a receiver must hold to say so too. For display only.
 * The owner's site makes and signs it, everybody else passes it on unchanged.
 */
export interface Watermark {
  readonly unit: string;
  readonly channel: string;
  /** Business time in milliseconds; null: unknown. */
  readonly asOf: number | null;
  /** Number of these records at the owner's site, and XOR of the hashes of their stamps. */
  readonly count: number;
  readonly digest: Hash64;
  /** Why it stands: a code of lower-case letters. */
  readonly reason: string;
  /** Signed fields of a later release, as in a record. */
  readonly extra: string;
  /** The site that made it, and its signature over all of the above. */
  readonly by: string;
  readonly sig: string;
}

export interface Hello {
  readonly kind: 'hello';
  readonly site: string;
  /** At start or at a new connection: what waits may be sent at once. */
  readonly fresh: boolean;
  /** Upwards: the sites below that have been silent for too long, so that every level knows it. For display only. */
  readonly silent: readonly Silent[];
  /**
   * Which sites lie below the lower one of the two, by the sender's registry, in 32 bits. Where the two differ, silence about a site says
   * nothing of it. Undefined: upwards that nothing is said of any, downwards that the sender means the same ones.
   */
  readonly below: number | undefined;
  /** Upwards, to a neighbour that said another `below`: the sites below that are not silent. */
  readonly heard: readonly string[];
  /** Which process of the site speaks: drawn anew at each start, never the same again. */
  readonly instance: string;
  /** Sites that are known to live twice. */
  readonly twins: readonly string[];
  /** The sender's machine time in milliseconds; 0: it does not say. For display only. */
  readonly sentAt: number;
}

/** How long ago a site was last heard, in milliseconds; null: never. */
export interface Silent {
  readonly site: string;
  readonly ago: number | null;
}

/** A question to the site that owns a unit; the one message that is not state, held in memory only. */
export interface Ask {
  readonly kind: 'ask';
  readonly id: string;
  readonly unit: string;
  readonly question: string;
  readonly body: Uint8Array;
  readonly roles: readonly string[];
  readonly units: readonly string[];
  /** Milliseconds left. */
  readonly timeout: number;
}

/** One piece of an answer, from 0, of so many; each is told to have arrived. */
export interface Answer {
  readonly kind: 'answer';
  readonly id: string;
  readonly piece: number;
  readonly pieces: number;
  readonly body: Uint8Array;
  /** Empty, or why there is no body. */
  readonly failure: string;
}

/** To a local consumer: list what you hold of these buckets (each ends in a slash). */
export interface List {
  readonly kind: 'list';
  readonly buckets: readonly string[];
}

export type Message = Put | Have | Part | Sums | Hello | Ask | Answer | List;
