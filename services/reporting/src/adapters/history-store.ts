import { type Instant, type LocalDay, pickContribution, type UnitKey } from '@lienthong/domain';
import type { Stamp } from '@lienthong/messaging';
import type { Binary, Db } from 'mongodb';
import { Inherited as WireInherited } from '@lienthong/contracts/reporting/v1/tally';
import type { UnitDay } from '../domain/day-summary.ts';
import type { Inherited } from '../domain/fold-tally.ts';
import { tallyId } from './tally-store.ts';

/** `inherit`: what others hold stays and becomes this site's own; `start_anew`: the day is counted from the facts that are here. */
export type HistoryDecision = 'inherit' | 'start_anew';

/** One day of a decision, complete enough to be carried out again after a crash. */
export interface DecidedDay {
  day: LocalDay;
  /** Version that exchange had: the day's next one is greater. */
  above: number;
  /** The foreign record that the day goes on from; null: exchange's own holding. */
  takesOver: Stamp | null;
  /** Only with `inherit`. */
  inherited: Inherited | null;
}

/** What a person decided about days of which this site knows nothing, who and why. */
export interface Decided {
  id: string;
  unit: UnitKey;
  decision: HistoryDecision;
  reason: string;
  /** Subject of the person. */
  by: string;
  /** Machine time. */
  at: Instant;
  days: DecidedDay[];
}

interface InheritedDocument extends UnitDay {
  _id: string;
  value: Binary;
}
interface DecisionDocument extends Omit<Decided, 'id' | 'days'> {
  _id: string;
  applied: boolean;
  days: (Omit<DecidedDay, 'inherited'> & { inherited: Binary | null })[];
}

/** Days that others hold and this site knows nothing of, and what people decided about them. */
export interface HistoryStore {
  isMissing(day: UnitDay): boolean;
  /** Days of a unit that wait for a decision. */
  missing(unit: UnitKey): LocalDay[];
  countMissing(): number;
  noteMissing(day: UnitDay): Promise<void>;
  /** The day is known: its facts came back, or a person decided. */
  noteKnown(day: UnitDay): Promise<void>;
  inherited(day: UnitDay): Promise<Inherited | undefined>;
  keepInherited(day: UnitDay, inherited: Inherited): Promise<void>;
  dropInherited(day: UnitDay): Promise<void>;
  /** One write: what is decided, by whom and why. */
  decide(decided: Decided): Promise<void>;
  /** Decisions that a crash may have left half done. */
  unapplied(): Promise<Decided[]>;
  applied(id: string): Promise<void>;
  /** All that was ever decided. */
  decided(): Promise<PastDecision[]>;
}

/** A decision as it is read back: its days without what they became. */
export type PastDecision = Pick<Decided, 'unit' | 'decision' | 'reason' | 'by' | 'at'> & { days: LocalDay[] };

export async function createHistoryStore(db: Db): Promise<HistoryStore> {
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
