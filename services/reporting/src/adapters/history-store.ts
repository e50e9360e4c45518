import { Inherited as WireInherited } from '@lienthong/contracts/reporting/v1/tally';
import { type LocalDay, pickContribution, type UnitKey } from '@lienthong/domain';
import type { Binary, Db } from 'mongodb';
import type { Decided, DecidedDay, HistoryStore } from '../commands/ports.ts';
import { tallyId, type UnitDay } from '../domain/day-summary.ts';
import type { Inherited } from '../domain/fold-tally.ts';

interface InheritedDocument extends UnitDay {
  _id: string;
  value: Binary;
}
interface DecisionDocument extends Omit<Decided, 'id' | 'days'> {
  _id: string;
  applied: boolean;
  days: (Omit<DecidedDay, 'inherited'> & { inherited: Binary | null })[];
}

export async function createHistoryStore(db: Pick<Db, 'collection'>): Promise<HistoryStore> {
  const missing = db.collection<{ _id: string } & UnitDay>('missing_days');
  const inherited = db.collection<InheritedDocument>('inherited');
  const decisions = db.collection<DecisionDocument>('history_decisions');
  const known = new Map<UnitKey, Set<LocalDay>>();
  for await (const { unit, day } of missing.find()) remember({ unit, day });

  function remember({ unit, day }: UnitDay): void {
    known.set(unit, (known.get(unit) ?? new Set()).add(day));
  }

  return {
    isMissing: ({ unit, day }) => known.get(unit)?.has(day) ?? false,
    missing: (unit) => [...(known.get(unit) ?? [])].sort(),
    countMissing: () => [...known.values()].reduce((sum, days) => sum + days.size, 0),
    async noteMissing({ unit, day }) {
      if (known.get(unit)?.has(day)) return;
      await missing.updateOne({ _id: tallyId({ unit, day }) }, { $set: { unit, day } }, { upsert: true });
      remember({ unit, day });
    },
    async noteKnown({ unit, day }) {
      if (!known.get(unit)?.has(day)) return;
      await missing.deleteOne({ _id: tallyId({ unit, day }) });
      known.get(unit)?.delete(day);
    },
    async inherited(place) {
      const found = await inherited.findOne({ _id: tallyId(place) });
      return found ? decodeInherited(found.value) : undefined;
    },
    async keepInherited({ unit, day }, value) {
      const _id = tallyId({ unit, day });
      await inherited.updateOne(
        { _id },
        { $set: { unit, day, value: encodeInherited(value) } },
        { upsert: true },
      );
    },
    async dropInherited(place) {
      await inherited.deleteOne({ _id: tallyId(place) });
    },
    async decide({ id, days, ...rest }) {
      await decisions.insertOne({
        _id: id,
        ...rest,
        applied: false,
        days: days.map((day) => ({ ...day, inherited: day.inherited && encodeInherited(day.inherited) })),
      });
    },
    async unapplied() {
      const found = await decisions.find({ applied: false }).sort({ at: 1 }).toArray();
      return found.map(({ _id: id, applied: _applied, days, ...rest }) => ({
        id,
        ...rest,
        days: days.map((day) => ({ ...day, inherited: day.inherited && decodeInherited(day.inherited) })),
      }));
    },
    async decided() {
      const projection = { 'days.inherited': 0 };
      const found = await decisions.find({}, { projection }).toArray();
      return found.map(({ unit, decision, reason, by, at, days }) => {
        const decided = days.map(({ day }) => day).sort();
        return { unit, decision, reason, by, at, days: decided };
      });
    },
    async applied(id) {
      await decisions.updateOne({ _id: id }, { $set: { applied: true } });
    },
  };
}

const encodeInherited = (value: Inherited): Binary =>
  Buffer.from(WireInherited.encode(value).finish()) as unknown as Binary;
const decodeInherited = ({ buffer, position }: Binary): Inherited => {
  const { counters, facts, rev, tag, site } = WireInherited.decode(buffer.subarray(0, position));
  return { counters: counters.map(pickContribution), facts, rev, tag, site };
};
