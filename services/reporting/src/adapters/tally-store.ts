import type { Lineage, LocalDay, UnitKey } from '@lienthong/domain';
import { type Stamp, valueDigest } from '@lienthong/messaging';
import { type AnyBulkWriteOperation, type Binary, type Db, MongoBulkWriteError } from 'mongodb';
import { tallyId } from '../domain/day-summary.ts';
import type { StoredTally, TallyStore, TallyWrite } from '../projections/ports.ts';

export interface TallyDocument {
  _id: string;
  unit: UnitKey;
  day: LocalDay;
  /** The tally's own version: rises with every write, and what exchange is put with. */
  src: number;
  lineage: Lineage;
  /** `DayTally`. */
  value: Binary;
  facts: number;
  digest: string;
  contributionVersion: number;
  events: number;
  eventDigest: string;
  /** Version of the fold. */
  fold: number;
  valueDigest: string;
  lostAt?: number;
  takesOver?: Stamp;
}

export async function createTallyStore(db: Pick<Db, 'collection'>): Promise<TallyStore> {
  const tallies = db.collection<TallyDocument>('tallies');
  await tallies.createIndex({ unit: 1, day: 1 });

  return {
    async find(unit, day) {
      const found = await tallies.findOne({ _id: tallyId({ unit, day }) });
      return found ? fromDocument(found) : undefined;
    },
    async write(writes) {
      const refused = new Set<number>();
      let matched = 0;
      let updates = 0;
      const operations = writes.map((write): AnyBulkWriteOperation<TallyDocument> => {
        if (write.expected === 0) return { insertOne: { document: toTallyDocument(write) } };
        updates += 1;
        return { updateOne: toTallyUpdate(write) };
      });
      try {
        matched = (await tallies.bulkWrite(operations, { ordered: false })).matchedCount;
      } catch (error) {
        if (!(error instanceof MongoBulkWriteError)) throw error;
        const failures = [error.writeErrors].flat();
        // A failed write concern beside refused writes: what was not refused may be rolled back.
        const unknown = failures.length === 0 || error.result.getWriteConcernError() !== undefined;
        if (unknown || failures.some(({ code }) => code !== 11_000)) throw error;
        for (const { index } of failures) refused.add(index);
        matched = error.result.matchedCount;
      }
      // The server tells how many guards held, not which: if one failed, all updates of the batch are read again by the caller.
      const allHeld = matched === updates;
      return writes.map(({ expected }, index) => (expected === 0 ? !refused.has(index) : allHeld));
    },
    async ofUnit(unit, days) {
      const filter = { unit, day: { $gte: days.from, $lte: days.to } };
      return (await tallies.find(filter).sort({ day: 1 }).toArray()).map(fromDocument);
    },
    async outline(unit) {
      const found = await tallies.find({ unit }, { projection: { value: 0, lineage: 0 } }).toArray();
      return found.map(({ _id, ...outline }) => outline);
    },
  };
}

export function toTallyDocument(write: TallyWrite): TallyDocument {
  const { unit, day } = write.tally;
  return { _id: tallyId({ unit, day }), unit, day, ...stateOf(write) };
}

/** Guarded by the version that was read. */
export const toTallyUpdate = (write: TallyWrite) => ({
  filter: { _id: tallyId(write.tally), src: write.expected },
  update: { $set: stateOf(write) },
});

function stateOf({ tally, value, src, lineage, lostAt, takesOver }: TallyWrite) {
  const { facts, digest, contributionVersion, events, eventDigest, fold } = tally;
  return {
    src,
    lineage,
    value: value as unknown as Binary,
    facts,
    digest,
    contributionVersion,
    events,
    eventDigest,
    fold,
    valueDigest: valueDigest(value),
    ...(lostAt === undefined ? {} : { lostAt }),
    ...(takesOver === undefined ? {} : { takesOver }),
  };
}

function fromDocument({ _id, value, ...outline }: TallyDocument): StoredTally {
  return {
    ...outline,
    value: Buffer.from(value.buffer).subarray(0, value.position),
  };
}
