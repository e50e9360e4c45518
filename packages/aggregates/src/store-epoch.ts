import { randomUUID } from 'node:crypto';
import type { Db } from 'mongodb';

/** Tells whoever counted an aggregate's events of this database that it is no longer the one that they counted. */
export interface StoreEpoch {
  /** An aggregate was written: a copy made before this moment is an older state. */
  wrote(): void;
  /** Drawn anew at each start, and whenever the database was set back under this process. */
  current(): Promise<string>;
}

/**
 * The database holds a mark that changes after writes. A database that holds another one than this process left there was exchanged. A
 * mark that is missing or strange is not replaced before the next write: somebody may be putting a copy back at this moment.
 *
 * @param name of the aggregate: each has a mark of its own, for it knows its own writes only.
 * @param setBack called when it is noticed.
 */
export function createStoreEpoch(db: Db, name: string, setBack: () => void): StoreEpoch {
  const marks = db.collection<{ _id: string; mark: string }>('marks');
  let epoch = randomUUID();
  /** Undefined: not read yet. */
  let known: string | undefined;
  let isNews = false;
  let turn: Promise<unknown> = Promise.resolve();

  async function look(): Promise<string> {
    const found = (await marks.findOne({ _id: name }))?.mark ?? '';
    if (known !== undefined && found !== known) {
      epoch = randomUUID();
      setBack();
    }
    known = found;
    if (!isNews) return epoch;
    const mark = randomUUID();
    await marks.updateOne({ _id: name }, { $set: { mark } }, { upsert: true });
    known = mark;
    isNews = false;
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
