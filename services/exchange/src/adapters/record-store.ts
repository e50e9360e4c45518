import { isDuplicateKey } from '@lienthong/runtime';
import {
  type AnyBulkWriteOperation,
  type BulkWriteResult,
  type Collection,
  type Db,
  MongoBulkWriteError,
} from 'mongodb';
import type { Records } from '../commands/ports.ts';
import type { Evidence } from '../domain/decide.ts';
import { type Document, foreignOf, foreignStamp, type Outline } from '../domain/document.ts';
import type { MarkMove, Page, Write, Written } from '../domain/engine/effects.ts';
import { byGravity, type IncidentKind } from '../domain/incident.ts';
import type { Key } from '../domain/key.ts';
import { type Stamp, stampText } from '../domain/stamp.ts';
import {
  type EvidenceDocument,
  outlineFields,
  places,
  type RecordDocument,
  type Saying,
  type StoredRecord,
  toDocument,
  toOutline,
  toStored,
  toStoredRecord,
} from './record-documents.ts';

const contentHash = 'record.content.hash';

/** The site's records. Every write is conditional on the version that was read (S2); what is written together costs one round trip. */
export interface RecordStore extends Records {
  /** The mark moves in the same round trip, before the records: nobody hears of a write that a copy of the database would not betray. */
  write(writes: readonly Write[], mark: MarkMove): Promise<Written>;
  /** Puts `next` in the place of the mark; says whether `expected` stood there. */
  moveMark(move: MarkMove): Promise<boolean>;
  keepEvidence(items: readonly Evidence[]): Promise<void>;
  /** Removes evidence that was stored before this machine time (R14). @returns how much is left. */
  forgetEvidence(before: number): Promise<number>;
  /** Records of which only others hold something. */
  countStubs(): Promise<number>;
  /**
   * Hashes that begin so of the contents that present records and the evidence refer to. The records are asked first: what
   * replaces one has stored it as evidence before.
   */
  contentsIn(prefix: string): Promise<{ present: Set<string>; evidence: Set<string> }>;
  /** The present records whose value is this content. */
  withContent(hash: string): Promise<(Stamp & { key: Key; size: number })[]>;
  /** Outlines of some thousand documents; `at` is the last page's `next`, or empty. */
  page(at: string): Promise<Page>;
  /** Outlines of one bucket. */
  bucket(name: string): Promise<Outline[]>;
  open(hop: string | undefined): Promise<Key[]>;
  unsettled(): Promise<Key[]>;
}

