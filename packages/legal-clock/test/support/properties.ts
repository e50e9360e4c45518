import fc from 'fast-check';
import {
  type Calendar,
  type CalendarLayer,
  computeDueDate,
  correctLayer,
  type DayEntry,
  dayNumber,
  type Interruption,
  instantAt,
  isWorkingDay,
  localDay,
  recomputeDerivation,
  replayDerivation,
  type RunningTerm,
  splitTerm,
  withLayer,
} from '../../src/index.ts';
import { bothCalendars, createRandom, randomTerm, withChanges } from './random-case.ts';

const places = bothCalendars().map(({ calendar }) => calendar);

/** A random running term of a random place, from one number, so that a failure is one number too. */
const terms = (adjust: (term: RunningTerm) => RunningTerm = (term) => term): fc.Arbitrary<RunningTerm> =>
  fc.integer({ min: 0, max: 0x7fffffff }).map((seed) => {
    const random = createRandom(seed);
    return adjust(randomTerm(random, random.pick(places)));
  });

const closed = (term: RunningTerm): RunningTerm => ({
  ...term,
  interruptions: (term.interruptions ?? []).filter(({ to }) => to !== undefined),
});

const dueAt = (term: RunningTerm): number => computeDueDate(term).due?.dueAt ?? Number.POSITIVE_INFINITY;

const offsets = fc.integer({ min: 0, max: 45 });

const weekendOrOpen = (calendar: Calendar, day: number): boolean =>
  isWorkingDay(calendar, day) || calendar.reasons[day - calendar.firstDay]?.kind === 'WEEKEND';

/** The calendar with one more notice of its national year, made through the published operation. */
const withNotice = (calendar: Calendar, day: number, kind: DayEntry['kind']): Calendar | undefined => {
  const date = localDay(day);
  const layer = calendar.layers.find(({ covers }) => covers && covers.from <= date && date <= covers.to);
  if (!layer || layer.days.some((entry) => entry.date === date)) return undefined;
  const entry: DayEntry = { date, kind, name: 'notice', source: 'notice', status: 'OFFICIAL' };
  return withLayer(calendar, correctLayer(layer, [{ op: 'ADD_DAY', entry }]));
};

const receivedDay = (term: RunningTerm): number => Math.floor((term.receivedAt + 25_200_000) / 86_400_000);

const pauses: readonly Interruption['reason'][] = ['FEE', 'OTHER_AGENCY', 'THIRD_PARTY'];

export interface Property {
  readonly name: string;
  /** How much dearer than the cheapest one: runs are divided by it. */
  readonly cost: number;
  readonly property: fc.IProperty<unknown>;
}

const property = <T extends [unknown, ...unknown[]]>(
  name: string,
  arbitraries: { [K in keyof T]: fc.Arbitrary<T[K]> },
  holds: (...values: T) => boolean,
  cost = 1,
): Property => ({
  name,
  cost,
  property: fc.property(...(arbitraries as [fc.Arbitrary<T[0]>]), holds as never) as never,
});

