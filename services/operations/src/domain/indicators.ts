import type { LocalDay } from '@lienthong/domain';
import type { Counter } from './counter.ts';

/**
 * A flow adds up over the days of a period. A stock of a day is the sum of signed flows up to it, whatever the period's first day is.
 */
export type IndicatorKind = 'flow' | 'stock';

export interface Indicator {
  name: string;
  kind: IndicatorKind;
  /** The channels of exchange whose tallies it is summed from. */
  sources: readonly string[];
  /** The counter of a tally that it is made of. */
  counter: string;
  /** The day after which a flow of that counter counts, for good; empty: from the beginning, undefined: never. */
  countsAfter(dueDay: LocalDay | ''): LocalDay | '' | undefined;
  /** The formula in words, Vietnamese. */
  formula: string;
}

/** Version of all formulas together; rises when one changes its meaning. */
export const formulaVersion = 1;

/** The channel on which the tallies of dossiers travel; a record's id is the day. */
export const tallySource = 'u2-tally-onestop';

const always = (): '' => '';
const flow = (name: string, what: string): Indicator => ({
  name,
  kind: 'flow',
  sources: [tallySource],
  counter: name,
  countsAfter: always,
  formula: `Tổng ${what} của từng đơn vị, cộng theo từng ngày trong kỳ`,
});

const catalogue: readonly Indicator[] = [
  flow('received', 'số hồ sơ tiếp nhận'),
  flow('finished_early', 'số hồ sơ giải quyết trước hạn'),
  flow('finished_on_time', 'số hồ sơ giải quyết đúng hạn'),
  flow('finished_late', 'số hồ sơ giải quyết quá hạn'),
  flow('withdrawn', 'số hồ sơ rút theo yêu cầu của người dân'),
  {
    name: 'pending',
    kind: 'stock',
    sources: [tallySource],
    counter: 'pending',
    countsAfter: always,
    formula:
      'Hồ sơ vào trừ hồ sơ ra của mọi ngày đến hết ngày cuối kỳ (đang giải quyết, kể cả đang chờ bổ sung)',
  },
  {
    name: 'overdue',
    kind: 'stock',
    sources: [tallySource],
    counter: 'pending',
    countsAfter: (dueDay) => (dueDay === '' ? undefined : dueDay),
    formula: 'Hồ sơ đang giải quyết có ngày hẹn trả trước ngày cuối kỳ',
  },
  {
    name: 'suspended',
    kind: 'stock',
    sources: [tallySource],
    counter: 'pending',
    countsAfter: (dueDay) => (dueDay === '' ? '' : undefined),
    formula: 'Hồ sơ đang chờ bổ sung: chưa có ngày hẹn trả',
  },
];

const byName = new Map(catalogue.map((one) => [one.name, one]));

/** Every channel that a number of this level rests on. */
export const recordSources: readonly string[] = [...new Set(catalogue.flatMap(({ sources }) => sources))];

export const indicatorNames: readonly string[] = catalogue.map(({ name }) => name);

export function findIndicator(name: string): Indicator | undefined {
  return byName.get(name);
}

const carried = new Set(catalogue.filter(({ kind }) => kind === 'stock').map(({ counter }) => counter));

/** Whether a counter goes into a stock, and so beyond its own day. */
export function isCarried({ indicator }: Pick<Counter, 'indicator'>): boolean {
  return carried.has(indicator);
}

/** What a counter adds to an indicator on day `on`. */
export function contribution(indicator: Indicator, counter: Counter, on: LocalDay): number {
  if (counter.indicator !== indicator.counter) return 0;
  const after = indicator.countsAfter(counter.dueDay);
  return after !== undefined && after < on ? counter.value : 0;
}
