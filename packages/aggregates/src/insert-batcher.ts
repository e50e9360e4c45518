import { isDuplicateKey, refusedInserts } from '@lienthong/runtime';
import type { Collection, Document, OptionalUnlessRequiredId } from 'mongodb';
import { createGroupDelay } from './group-delay.ts';

/** One durable insert; waits for others while a write is under way or was so a moment ago, so a lone one loses no time. */
export type InsertBatcher<D> = (document: D) => Promise<void>;

const maxBatch = 200;

/**
 * Inserts what waits in one durable write: one sync for many documents. Each caller gets its own answer; a duplicate key rejects
 * that caller alone.
 */
export function createInsertBatcher<D extends Document>(collection: Collection<D>): InsertBatcher<D> {
  type Waiting = { document: D; resolve: () => void; reject: (error: unknown) => void };
  let waiting: Waiting[] = [];
  let writing = false;
  const delay = createGroupDelay();

  /** A lone one goes past the driver's lists, which cost a quarter of its insert. */
  async function insert(documents: OptionalUnlessRequiredId<D>[]): Promise<void> {
    const [first] = documents;
    if (first && documents.length === 1) await collection.insertOne(first);
    else await collection.insertMany(documents, { ordered: false });
  }

  async function write(batch: Waiting[]): Promise<void> {
    try {
      await insert(batch.map(({ document }) => document as OptionalUnlessRequiredId<D>));
      for (const one of batch) one.resolve();
    } catch (error) {
      if (batch.length === 1 && isDuplicateKey(error))
        return batch[0]?.reject(new RefusedWrite(true, (error as Error).message));
      const failed = refusedInserts(error, batch.length);
      batch.forEach((one, index) => {
        const why = failed?.get(index);
        if (why) one.reject(new RefusedWrite(why.code === 11_000, why.errmsg ?? ''));
        else if (failed) one.resolve();
        else one.reject(error);
      });
    }
  }

  async function pump(): Promise<void> {
    writing = true;
    while (waiting.length > 0) {
      await delay.due();
      const batch = waiting.slice(0, maxBatch);
      waiting = waiting.slice(maxBatch);
      delay.began(waiting.length);
      await write(batch);
    }
    writing = false;
  }

  return (document) =>
    new Promise((resolve, reject) => {
      waiting.push({ document, resolve, reject });
      delay.joined(waiting.length);
      if (!writing) void pump();
    });
}

/** A write that was refused. */
export class RefusedWrite extends Error {
  override readonly name = 'RefusedWrite';
  readonly isDuplicate: boolean;
  /** Name of the unique index that refused, where the server tells. */
  readonly index: string | undefined;

  constructor(isDuplicate: boolean, message: string) {
    super(message);
    this.isDuplicate = isDuplicate;
    this.index = /index: (\S+)/.exec(message)?.[1];
  }
}
