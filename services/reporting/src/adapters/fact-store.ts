import type { LocalDay } from '@lienthong/domain';
import { refusedInserts } from '@lienthong/runtime';
import type { AnyBulkWriteOperation, Db, Filter } from 'mongodb';
import type { Fact, ToldFact } from '../domain/fact.ts';
import type { FactStore } from '../projections/ports.ts';

export type FactDocument = Omit<Fact, 'id'> & {
  _id: string;
  /** `day/_id`: the order in which facts are paged, and how those of a day are found. */
  place: string;
  /** It has entries in `cancels`. */
  cancelling: boolean;
};

const chunk = 1_000;

/** The facts of this site's units. They are inserted and removed, never changed. */
export async function createFactStore(db: Pick<Db, 'collection'>): Promise<FactStore> {
  const facts = db.collection<FactDocument>('facts');
  await facts.createIndex({ unit: 1, day: 1 });
  await facts.createIndex({ unit: 1, place: 1 });
  // Few cancel anything, and of all years those few are asked for.
  await facts.createIndex(
    { cancelling: 1, unit: 1, day: 1 },
    { partialFilterExpression: { cancelling: true } },
  );

  async function cancelledBy(where: Filter<FactDocument>): Promise<Map<LocalDay, Set<string>>> {
    const cancelled = new Map<LocalDay, Set<string>>();
    const cursor = facts.find({ ...where, cancelling: true }, { projection: { day: 1, cancels: 1 } });
    for await (const { day, cancels } of cursor) {
      const ids = cancelled.get(day) ?? new Set();
      for (const id of cancels) ids.add(id);
      cancelled.set(day, ids);
    }
    return cancelled;
  }

  return {
    async insert(all) {
      if (all.length === 0) return 0;
      try {
        await facts.insertMany(all.map(toFactDocument), { ordered: false });
        return all.length;
      } catch (error) {
        // Only a duplicate that the server accounts for is one; anything else is an unknown outcome.
        const failed = refusedInserts(error, all.length);
        if (!failed || [...failed.values()].some(({ code }) => code !== 11_000)) throw error;
        return all.length - failed.size;
      }
    },
    async ofDay(unit, day) {
      return (await facts.find({ unit, day }).batchSize(chunk).toArray()).map(fromDocument);
    },
    async withIds(ids) {
      const found: Fact[] = [];
      for (let at = 0; at < ids.length; at += chunk)
        for await (const fact of facts.find({ _id: { $in: ids.slice(at, at + chunk) } }))
          found.push(fromDocument(fact));
      return found;
    },
    countOfDay: (unit, day) => facts.countDocuments({ unit, day }),
    async beginning(unit) {
      const [oldest] = await facts
        .find({ unit }, { projection: { at: 1 } })
        .sort({ at: 1 })
        .limit(1)
        .toArray();
      return oldest?.at;
    },
    async *outline(unit, days) {
      const filter = days === undefined ? { unit } : { unit, day: { $in: [...days] } };
      const cursor = facts
        .find(filter, { projection: { eventId: 1, day: 1, contributionVersion: 1 } })
        .batchSize(chunk * 5);
      for await (const { _id, eventId, day, contributionVersion } of cursor)
        yield { id: _id, eventId, day, contributionVersion };
    },
    async remove(ids) {
      for (let at = 0; at < ids.length; at += chunk)
        await facts.deleteMany({ _id: { $in: ids.slice(at, at + chunk) } });
    },
    async replace(anew) {
      if (anew.length === 0) return;
      const operations: AnyBulkWriteOperation<FactDocument>[] = anew.map((fact) => {
        const { _id, ...replacement } = toFactDocument(fact);
        return { replaceOne: { filter: { _id }, replacement, upsert: true } };
      });
      await facts.bulkWrite(operations, { ordered: false });
    },
    async page(unit, want) {
      const contribution = {
        ...(want.indicator === '' ? {} : { indicator: want.indicator }),
        ...(want.dimensions.length === 0 ? {} : { dimensions: { $all: [...want.dimensions] } }),
      };
      const place =
        want.after === ''
          ? { $gte: `${want.from}/`, $lt: `${want.to}0` }
          : { $gt: want.after, $lt: `${want.to}0` };
      const found = await facts
        .find({
          unit,
          place,
          ...(Object.keys(contribution).length === 0 ? {} : { contributions: { $elemMatch: contribution } }),
        })
        .sort({ place: 1 })
        .limit(want.limit + 1)
        .toArray();
      const page = found.slice(0, want.limit);
      return {
        facts: page.map(fromDocument),
        last: page.at(-1)?.place ?? '',
        more: found.length > want.limit,
      };
    },
    cancelledOn: (unit, days) => cancelledBy({ unit, day: { $in: [...days] } }),
    cancelledUpTo: (unit, day) => cancelledBy({ unit, day: { $lte: day } }),
    async *upTo(unit, day, indicator) {
      const ofIndicator = { input: '$contributions', cond: { $eq: ['$$this.indicator', indicator] } };
      const found = facts
        .find({ unit, place: { $lt: `${day}0` }, 'contributions.indicator': indicator })
        .project<ToldFact>({
          _id: 0,
          eventId: 1,
          eventType: 1,
          day: 1,
          at: 1,
          reference: 1,
          contributions: { $filter: ofIndicator },
        })
        .sort({ place: 1 })
        .batchSize(chunk * 5);
      yield* found;
    },
    async holdsEvent(eventId) {
      return (await facts.countDocuments({ _id: `${eventId}:0` }, { limit: 1 })) > 0;
    },
  };
}

/** `0` is the character after `/`: a day's places lie between `day/` and `day0`. */
const placeOf = (day: LocalDay, id: string): string => `${day}/${id}`;

export function toFactDocument({ id, ...rest }: Fact): FactDocument {
  return { _id: id, ...rest, place: placeOf(rest.day, id), cancelling: rest.cancels.length > 0 };
}

function fromDocument({ _id, place: _place, cancelling: _cancelling, ...rest }: FactDocument): Fact {
  return { id: _id, ...rest };
}