/** The laws of the clock, each over random places, rules, channels and interruptions. */
export const properties: readonly Property[] = [
  property<[RunningTerm]>('never due on a closed day, but for real hours', [terms()], (term) => {
    const { due } = computeDueDate(term);
    const { closedLastDay, workingDays } = term.rule.readings ?? {};
    const isReal = term.rule.terms.ANY?.some((stage) => stage.term.unit === 'HOUR');
    const { reception } = term.calendar;
    const calendar = workingDays === 'OF_COUNTER' && reception ? reception : term.calendar;
    return !due || isReal || closedLastDay === 'STAYS' || isWorkingDay(calendar, dayNumber(due.dueDay));
  }),
  property<[RunningTerm, number]>(
    'a later receipt is never due earlier',
    [terms(closed), fc.integer({ min: 0, max: 40_000 })],
    (term, minutes) => {
      const receivedAt = term.receivedAt + minutes * 60_000;
      // Only what lies after the later receipt can belong to both.
      const interruptions = (term.interruptions ?? []).filter(({ from }) => from >= receivedAt);
      return dueAt({ ...term, interruptions }) <= dueAt({ ...term, interruptions, receivedAt });
    },
  ),
  property<[RunningTerm, number, number, number, number]>(
    'an interruption never shortens',
    [
      terms(closed),
      offsets,
      fc.integer({ min: 0, max: 1439 }),
      fc.integer({ min: 0, max: 20_000 }),
      fc.nat(2),
    ],
    (term, days, minute, length, which) => {
      const day = receivedDay(term) + days;
      const from = Math.max(term.receivedAt, instantAt(localDay(day)) + minute * 60_000);
      const wait: Interruption = { reason: pauses[which] ?? 'FEE', from, to: from + length * 60_000 };
      const reset: Interruption = { ...wait, reason: 'SUPPLEMENT' };
      const before = dueAt(term);
      const known = term.interruptions ?? [];
      const paused = dueAt({ ...term, interruptions: [...known, wait] });
      const renewed = dueAt({ ...term, interruptions: [reset, ...known] });
      return before <= paused && before <= renewed;
    },
  ),
  property<[RunningTerm, number]>(
    'adding a holiday never shortens',
    [terms(closed), offsets],
    (term, days) => {
      const day = receivedDay(term) + days;
      const calendar = isWorkingDay(term.calendar, day)
        ? withNotice(term.calendar, day, 'HOLIDAY')
        : undefined;
      return !calendar || dueAt(term) <= dueAt({ ...term, calendar });
    },
    10,
  ),
  property<[RunningTerm, number]>(
    'a make-up working day never lengthens',
    [terms(closed), offsets],
    (term, days) => {
      const day = receivedDay(term) + days;
      if (isWorkingDay(term.calendar, day) || !weekendOrOpen(term.calendar, day)) return true;
      const calendar = withNotice(term.calendar, day, 'MAKE_UP_WORKING');
      return !calendar || dueAt({ ...term, calendar }) <= dueAt(term);
    },
    10,
  ),
  property<[RunningTerm]>(
    'derivation and date agree, and recomputing from it gives the same',
    [terms()],
    (term) => {
      const { due, derivation } = computeDueDate(term);
      const replayed = replayDerivation(derivation);
      const again = recomputeDerivation(JSON.parse(JSON.stringify(derivation)), term.calendar).due;
      return (
        replayed?.dueAt === due?.dueAt && replayed?.dueDay === due?.dueDay && again?.dueAt === due?.dueAt
      );
    },
  ),
  property<[number]>(
    'with an extension and hand-overs the proof adds up too, and an extension never shortens',
    [fc.integer({ min: 0, max: 0x7fffffff })],
    (seed) => {
      const random = createRandom(seed);
      const term = withChanges(random, randomTerm(random, random.pick(places)), places);
      const { due, original, derivation } = computeDueDate(term);
      const replayed = replayDerivation(derivation);
      const again = recomputeDerivation(
        JSON.parse(JSON.stringify(derivation)),
        term.calendar,
        term.calendars,
      );
      const same = replayed?.dueAt === due?.dueAt && again.due?.dueAt === due?.dueAt;
      return same && (!due || !original || original.dueAt <= due.dueAt);
    },
  ),
  property<[RunningTerm, number, number]>(
    'pausing by zero changes nothing',
    [terms(), offsets, fc.integer({ min: 0, max: 1439 })],
    (term, days, minute) => {
      const from = Math.max(term.receivedAt, instantAt(localDay(receivedDay(term) + days)) + minute * 60_000);
      const interruptions = [...(term.interruptions ?? []), { reason: 'FEE' as const, from, to: from }];
      return dueAt(term) === dueAt({ ...term, interruptions });
    },
  ),
  property<[RunningTerm, number, number]>(
    'splitting a term between two agencies at an instant gives the same total',
    [
      terms((term) => {
        const stage = (term.rule.terms.ANY ?? []).slice(0, 1);
        const interruptions = closed(term).interruptions?.filter(({ reason }) => reason !== 'SUPPLEMENT');
        return { ...term, interruptions, rule: { ...term.rule, terms: { ANY: stage } } };
      }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.integer({ min: 0, max: 1439 }),
    ],
    (term, share, minute) => {
      const whole = computeDueDate(term).due;
      if (!whole || term.rule.terms.ANY?.[0]?.term.unit === 'SAME_DAY') return true;
      const span = dayNumber(whole.dueDay) - receivedDay(term);
      const day = receivedDay(term) + Math.floor(share * span);
      const at = Math.max(term.receivedAt, instantAt(localDay(day)) + minute * 60_000);
      // A dossier is not handed over while it waits, nor when nothing is left to hand over.
      const waits = (term.interruptions ?? []).some(({ from, to }) => from <= at && at <= (to ?? at));
      const { rest, used, left } = splitTerm(term, at);
      if (waits || !rest || at >= whole.dueAt) return true;
      const stage = { holder: 'B', term: rest };
      const second: RunningTerm = {
        ...term,
        receivedAt: at,
        interruptions: (term.interruptions ?? []).filter(({ from }) => from >= at),
        rule: { ...term.rule, terms: { ANY: [stage] } },
      };
      return used + left > 0 && dueAt(second) === whole.dueAt;
    },
  ),
];

/** Runs one law; the result names the seed and the smallest counterexample. */
export const runProperty = (
  { property: law, cost }: Property,
  runs: number,
  seed: number,
): { failed: boolean; report: string } => {
  const numRuns = Math.max(20, Math.round(runs / cost));
  const details = fc.check(law as fc.IProperty<[unknown]>, { numRuns, seed });
  const report = details.failed
    ? `seed ${seed}, path ${details.counterexamplePath}: ${JSON.stringify(details.counterexample, (key, value: unknown) => (key === 'calendar' ? (value as Calendar).id : value))}`
    : `${details.numRuns} runs, seed ${seed}`;
  return { failed: details.failed, report };
};

/** Layers by id, for tests that correct one. */
export const layerOf = (calendar: Calendar, id: string): CalendarLayer => {
  const layer = calendar.layers.find((one) => one.id === id);
  if (!layer) throw new Error(`${calendar.id} has no layer ${id}`);
  return layer;
};
