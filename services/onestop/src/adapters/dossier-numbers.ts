import type { Collection, Db } from 'mongodb';
import type { DossierDocument } from '../commands/dossier-document.ts';
import type { DossierNumbers } from '../commands/office.ts';
import { restoreJump } from '../domain/dossier-code.ts';

/** Numbers of a day begin above `floor` after a restore. */
interface FloorDocument {
  _id: string;
  floor: number;
}

export interface StoredNumbers extends DossierNumbers {
  /** The database was restored from a copy: lets the numbers of `<agency>-<yymmdd>` begin {@link restoreJump} higher, for ever. */
  jump(prefix: string, seenOnStream: number): Promise<number>;
  /** It is known whether the database was restored. No number is drawn before: calls come as soon as the process listens. */
  open(): void;
}

/** The next number in memory, read from the store once per agency and day; the unique index on the code decides. */
export function createDossierNumbers(db: Db, dossiers: Collection<DossierDocument>): StoredNumbers {
  const floors = db.collection<FloorDocument>('number_floors');
  const next = new Map<string, number>();
  const reading = new Map<string, Promise<number>>();
  const opened = Promise.withResolvers<void>();

  async function highest(prefix: string): Promise<number> {
    const [last, floor] = await Promise.all([
      dossiers
        .find({ codePrefix: prefix }, { projection: { number: 1 } })
        .sort({ number: -1 })
        .limit(1)
        .toArray(),
      floors.findOne({ _id: prefix }),
    ]);
    return Math.max(last[0]?.number ?? 0, floor?.floor ?? 0);
  }

  function read(prefix: string): Promise<number> {
    let promise = reading.get(prefix);
    if (!promise) {
      promise = opened.promise
        .then(() => highest(prefix))
        .then((found) => {
          next.set(prefix, Math.max(found + 1, next.get(prefix) ?? 1));
          return found;
        })
        .finally(() => reading.delete(prefix));
      reading.set(prefix, promise);
    }
    return promise;
  }

  function draw(prefix: string): number | undefined {
    const number = next.get(prefix);
    if (number !== undefined) next.set(prefix, number + 1);
    return number;
  }

  return {
    open: () => opened.resolve(),
    take(prefix) {
      return draw(prefix) ?? read(prefix).then(() => draw(prefix) as number);
    },
    lookAgain: async (prefix) => void (await read(prefix)),
    async jump(prefix, seenOnStream) {
      const floor = Math.max(await highest(prefix), seenOnStream) + restoreJump;
      await floors.updateOne({ _id: prefix }, { $max: { floor } }, { upsert: true });
      next.delete(prefix);
      return floor;
    },
  };
}
