import type { LocalDay, UnitKey } from '@lienthong/domain';
import { type Stamp, valueDigest } from '@lienthong/messaging';
import { type AnyBulkWriteOperation, type Binary, type Db, MongoBulkWriteError } from 'mongodb';
import type { Tally } from '../domain/fold-tally.ts';
import type { DaySummary, UnitDay } from '../domain/day-summary.ts';

interface TallyDocument {
  _id: string;
  unit: UnitKey;
  day: LocalDay;
  /** The tally's own version: rises with every write, and what exchange is put with. */
  src: number;
  /** `DayTally`. */
  value: Binary;
  facts: number;
  digest: string;
  formula: number;
  events: number;
  eventDigest: string;
  /** Version of the fold. */
  fold: number;
  valueDigest: string;
  lostAt?: number;
  takesOver?: Stamp;
}

/** What is known of a stored tally without its value. */
export interface TallyOutline extends UnitDay, DaySummary {
  src: number;
  formula: number;
  /** Number and digest of the events that its facts are of. */
  events: number;
  eventDigest: string;
  /** Version of the fold. */
  fold: number;
  /** `valueDigest` of the value. */
  valueDigest: string;
  /** Version at which facts were last lost. */
  lostAt?: number;
  /** The foreign record of exchange whose value it goes on from. */
  takesOver?: Stamp;
}

/** A tally as it is stored, with its version. */
export interface StoredTally extends TallyOutline {
  value: Buffer;
}

/** A write guarded by the version that was read: `expected` 0 means that none was there. */
export interface TallyWrite {
  tally: Tally;
  /** The tally, encoded: what is stored is byte for byte what exchange is put with. */
  value: Buffer;
  expected: number;
  src: number;
  lostAt?: number | undefined;
  takesOver?: Stamp | undefined;
}

export interface TallyStore {
  find(unit: UnitKey, day: LocalDay): Promise<StoredTally | undefined>;
  /** Durable when it resolves. @returns for each write whether its guard held. @throws when the outcome is unknown. */
  write(writes: readonly TallyWrite[]): Promise<boolean[]>;
  ofUnit(unit: UnitKey, days: { from: LocalDay; to: LocalDay }): Promise<StoredTally[]>;
  /** Of every day of a unit, read without the values. */
  outline(unit: UnitKey): Promise<TallyOutline[]>;
}

export const tallyId = ({ unit, day }: UnitDay): string => `${unit}/${day}`;

export async function createTallyStore(db: Db): Promise<TallyStore> {
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
      const operations = writes.map(
        ({ tally, value, expected, src, lostAt, takesOver }): AnyBulkWriteOperation<TallyDocument> => {
          const { unit, day, facts, digest, formula, events, eventDigest, fold } = tally;
          const state = {
            src,
            value: value as unknown as Binary,
            facts,
            digest,
            formula,
            events,
            eventDigest,
            fold,
            valueDigest: valueDigest(value),
            ...(lostAt === undefined ? {} : { lostAt }),
            ...(takesOver === undefined ? {} : { takesOver }),
          };
          const _id = tallyId(tally);
          if (expected === 0) return { insertOne: { document: { _id, unit, day, ...state } } };
          updates += 1;
          return { updateOne: { filter: { _id, src: expected }, update: { $set: state } } };
        },
      );
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
      const found = await tallies.find({ unit }, { projection: { value: 0 } }).toArray();
      return found.map(({ _id, ...outline }) => outline);
    },
  };
}

function fromDocument({ _id, value, ...outline }: TallyDocument): StoredTally {
  return {
    ...outline,
    value: Buffer.from(value.buffer).subarray(0, value.position),
  };
}
