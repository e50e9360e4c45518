import type { Instant, UnitKey } from '@lienthong/domain';
import type { MachineClock } from '@lienthong/runtime';
import type { Db } from 'mongodb';
import type { ProgressStore } from '../projections/ports.ts';

const everyMs = 5_000;

export async function createProgressStore(
  db: Pick<Db, 'collection'>,
  clock: MachineClock,
): Promise<ProgressStore> {
  const collection = db.collection<{ _id: string; asOf: number }>('progress');
  const saved = new Map<UnitKey, { asOf: Instant; at: number }>();
  return {
    async load() {
      return new Map((await collection.find().toArray()).map(({ _id, asOf }) => [_id, asOf]));
    },
    async save(all) {
      for (const [unit, asOf] of all) {
        const last = saved.get(unit);
        if (asOf === undefined || last?.asOf === asOf) continue;
        if (last && clock.now() - last.at < everyMs && asOf > last.asOf) continue;
        await collection.updateOne({ _id: unit }, { $set: { asOf } }, { upsert: true });
        saved.set(unit, { asOf, at: clock.now() });
      }
    },
  };
}
