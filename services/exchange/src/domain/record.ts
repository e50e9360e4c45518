import type { Content } from './content.ts';
import type { Stamp } from './stamp.ts';

/** The state of a key as its owner wrote it (S1). Nobody else ever makes or changes one. */
export interface SiteRecord extends Stamp {
  /** The value itself; null with a tombstone or when it is content. */
  readonly value: Uint8Array | null;
  readonly content: Content | null;
  readonly tombstone: boolean;
  /**
   * The stamps of this key that the owner knows, ascending by revision: its present one, those of its own that it ever offered to a
   * neighbour, and those of others that it answered. What no neighbour was offered needs no place.
   */
  readonly seen: readonly Stamp[];
  /** Highest revision that was dropped from `seen`; 0 if none. */
  readonly base: number;
  /** Revision at which the owner last had to raise; 0: never. */
  readonly broke: number;
  /** The `broke` up to which a person at the owner has lifted the mark; 0: never. */
  readonly lifted: number;
  /** Signed fields of a later release than this one, base64url, as they came; empty: none. A relay passes them on unread. */
  readonly extra: string;
  /** The site that wrote it, and its signature over all of the above and the key. */
  readonly by: string;
  readonly sig: string;
}

export type Unsigned = Omit<SiteRecord, 'sig'>;

export const maximumSeen = 64;

/** Stamps that somebody knows: the highest of them one by one, all up to `base` without looking. */
export type Known = Pick<SiteRecord, 'seen' | 'base'>;

/** S3: whether a stamp is news to the writer of this record. The same function everywhere. */
export function isForeign(stamp: Stamp, record: Known | null): boolean {
  if (stamp.rev === 0) return false;
  if (!record) return true;
  if (stamp.rev <= record.base) return false;
  for (let at = record.seen.length - 1; at >= 0; at -= 1) {
    const known = record.seen[at] as Stamp;
    if (known.rev === stamp.rev && known.tag === stamp.tag) return false;
  }
  return true;
}

/** `seen` with more stamps in it, cut to the highest; `base` tells up to where stamps were dropped. */
export function addSeen(record: Known | null, stamps: readonly Stamp[], limit = maximumSeen): Known {
  const seen = [...(record?.seen ?? [])];
  let base = record?.base ?? 0;
  for (const { rev, tag } of stamps) {
    if (!seen.some((known) => known.rev === rev && known.tag === tag)) seen.push({ rev, tag });
  }
  seen.sort((a, b) => a.rev - b.rev || (a.tag < b.tag ? -1 : 1));
  while (seen.length > limit) {
    const dropped = seen.shift();
    if (dropped && dropped.rev > base) base = dropped.rev;
  }
  return { seen, base };
}

/** What a receiver that holds the record with the stamp `since` lacks of `seen`; undefined: that cannot be known. */
export function seenSince(record: SiteRecord, since: Stamp): readonly Stamp[] | undefined {
  if (since.rev === 0 || isForeign(since, record) || since.rev <= record.base) return undefined;
  return record.seen.filter((stamp) => stamp.rev > since.rev);
}

/** The whole record again, from a part of `seen` and the record held. Its signature tells whether that was right. */
export function completeSeen(partial: SiteRecord, held: SiteRecord): SiteRecord {
  return { ...partial, seen: addSeen(held, partial.seen).seen };
}
