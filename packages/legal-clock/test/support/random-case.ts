import {
  type Calendar,
  createCalendar,
  type Instant,
  type Interruption,
  type InterruptionReason,
  instantAt,
  layersFor,
  type Readings,
  type Rule,
  type RunningTerm,
  shippedLayers,
  type Stage,
} from '../../src/index.ts';
import { partWeekLayer, stormLayer } from './case-calendars.ts';
import { type NaiveCalendar, naiveCalendar } from './naive-calendar.ts';

/** A small generator with a printable seed (mulberry32). */
export const createRandom = (seed: number) => {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  return {
    below: (n: number): number => Math.floor(next() * n),
    pick: <T>(values: readonly T[]): T => values[Math.floor(next() * values.length)] as T,
    chance: (p: number): boolean => next() < p,
  };
};

export type Random = ReturnType<typeof createRandom>;

export interface BothCalendars {
  readonly calendar: Calendar;
  readonly naive: NaiveCalendar;
}

/** Six places with different days and hours, each in both forms. */
export const bothCalendars = (): readonly BothCalendars[] => {
  const layers = [...shippedLayers(), stormLayer, partWeekLayer];
  const places = [
    {},
    { province: '46' },
    { province: '46', counters: ['46'] },
    { province: '46', counters: ['46', 'saturday-morning'] },
    { province: '46', counters: ['part-week'] },
    { province: '46', unit: 'storm', counters: ['46'] },
  ];
  return places.map((place, i) => {
    const own = layersFor(layers, place);
    return { calendar: createCalendar(`place-${i}`, own), naive: naiveCalendar(own) };
  });
};

const randomStage = (random: Random): Stage => {
  const firstDay = random.pick(['NEXT_DAY', 'NEXT_DAY', 'NEXT_DAY', 'SAME_DAY', 'CLEAR'] as const);
  switch (random.below(10)) {
    case 8:
      return { holder: 'A', term: { unit: 'HOUR', amount: (1 + random.below(200)) / 2 } };
    case 9:
      return {
        holder: 'A',
        term: { unit: random.pick(['WEEK', 'MONTH'] as const), amount: 1 + random.below(3) },
      };
    case 0:
      return { holder: 'A', term: { unit: 'SAME_DAY', cutoff: '15:00' } };
    case 1:
    case 2:
      return { holder: 'A', term: { unit: 'WORKING_HOUR', amount: (1 + random.below(160)) / 2 } };
    case 3:
    case 4:
      return { holder: 'A', term: { unit: 'CALENDAR_DAY', amount: 1 + random.below(40), firstDay } };
    default:
      return { holder: 'A', term: { unit: 'WORKING_DAY', amount: 1 + random.below(27), firstDay } };
  }
};

const first = instantAt('2024-01-02');
const days = 1300;

const randomInstant = (random: Random, from: Instant, withinDays: number): Instant => {
  const day = Math.floor((from + 25_200_000) / 86_400_000) + random.below(withinDays);
  // Half of them at the edges that matter: opening, closing, lunch, cut-off, midnight.
  const edges = [0, 450, 480, 690, 780, 900, 901, 1019, 1020, 1021, 1050, 1430, 1439];
  const minute = random.chance(0.5) ? random.pick(edges) : random.below(1440);
  return Math.max(from, day * 86_400_000 + minute * 60_000 - 25_200_000);
};

const reasons: readonly InterruptionReason[] = ['SUPPLEMENT', 'FEE', 'OTHER_AGENCY', 'THIRD_PARTY', 'OTHER'];

const randomInterruptions = (random: Random, receivedAt: Instant): Interruption[] => {
  if (random.chance(0.4)) return [];
  return Array.from({ length: 1 + random.below(3) }, () => {
    const from = randomInstant(random, receivedAt, 25);
    const open = random.chance(0.08);
    const to = random.chance(0.1) ? from : randomInstant(random, from, 12);
    return { reason: random.pick(reasons), from, ...(open ? {} : { to }) };
  });
};

