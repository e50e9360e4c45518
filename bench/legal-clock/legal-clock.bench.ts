import {
  computeDueDate,
  findDueDay,
  hueCounterCalendar,
  layersFor,
  previewRecompute,
  shippedLayers,
} from '@lienthong/legal-clock';
import { addBusinessDays, addDays, format, isWeekend } from 'date-fns';
import { naiveDueDate } from '../../packages/legal-clock/test/support/naive.ts';
import { naiveCalendar } from '../../packages/legal-clock/test/support/naive-calendar.ts';
import { createRandom, randomTerm } from '../../packages/legal-clock/test/support/random-case.ts';
import {
  beforeAndAfter,
  cpuSeconds,
  ordinaryTerms,
  touchedTerms,
} from '../../packages/legal-clock/test/support/running-terms.ts';
import { type Ratio, ratio } from '../../tools/src/bench/ratio.ts';

const rounds = 5;

/** The best of some rounds, in operations per CPU second: what the code can do, not what else ran beside it. */
const perSecond = (count: number, work: () => unknown): number => {
  work();
  const times = Array.from({ length: rounds }, () => cpuSeconds(work).seconds);
  return count / Math.min(...times);
};

const figure = (value: number): string => Math.round(value).toLocaleString('en-GB');

const againstNaive = (): Ratio[] => {
  const calendar = hueCounterCalendar();
  const naive = naiveCalendar(layersFor(shippedLayers(), { province: '46', counters: ['46'] }));
  const random = createRandom(4);
  const terms = Array.from({ length: 1000 }, () => randomTerm(random, calendar));
  const slow = perSecond(terms.length, () => terms.map((term) => naiveDueDate(term, naive)));
  const proved = perSecond(terms.length, () => terms.map(computeDueDate));
  const bare = perSecond(terms.length, () => terms.map(findDueDay));
  return [
    ratio(
      'due dates a second, date alone, to the minute-by-minute count',
      bare / slow,
      '>=50',
      `${figure(bare)} to ${figure(slow)} a second, same 1,000 random terms`,
    ),
    ratio(
      'due dates a second, with proof, to the minute-by-minute count',
      proved / slow,
      '>=5',
      `${figure(proved)} to ${figure(slow)} a second; the proof names every day between`,
    ),
  ];
};

/** The loop that people write: one day on, not a weekend, not in a set of holidays. It knows no hours and no make-up days. */
const libraryLoop = (holidays: ReadonlySet<string>, from: Date, amount: number): Date => {
  let day = from;
  for (let left = amount; left > 0; ) {
    day = addDays(day, 1);
    if (!isWeekend(day) && !holidays.has(format(day, 'yyyy-MM-dd'))) left -= 1;
  }
  return day;
};

const againstLibrary = (): Ratio[] => {
  const { before } = beforeAndAfter();
  const holidays = new Set(before.layers.flatMap(({ days }) => days.map(({ date }) => date)));
  return [5, 27].flatMap((amount) => {
    const items = touchedTerms(before, 2000, amount);
    const starts = items.map(({ term }) => new Date(term.receivedAt));
    const ours = perSecond(items.length, () => items.map(({ term }) => findDueDay(term)));
    const loop = perSecond(items.length, () => starts.map((start) => libraryLoop(holidays, start, amount)));
    const bare = perSecond(items.length, () => starts.map((start) => addBusinessDays(start, amount)));
    return [
      ratio(
        `${amount} working days a second, to a date-fns loop with a set of holidays`,
        ours / loop,
        '>=1',
        `${figure(ours)} to ${figure(loop)} a second`,
      ),
      ratio(
        `${amount} working days a second, to date-fns addBusinessDays`,
        ours / bare,
        '>=0.2',
        `${figure(ours)} to ${figure(bare)} a second; that one knows no holidays, hours, make-up days or channels`,
      ),
    ];
  });
};

const previews = (): Ratio[] => {
  const { before, after } = beforeAndAfter();
  const count = 100_000;
  const ordinary = ordinaryTerms(before, count, 4);
  previewRecompute(ordinary, before, after);
  const mixed = cpuSeconds(() => previewRecompute(ordinary, before, after));
  const spans = [3, 10, 30, 90, 250].map((amount) => {
    const items = touchedTerms(before, count, amount);
    const seconds = Math.min(
      ...Array.from({ length: 3 }, () => cpuSeconds(() => previewRecompute(items, before, after)).seconds),
    );
    return { amount, seconds };
  });
  const [shortest, longest] = [spans[0]?.seconds ?? Number.NaN, spans.at(-1)?.seconds ?? Number.NaN];
  const told = spans
    .map(({ amount, seconds }) => `${amount} working days ${seconds.toFixed(2)} s`)
    .join(', ');
  return [
    ratio(
      'CPU seconds to preview a new holiday over 100,000 running terms',
      mixed.seconds,
      '<1',
      `${figure(mixed.result.changes.length)} dates move, ${figure(mixed.result.untouched)} lie clear of the day`,
    ),
    ratio(
      'CPU of the preview with terms of 250 days, to 3 days, every date moving',
      longest / shortest,
      '<=2',
      told,
    ),
  ];
};

/** Ratios of the legal clock: against the naive count and a date library in the same run, and over growing spans. */
export const run = async (): Promise<readonly Ratio[]> => [
  ...againstNaive(),
  ...againstLibrary(),
  ...previews(),
];