export async function createRecordStore(db: Db): Promise<RecordStore> {
  const records = db.collection<RecordDocument>('records');
  const evidence = db.collection<EvidenceDocument>('evidence');
  await records.createIndex({ bucket: 1 });
  await records.createIndex({ place: 1 });
  await records.createIndex({ openTo: 1, storedAt: 1 });
  await records.createIndex({ unsettled: 1 });
  await records.createIndex({ incident: 1, _id: 1 });
  await records.createIndex({ decidedAt: 1 }, { sparse: true });
  await records.createIndex({ [contentHash]: 1 }, { sparse: true });
  await evidence.createIndex({ [contentHash]: 1 }, { sparse: true });
  await evidence.createIndex({ at: 1 });

  const keysWhere = async (filter: Parameters<Collection<RecordDocument>['find']>[0]): Promise<Key[]> =>
    (await records.find(filter, { projection: { _id: 1 } }).toArray()).map(({ _id }) => _id);

  /** Up to the first that is refused as a duplicate. */
  const writeInOrder = async (
    operations: AnyBulkWriteOperation<RecordDocument>[],
  ): Promise<Pick<BulkWriteResult, 'matchedCount' | 'upsertedCount' | 'upsertedIds'>> => {
    try {
      return await records.bulkWrite(operations, { ordered: true });
    } catch (error) {
      if (isDuplicateKey(error) && error instanceof MongoBulkWriteError) return error.result;
      throw error;
    }
  };

  /** @returns what stood there; undefined: nothing. */
  const setMark = async (mark: string): Promise<string | undefined> => {
    const before = await records.findOneAndUpdate(
      { _id: markId },
      { $set: { mark } },
      { upsert: true, returnDocument: 'before' },
    );
    return before?.mark;
  };

  return {
    async read(keys) {
      const [only] = keys;
      const found =
        keys.length === 1 && only !== undefined
          ? [await records.findOne({ _id: only })]
          : await records.find({ _id: { $in: [...keys] } }).toArray();
      return new Map(found.flatMap((one) => (one ? [[one._id, toStored(one)] as const] : [])));
    },

    async write(writes, mark) {
      const operations = [markOperation(mark), ...writes.map(operationOf)];
      const done = await writeInOrder(operations);
      const hasMoved = done.matchedCount + done.upsertedCount > 0;
      if (!hasMoved) await setMark(mark.next);
      const isOurs = hasMoved && done.upsertedIds[0] === undefined;
      const isWhole = done.matchedCount + done.upsertedCount === operations.length;
      return { conflicts: isWhole ? new Set() : await lost(records, writes), isOurs };
    },

    async moveMark({ expected, next }) {
      const before = await setMark(next);
      return before === expected;
    },

    async keepEvidence(items) {
      await evidence.bulkWrite(
        items.map(({ key, stamp, record, at }) => ({
          updateOne: {
            filter: { _id: `${key}|${stampText(stamp)}` },
            update: { $setOnInsert: { key, at, record: toStoredRecord(record) } },
            upsert: true,
          },
        })),
      );
    },

    async forgetEvidence(before) {
      await evidence.deleteMany({ at: { $lt: before } });
      return evidence.countDocuments();
    },
    countStubs: () => records.countDocuments({ incident: 'stub' }),

    async contentsIn(prefix) {
      const filter = { [contentHash]: { $gte: prefix, $lt: `${prefix}g` } };
      const projection = { _id: 0, [contentHash]: 1 };
      const hashes = async (found: AsyncIterable<{ record: StoredRecord | null }>): Promise<Set<string>> => {
        const all = new Set<string>();
        for await (const { record } of found) all.add(record?.content?.hash ?? '');
        return all;
      };
      const present = await hashes(records.find(filter, { projection }));
      return { present, evidence: await hashes(evidence.find(filter, { projection })) };
    },

    async withContent(hash) {
      const found = await records.find({ [contentHash]: hash }).toArray();
      return found.flatMap(({ _id: key, record }) =>
        record?.content ? [{ key, rev: record.rev, tag: record.tag, size: record.content.size }] : [],
      );
    },

    async page(at) {
      const [from, width] = at === '' ? [0, firstWidth] : (at.split('+').map(Number) as [number, number]);
      const filter = { place: { $gte: from, $lt: from + width } };
      const options = { projection: outlineFields, batchSize: mostAtOnce };
      const outlines = (await records.find(filter, options).toArray()).map(toOutline);
      // The next one as wide as would have brought the wanted number here.
      const fitting = Math.round((width * wantedPerPage) / Math.max(1, outlines.length));
      const next = from + width;
      const wide = Math.min(Math.max(fitting, 1), 4 * width);
      return { outlines, next: next < places ? `${next}+${wide}` : undefined };
    },

    async bucket(name) {
      return (await records.find({ bucket: name }, { projection: outlineFields }).toArray()).map(toOutline);
    },

    async *held(channel, unit, site) {
      const found = records.find(
        { bucket: beginsWith(`${unit}/${channel}/`) },
        { projection: { 'record.value': 0, 'record.seen': 0, 'record.sig': 0 } },
      );
      for await (const one of found) {
        const { displaced, heard } = JSON.parse(one.says) as Saying;
        const holder = { record: one.record, displaced, heard };
        const foreign = foreignOf(holder, site);
        const { tombstone = false, content } = one.record ?? {};
        const stamp = foreign && foreignStamp(holder);
        if (one.record || foreign)
          yield {
            key: one._id,
            src: one.src,
            digest: one.digest,
            tombstone,
            foreign,
            stamp,
            content: content?.hash,
          };
      }
    },

    async *outlines(bucket) {
      const found = records.find({ bucket: beginsWith(bucket) }, { projection: outlineFields });
      for await (const one of found) yield toOutline(one);
    },

    open: (hop) => keysWhere({ openTo: hop ?? { $gt: '' } }),
    unsettled: () => keysWhere({ unsettled: true }),

    countIn: (bucket) =>
      records.countDocuments({
        bucket: { $gte: bucket, $lt: `${bucket}\uffff` },
        record: { $ne: null },
      }),

    async countOpen(hop) {
      const count = await records.countDocuments({ openTo: hop });
      if (count === 0) return { count, oldest: undefined };
      const [oldest] = await records.find({ openTo: hop }).sort({ storedAt: 1 }).limit(1).toArray();
      return { count, oldest: oldest?.storedAt };
    },

    async rulings(isWanted) {
      const decided = records.find({ decidedAt: { $gt: 0 } }, { projection: { rulings: 1 } });
      const found = (await decided.toArray()).filter(({ _id }) => isWanted(_id));
      return found.flatMap(({ _id: key, rulings }) => rulings.map((ruling) => ({ key, ruling })));
    },

    async incidents(mostOfKind, isWanted) {
      const found: { document: Document; kind: IncidentKind }[] = [];
      let isMore = false;
      for (const kind of byGravity) {
        let ofKind = 0;
        for await (const one of records.find({ incident: kind }).sort({ _id: 1 })) {
          if (!isWanted(one._id)) continue;
          ofKind += 1;
          if (ofKind > mostOfKind) break;
          found.push({ document: toStored(one).document, kind });
        }
        isMore ||= ofKind > mostOfKind;
      }
      return { found, isMore };
    },
  };
}

const beginsWith = (name: string): { $gte: string; $lt: string } => ({ $gte: name, $lt: `${name}\uffff` });

/** Beside the records, so that one write moves both; it has none of the fields that records are found by. */
const markId = '#mark';

/** Refused as a duplicate where another mark stands; made where there is none. */
const markOperation = ({ expected, next }: MarkMove): AnyBulkWriteOperation<RecordDocument> => ({
  updateOne: { filter: { _id: markId, mark: expected }, update: { $set: { mark: next } }, upsert: true },
});

function operationOf({ key, before, version, document }: Write): AnyBulkWriteOperation<RecordDocument> {
  const replacement = toDocument(key, version, document);
  if (before !== undefined) return { replaceOne: { filter: { _id: key, version: before }, replacement } };
  const { _id, ...fields } = replacement;
  return { updateOne: { filter: { _id, version }, update: { $setOnInsert: fields }, upsert: true } };
}

/** Not all went through: a key that has the version of its write was written. */
async function lost(records: Collection<RecordDocument>, writes: readonly Write[]): Promise<Set<Key>> {
  const keys = writes.map(({ key }) => key);
  const found = await records.find({ _id: { $in: keys } }, { projection: { version: 1 } }).toArray();
  const versions = new Map(found.map(({ _id, version }) => [_id, version]));
  return new Set(writes.filter(({ key, version }) => versions.get(key) !== version).map(({ key }) => key));
}

const wantedPerPage = 1_000;
const firstWidth = places / 1_024;
/** All of a page in one answer of the database. */
const mostAtOnce = 100_000;
