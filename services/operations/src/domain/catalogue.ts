import type { Aggregate, Contribution, LocalDay, UnitLevel } from '@lienthong/domain';
import { tallyChannel } from '@lienthong/domain';

/** The channel of exchange on which an owner's numbers travel, and the units that are expected to send them. */
export interface NumberSource {
  channel: string;
  owner: string;
  levels: readonly UnitLevel[];
}

/** Whether a counter counts on the days before its `carriedBy`, on it, and after it. Without one all days are after. */
export interface Timing {
  before: boolean;
  on: boolean;
  after: boolean;
}

export interface Indicator {
  code: string;
  /** A flow is of the days of a period. A stock is the sum of signed flows up to a day, whatever the period's first day is. */
  kind: 'flow' | 'stock';
  /** How the values of days and units make one. */
  aggregate: Aggregate;
  /** By which it may be split. */
  dimensions: readonly string[];
  /** The channels of exchange whose tallies it is made from. */
  channels: readonly string[];
  /** The counted indicator whose counters make it. */
  counter: string;
  /** When one of those counters counts. */
  timing(counter: Pick<Contribution, 'carriedBy'>): Timing;
  /** The formula in words, Vietnamese. */
  formula: string;
}

/** Version of all formulas together; rises when one changes its meaning. */
export const formulaVersion = 1;

/** Every source of numbers, until they are read from the directory's table (`services/site/test/catalogues.test.ts` holds them to it). */
export const sources: readonly NumberSource[] = [
  { channel: tallyChannel('onestop'), owner: 'onestop', levels: ['commune'] },
];

const always: Timing = { before: true, on: true, after: true };
const never: Timing = { before: false, on: false, after: false };

const ofDossiers = {
  aggregate: 'sum',
  dimensions: ['channel', 'field'],
  channels: [tallyChannel('onestop')],
} as const;
const flow = (code: string, what: string): Indicator => ({
  code,
  kind: 'flow',
  counter: code,
  timing: () => always,
  formula: `Tổng ${what} của từng đơn vị, cộng theo từng ngày trong kỳ`,
  ...ofDossiers,
});
const stock = (code: string, timing: Indicator['timing'], formula: string): Indicator => ({
  code,
  kind: 'stock',
  counter: 'pending',
  timing,
  formula,
  ...ofDossiers,
});

/** The rows, until they are read from the directory's table (`services/site/test/catalogues.test.ts` holds them to it). */
export const indicators: readonly Indicator[] = [
  flow('received', 'số hồ sơ tiếp nhận'),
  flow('finished_early', 'số hồ sơ giải quyết trước hạn'),
  flow('finished_on_time', 'số hồ sơ giải quyết đúng hạn'),
  flow('finished_late', 'số hồ sơ giải quyết quá hạn'),
  flow('withdrawn', 'số hồ sơ rút theo yêu cầu của người dân'),
  stock(
    'pending',
    () => always,
    'Hồ sơ vào trừ hồ sơ ra của mọi ngày đến hết ngày cuối kỳ (đang giải quyết, kể cả đang chờ bổ sung)',
  ),
  stock(
    'overdue',
    ({ carriedBy }) => (carriedBy === '' ? never : { ...never, after: true }),
    'Hồ sơ đang giải quyết có ngày hẹn trả trước ngày cuối kỳ',
  ),
  stock(
    'suspended',
    ({ carriedBy }) => (carriedBy === '' ? always : never),
    'Hồ sơ đang chờ bổ sung: chưa có ngày hẹn trả',
  ),
];

const byCode = new Map(indicators.map((one) => [one.code, one]));

export const indicatorCodes: readonly string[] = indicators.map(({ code }) => code);

export function findIndicator(code: string): Indicator | undefined {
  return byCode.get(code);
}

const carried = new Set(indicators.filter(({ kind }) => kind === 'stock').map(({ counter }) => counter));

/** Whether a counter goes into a stock, and so beyond its own day. */
export function isCarried({ indicator }: Pick<Contribution, 'indicator'>): boolean {
  return carried.has(indicator);
}

/** Whether a counter counts in an indicator on day `on`. */
export function contributes(
  indicator: Pick<Indicator, 'counter' | 'timing'>,
  counter: Contribution,
  on: LocalDay,
): boolean {
  if (counter.indicator !== indicator.counter) return false;
  const { before, on: sameDay, after } = indicator.timing(counter);
  return on > counter.carriedBy ? after : on === counter.carriedBy ? sameDay : before;
}
