import type { Instant, UnitKey } from '@lienthong/domain';
import type { Db } from 'mongodb';
import type { LostFactStore, PastResolution } from '../commands/ports.ts';
import { type LostFact, seenOfLoss } from '../domain/lost-fact.ts';
import { refuseWith } from '../domain/refusals.ts';

type LostFactDocument = Omit<LostFact, 'id'> & {
  _id: string;
  /** No person has dealt with it. */
  open: boolean;
  /** Its day has not been written since as one that lost something. */
  unmarked: boolean;
  resolved?: { by: string; reason: string; at: Instant };
};

export async function createLostFactStore(db: Pick<Db, 'collection'>): Promise<LostFactStore> {
  const lost = db.collection<LostFactDocument>('lost_facts');
  await lost.createIndex({ unit: 1, open: 1, day: 1 });
  await lost.createIndex({ unit: 1, unmarked: 1 });
  const countOf = (unit: UnitKey): Promise<number> => lost.countDocuments({ unit, open: true });

  return {
    async keep(facts, at, { counted }) {
      if (facts.length === 0) return;
      await lost.bulkWrite(
        facts.map(({ id, eventId, eventType, unit, day, at: time, reference, contributions }) => ({
          updateOne: {
            filter: { _id: id },
            update: {
              $set: { eventId, eventType, unit, day, at: time, reference, contributions, lostAt: at },
              $setOnInsert: { open: true, returned: false, unmarked: !counted, counted },
            },
            upsert: true,
          },
        })),
      );
      // One that was thought to be back, or was kept before, is lost anew. So is one whose day was written as such: it was removed by
      // then, and the stream has brought it again.
      const ids = facts.map(({ id }) => id);
      const wasMarked = counted ? [] : [{ unmarked: false }];
      const anew = { _id: { $in: ids }, $or: [{ returned: true }, { counted: !counted }, ...wasMarked] };
      await lost.updateMany(anew, { $set: { open: true, returned: false, unmarked: !counted, counted } });
    },
    unmarkedDays: (unit) => lost.distinct('day', { unit, unmarked: true }),
    keptDays: (unit) => lost.distinct('day', { unit, counted: true, returned: false }),
    async marked(unit, days) {
      await lost.updateMany({ unit, day: { $in: [...days] }, unmarked: true }, { $set: { unmarked: false } });
    },
    async returned(ids) {
      await lost.updateMany({ _id: { $in: [...ids] } }, { $set: { returned: true } });
    },
    async list(unit, limit) {
      const found = await lost.find({ unit, open: true }).sort({ day: 1, _id: 1 }).limit(limit).toArray();
      const facts = found.map(({ _id: id, open: _o, unmarked: _u, resolved: _r, ...rest }) => ({
        id,
        ...rest,
      }));
      return { facts, total: await countOf(unit) };
    },
    async countOpenByUnit() {
      const counts = await lost
        .aggregate<{ _id: UnitKey; count: number }>([
          { $match: { open: true } },
          { $group: { _id: '$unit', count: { $sum: 1 } } },
        ])
        .toArray();
      return new Map(counts.map(({ _id, count }) => [_id, count]));
    },
    async resolve(unit, seen, decision) {
      const open = await lost.find({ _id: { $in: [...seen.keys()] }, unit, open: true }).toArray();
      if (open.some((one) => seenOfLoss(one) !== seen.get(one._id))) refuseWith('INCIDENT_CHANGED');
      if (open.length > 0)
        await lost.bulkWrite(
          // What changes at this very moment stays open.
          open.map(({ _id, lostAt, returned, counted }) => ({
            updateOne: {
              filter: { _id, open: true, lostAt, returned, counted },
              update: { $set: { open: false, resolved: decision } },
            },
          })),
        );
      return countOf(unit);
    },
    async decided() {
      const projection = { unit: 1, resolved: 1, reference: 1, eventId: 1 };
      const found = await lost.find({ resolved: { $exists: true } }, { projection }).toArray();
      const said = new Map<string, PastResolution & { things: Map<string, string> }>();
      for (const { unit, resolved, reference, eventId } of found) {
        if (!resolved) continue;
        const name = `${unit} ${resolved.at} ${resolved.by}`;
        const one = said.get(name) ?? { unit, ...resolved, references: [], things: new Map() };
        const { kind, code } = reference;
        // A code is unique within its kind; an event without one stands for itself.
        one.things.set(code ? `${kind} ${code}` : eventId, code || eventId);
        said.set(name, one);
      }
      return [...said.values()].map(({ things, ...one }) => ({
        ...one,
        references: [...things.values()].sort(),
      }));
    },
  };
}
