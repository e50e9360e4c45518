import { hash } from 'node:crypto';
import { Binary } from 'mongodb';
import type { Document, Outline } from '../domain/document.ts';
import type { Stored } from '../domain/engine/effects.ts';
import { incidentOf } from '../domain/incident.ts';
import { bucketOf, type Key } from '../domain/key.ts';
import type { SiteRecord } from '../domain/record.ts';
import { type Stamp, stampText } from '../domain/stamp.ts';
import { digestOf } from '../queries/digest-of.ts';

/**
 * `seen` is one text, `rev:tag rev:tag …`: as 64 documents, which earlier versions wrote, it was the larger part of each write.
 */
export type StoredRecord = Omit<SiteRecord, 'value' | 'seen'> & {
  value: Binary | null;
  seen: string | readonly Stamp[];
};
type StoredKnown = { seen: string; base: number };

/** A document of the core as it stands in the database; `incident`, `bucket` and `by` are there to be searched by. */
export interface RecordDocument extends Omit<Document, 'key' | 'record' | 'shown' | 'displaced' | 'heard'> {
  _id: Key;
  version: string;
  bucket: string;
  /** From 0 to 2^32, by its bucket: cuts the collection into pages of any size, each of whole buckets. */
  place: number;
  /**
   * What the core's sums are made of, `Saying` as JSON: a start reads it of every document, and as fields of their own they cost the
   * database and the driver four times as much.
   */
  says: string;
  /** An `IncidentKind`; empty: none. */
  incident: string;
  /** Machine time of the last ruling, so that what people decided is found among a million records. */
  decidedAt?: number;
  /** Of the value, so that a producer's comparison reads no value (`valueDigest`); empty: no value. */
  digest: string;
  record: StoredRecord | null;
  shown: StoredKnown | null;
  /** Of one document beside the records alone (`MarkMove`). */
  mark?: string;
}

export interface Saying extends Pick<Document, 'displaced' | 'heard'> {
  /** Of the present record, without what a start has no use for. */
  held: Outline['record'];
}

export interface EvidenceDocument {
  _id: string;
  key: Key;
  at: number;
  record: StoredRecord;
}

/** Places are numbers below this. */
export const places = 2 ** 32;

const placeOf = (bucket: string): number => hash('sha256', bucket, 'buffer').readUInt32BE(0);

/** As it stands in the database. */
export function toDocument(key: Key, version: string, document: Document): RecordDocument {
  const { key: _, record, shown, displaced, heard, ...rest } = document;
  const bucket = bucketOf(key);
  const lastRuling = document.rulings.at(-1);
  const held = record && { rev: record.rev, tag: record.tag, by: record.by };
  const saying: Saying = { held, displaced, heard };
  return {
    _id: key,
    version,
    bucket,
    place: placeOf(bucket),
    says: JSON.stringify(saying),
    incident: incidentOf(document),
    digest: digestOf(document),
    record: record && toStoredRecord(record),
    shown: shown && { seen: seenText(shown.seen), base: shown.base },
    ...(lastRuling && { decidedAt: lastRuling.at }),
    ...rest,
  };
}

const seenText = (seen: readonly Stamp[]): string => seen.map(stampText).join(' ');

export const toStoredRecord = (record: SiteRecord): StoredRecord => ({
  ...record,
  seen: seenText(record.seen),
  value: record.value && new Binary(record.value),
});

/** What `toOutline` reads. */
export const outlineFields = { says: 1, openTo: 1, stranded: 1 } as const;

export function toOutline({
  _id,
  says,
  openTo,
  stranded,
}: Pick<RecordDocument, '_id' | keyof typeof outlineFields>): Outline {
  const { held, displaced, heard } = JSON.parse(says) as Saying;
  return { key: _id, record: held, displaced, heard, openTo, stranded };
}

export function toStored({
  _id,
  version,
  bucket: _b,
  place: _p,
  incident: _i,
  digest: _d,
  decidedAt: _at,
  says,
  record,
  shown,
  ...rest
}: RecordDocument): Stored {
  const { displaced, heard } = JSON.parse(says) as Saying;
  return {
    version,
    document: {
      key: _id,
      displaced,
      heard,
      record: record && {
        ...record,
        seen: seenOf(record.seen),
        value: record.value && bytesOf(record.value),
      },
      shown: shown && { seen: seenOf(shown.seen), base: shown.base },
      ...rest,
    },
  };
}

function seenOf(seen: StoredRecord['seen']): readonly Stamp[] {
  if (typeof seen !== 'string') return seen;
  if (seen === '') return [];
  return seen
    .split(' ')
    .map((one) => ({ rev: Number.parseInt(one, 10), tag: one.slice(one.indexOf(':') + 1) }));
}

const bytesOf = (binary: Binary): Uint8Array => binary.buffer.subarray(0, binary.position);