const randomReadings = (random: Random): Partial<Readings> => ({
  ...(random.chance(0.2) ? { afterHours: 'DAY_OF_RECEIPT' as const } : {}),
  ...(random.chance(0.2) ? { stopOnLastDay: 'DAY_IS_USED' as const } : {}),
  ...(random.chance(0.2) ? { dayEnds: 'AT_MIDNIGHT' as const } : {}),
  ...(random.chance(0.2) ? { closedLastDay: 'STAYS' as const } : {}),
  ...(random.chance(0.2) ? { workingDays: 'OF_COUNTER' as const } : {}),
});

/** Sector rules: a supplement that pauses, another agency that has only so long, others that stop the clock. */
const randomInterruptionRules = (random: Random): Rule['interruptions'] => {
  const unit = random.pick(['WORKING_DAY', 'CALENDAR_DAY'] as const);
  const atMost = { unit, amount: 1 + random.below(10) };
  return {
    ...(random.chance(0.5) ? { SUPPLEMENT: { effect: 'PAUSE', basis: 'sector' } } : {}),
    ...(random.chance(0.4)
      ? { OTHER_AGENCY: { effect: 'PAUSE', basis: 'sector', atMost, afterMost: 'RESUMES' } }
      : {}),
    ...(random.chance(0.5) ? { THIRD_PARTY: { effect: 'PAUSE', basis: 'sector' } } : {}),
    ...(random.chance(0.5) ? { OTHER: { effect: 'PAUSE', basis: 'sector' } } : {}),
  };
};

/** Stages one after the other, or some at once: each may wait for any before it. */
const randomStages = (random: Random): Stage[] => {
  const stages = Array.from({ length: random.chance(0.7) ? 1 : 2 + random.below(2) }, () =>
    randomStage(random),
  );
  if (random.chance(0.7)) return stages;
  return stages.map((stage, place) => ({
    ...stage,
    after: Array.from({ length: place }, (_, one) => one).filter(() => random.chance(0.5)),
  }));
};

/** A random rule: one stage mostly, sometimes two or three, sometimes with sector rules for waiting. */
export const randomRule = (random: Random): Rule => ({
  id: 'random',
  version: '1',
  title: 'random',
  source: 'random',
  validFrom: '2024-01-01',
  terms: { ANY: randomStages(random) },
  interruptions: randomInterruptionRules(random),
  readings: random.chance(0.5) ? randomReadings(random) : {},
});

/** The same term with an extension, hand-overs and an agency of another calendar, in any order and at any time. */
export const withChanges = (random: Random, term: RunningTerm, others: readonly Calendar[]): RunningTerm => {
  const at = (): Instant => randomInstant(random, term.receivedAt, 30);
  const handOvers = Array.from({ length: random.below(4) }, (_, i) => ({
    at: at(),
    to: `agency ${i}`,
    why: random.pick(['NEXT_STAGE', 'NEXT_STAGE', 'SUCCESSION'] as const),
  })).sort((a, b) => a.at - b.at);
  const newDueDay = new Date(at() + 25_200_000).toISOString().slice(0, 10);
  const isAtOnce = term.rule.terms.ANY?.some(({ after }) => after !== undefined);
  const handOver = isAtOnce ? 'FIXED_TOTAL' : random.pick(['FIXED_TOTAL', 'FROM_HAND_OVER'] as const);
  return {
    ...term,
    rule: { ...term.rule, readings: { ...term.rule.readings, handOver } },
    handOvers,
    ...(random.chance(0.5) ? { extensions: [{ at: at(), newDueDay, reason: 'x' }] } : {}),
    ...(random.chance(0.2) ? { calendars: { A: random.pick(others) } } : {}),
  };
};

/** A random running term in one of the places. */
export const randomTerm = (random: Random, calendar: Calendar): RunningTerm => {
  const receivedAt = randomInstant(random, first, days);
  const interruptions = randomInterruptions(random, receivedAt);
  return {
    receivedAt,
    rule: randomRule(random),
    channel: random.pick(['COUNTER', 'ONLINE', 'POST']),
    calendar,
    interruptions,
  };
};
