import { randomUUID } from 'node:crypto';
import type { Db } from 'mongodb';

/**
 * A name for this database as it is now. Services that count an aggregate's events remember it. Another one tells them that the database
 * may have been replaced by an older copy.
 */
export interface StoreEpoch {
  /** Say it after each write of an aggregate: a copy made earlier lacks this write. */
  wrote(): void;
  /** The epoch. It is drawn anew at each start, and whenever the database was replaced while this process runs. */
  current(): Promise<string>;
}

/**
 * After writes this process stores a new random mark in the database. If it finds another mark there later, the database was replaced.
 * Such a mark, or none, is left as it is until the next write, because somebody may be putting a copy back at this moment.
 *
 * @param name of the aggregate. Each has a mark of its own, because it knows its own writes only.
 * @param setBack called when a replaced database is noticed.
 */
export function createStoreEpoch(db: Db, name: string, setBack: () => void): StoreEpoch {
  const marks = db.collection<{ _id: string; mark: string }>('marks');
  let epoch = randomUUID();
  /** Undefined: not read yet. */
  let known: string | undefined;
  /** A mark of which it is not known whether it stands. */
  let tried: string | undefined;
  let isNews = false;
  let turn: Promise<unknown> = Promise.resolve();

  async function look(): Promise<string> {
    const found = (await marks.findOne({ _id: name }))?.mark ?? '';
    if (known !== undefined && found !== known && found !== tried) {
      epoch = randomUUID();
      setBack();
    }
    known = found;
    if (!isNews) return epoch;
    const mark = randomUUID();
    tried = mark;
    // Before the write: a copy may hold the mark and lack what is written meanwhile.
    isNews = false;
    try {
      await marks.updateOne({ _id: name }, { $set: { mark } }, { upsert: true });
    } catch (error) {
      isNews = true;
      throw error;
    }
    known = mark;
    return epoch;
  }

  return {
    wrote() {
      isNews = true;
    },
    current() {
      const mine = turn.then(look, look);
      turn = mine;
      return mine;
    },
  };
}
