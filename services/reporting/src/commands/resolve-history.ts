import { randomUUID } from 'node:crypto';
import type { DayTally } from '@lienthong/contracts/reporting/v1/tally';
import type { LocalDay, UnitKey } from '@lienthong/domain';
import type { MachineClock } from '@lienthong/runtime';
import type { AggregationOf } from '../domain/catalogue.ts';
import { foldTally, type Inherited, type Tally } from '../domain/fold-tally.ts';
import { refuseWith } from '../domain/refusals.ts';
import type { TallyProjection } from '../projections/tally-projection-types.ts';
import { inheritFrom } from '../projections/day-tally.ts';
import type { FactStore, TallyStore } from '../projections/ports.ts';
import type { DecidedDay, HeldTally, HistoryDecision, HistoryStore, TallyRecords } from './ports.ts';

export interface HistoryRequest {
  unit: UnitKey;
  decision: HistoryDecision;
  /** Days to decide upon; of a dry run, empty: all that wait. */
  days: readonly LocalDay[];
  /** Of a decision: by day, as it was shown (`HistoryDay.seen`). */
  seen: ReadonlyMap<LocalDay, string>;
  reason: string;
  /** Subject of the person. */
  by: string;
  dryRun: boolean;
}

/** What a day is for others now and what it becomes. */
export interface HistoryDay {
  day: LocalDay;
  /** Undefined: it cannot be read now, was deleted, or nobody holds it any more. */
  before: DayTally | undefined;
  /** Undefined: the day is left as it is. What nobody can give back cannot be inherited, only be begun anew. */
  after: Tally | undefined;
  foreign: string;
  /** Names the held state. */
  seen: string;
}

export interface ResolveHistory {
  /** @throws Refusal `INCIDENT_CHANGED`: a day is no longer as it was seen; nothing is decided. */
  resolve(request: HistoryRequest): Promise<HistoryDay[]>;
  /** Days of a unit that wait for a decision, in order. While exchange is away, those that were found before. */
  waiting(unit: UnitKey): Promise<LocalDay[]>;
  /** Carries out what a crash left half done. */
  finish(): Promise<void>;
}

const mostDays = 2_000;
const readsAtOnce = 8;

/**
 * A person decides about days that others hold and this site knows nothing of: after a wipe, or when a unit was handed over. `inherit`
 * makes the held value the day's ground, to which facts that come later are added; `start_anew` counts the day from the facts that are
 * here, and marks it. The decision is one write, with who and why; what follows from it is repeated after a crash.
 */
export function createResolveHistory(options: {
  history: HistoryStore;
  facts: Pick<FactStore, 'ofDay'>;
  tallies: Pick<TallyStore, 'outline'>;
  records: Pick<TallyRecords, 'stubs' | 'held' | 'compare'>;
  projection: Pick<TallyProjection, 'raise'>;
  aggregationOf: AggregationOf;
  clock: MachineClock;
}): ResolveHistory {
  const { history, facts, tallies, records, projection, aggregationOf, clock } = options;
  let before: Promise<unknown> = Promise.resolve();

  /** Days that wait for a decision: those found unknown, and stubs of days that were never counted here. */
  async function waiting(unit: UnitKey): Promise<LocalDay[]> {
    const counted = new Set((await tallies.outline(unit)).map(({ day }) => day));
    const stubs = (await records.stubs(unit)).filter((day) => !counted.has(day));
    return [...new Set([...history.missing(unit), ...stubs])].sort();
  }

  async function plan(
    request: HistoryRequest,
  ): Promise<{ shown: HistoryDay; decided: DecidedDay | undefined }[]> {
    const { unit, decision } = request;
    const isWanted = (day: LocalDay): boolean => request.days.length === 0 || request.days.includes(day);
    const days = (await waiting(unit)).filter(isWanted).slice(0, mostDays);
    const planned = [];
    for (let at = 0; at < days.length; at += readsAtOnce) {
      const some = days.slice(at, at + readsAtOnce);
      planned.push(...(await Promise.all(some.map((day) => planDay(unit, day, decision)))));
    }
    return planned;
  }

  async function planDay(
    unit: UnitKey,
    day: LocalDay,
    decision: HistoryDecision,
  ): Promise<{ shown: HistoryDay; decided: DecidedDay | undefined }> {
    const held = await records.held({ unit, day }).catch(() => undefined);
    const inherited = decision === 'inherit' && held ? inheritedFrom(held) : undefined;
    if (!held || (decision === 'inherit' && !inherited))
      return {
        shown: { day, before: undefined, after: undefined, foreign: '', seen: '' },
        decided: undefined,
      };
    const after = foldTally({ unit, day }, await facts.ofDay(unit, day), aggregationOf, inherited);
    const takesOver = held.foreign === '' ? null : (held.stamp ?? null);
    return {
      shown: { day, before: held.tally, after, foreign: held.foreign, seen: seenOf(held) },
      decided: { day, above: held.src, takesOver, inherited: inherited ?? null },
    };
  }

  async function apply(unit: UnitKey, decision: HistoryDecision, days: readonly DecidedDay[]): Promise<void> {
    for (const { day, above, takesOver, inherited } of days) {
      const place = { unit, day };
      if (inherited) await history.keepInherited(place, inherited);
      else await history.dropInherited(place);
      await history.noteKnown(place);
      await projection.raise(place, {
        above,
        takesOver: takesOver ?? undefined,
        inherits: decision === 'inherit',
        lost: decision === 'start_anew',
      });
    }
  }

  async function resolve(request: HistoryRequest): Promise<HistoryDay[]> {
    const { unit, decision, reason, by, dryRun } = request;
    const planned = await plan(request);
    const shown = planned.map((one) => one.shown);
    const days = planned.flatMap(({ decided }) => decided ?? []);
    if (dryRun || days.length === 0) return shown;
    if (planned.some((one) => one.decided && one.shown.seen !== request.seen.get(one.shown.day)))
      refuseWith('INCIDENT_CHANGED');
    const id = randomUUID();
    await history.decide({ id, unit, decision, reason, by, at: clock.now(), days });
    await apply(unit, decision, days);
    await history.applied(id);
    records.compare();
    return shown;
  }

  return {
    /** One after the other: the second sees what the first has left. */
    resolve(request) {
      const answer = before.then(() => resolve(request));
      before = answer.catch(() => undefined);
      return answer;
    },
    waiting: (unit) => waiting(unit).catch(() => history.missing(unit)),
    async finish() {
      for (const { id, unit, decision, days } of await history.unapplied()) {
        await apply(unit, decision, days);
        await history.applied(id);
      }
    },
  };
}

const seenOf = ({ stamp }: HeldTally): string => (stamp ? `${stamp.rev}:${stamp.tag}` : 'none');

function inheritedFrom({ tally, stamp, by }: HeldTally): Inherited | undefined {
  return tally && stamp && inheritFrom(tally, { ...stamp, site: by });
}
