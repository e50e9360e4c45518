import type { Unit } from '../../src/api/directory.ts';
import type { Freshness, Indicator, RollupRow } from '../../src/api/operations.ts';
import type { Layout, Place } from '../../src/features/board/layout.ts';
import { applyUpdate, groupsOf, reportingUnits } from '../../src/features/board/rollup.ts';
import { trustByUnit } from '../../src/features/board/trust.ts';
import type { Board } from '../../src/features/board/use-board.ts';
import { longUnit } from './names.ts';

const day = '2025-06-30';
const now = '2025-06-30T02:00:00Z';
export const days = Array.from({ length: 14 }, (_, index) => `2025-06-${17 + index}`);

const both = (words: string) => ({ vi: words, en: words });

const indicator = (code: string, names: string, unit = 'hồ sơ', decimals = 0): Indicator => ({
  code,
  version: 1,
  validFrom: '2025-01-01',
  validTo: '',
  owner: 'onestop',
  kind: 'INDICATOR_KIND_FLOW',
  aggregation: 'AGGREGATION_SUM',
  dimensions: ['field'],
  decimals,
  unit: both(unit),
  names: both(names),
  definition: both(names),
  of: '',
  where: '',
  formula: '',
  parts: [],
});
const place = (of: Indicator, label: string, colour: Place['colour'] = []): Place => ({
  indicator: of,
  label: both(label),
  colour,
});

export const received = place(indicator('received', 'Hồ sơ tiếp nhận'), 'Tiếp nhận');
const overdue = place(indicator('overdue', 'Hồ sơ quá hạn'), 'Quá hạn', [{ from: 1, tone: 'TONE_LATE' }]);
export const rate = place(indicator('rate', 'Tỷ lệ đúng hạn', '%', 1), 'Đúng hạn', [
  { from: 0, tone: 'TONE_LATE' },
  { from: 950, tone: 'TONE_GOOD' },
]);
export const series = [received, overdue];

const layout: Layout = {
  tiles: [received, overdue, rate],
  columns: [received, overdue, rate],
  daily: place(received.indicator, '{n} ngày'),
  trend: { title: both('Tiếp nhận và quá hạn mỗi ngày'), days: days.length, series },
  scheme: {
    title: both('Từng xã'),
    indicator: rate.indicator,
    colour: rate.colour,
    good: both('tốt'),
    late: both('kém'),
  },
  splits: [
    {
      dimension: 'field',
      label: both('Lĩnh vực'),
      values: Array.from({ length: 500 }, (_, index) => ({
        code: `f${index}`,
        label: both(`Lĩnh vực ${index + 1}`),
      })),
    },
  ],
};

const unit = (key: string, name: string, level: Unit['level'], parent: string): Unit => ({
  key,
  code: key,
  name,
  kind: 'UNIT_KIND_COMMUNE',
  parent,
  validFrom: '',
  validTo: '',
  level,
});
const top = unit('46@0', 'Thành phố Huế', 'UNIT_LEVEL_PROVINCE', '');

export interface Asked {
  districts?: number;
  /** In each district. */
  communes?: number;
  /** Of how many of all communes nothing has ever come. */
  silent?: number;
  reason?: Freshness['reason'];
  /** Nothing comes any more. */
  isLost?: boolean;
  /** No message has come yet. */
  isConnecting?: boolean;
  isLong?: boolean;
}

/** A board as `useBoard` hands it out. */
export function boardOf({
  districts = 1,
  communes = 3,
  silent = 0,
  reason = 'FRESHNESS_REASON_CURRENT',
  isLost = false,
  isConnecting = false,
  isLong = false,
}: Asked = {}): Board {
  const nameOf = (name: string): string => (isLong ? `${longUnit} ${name}` : name);
  const units = Array.from({ length: districts }, (_, of) => {
    const district = unit(`d${of}`, nameOf(`Huyện ${of + 1}`), 'UNIT_LEVEL_DISTRICT', top.key);
    const below = Array.from({ length: communes }, (_unused, index) =>
      unit(`c${of}-${index}`, nameOf(`Xã ${of + 1}.${index + 1}`), 'UNIT_LEVEL_COMMUNE', district.key),
    );
    return [district, ...below];
  }).flat();
  const all = units.filter(({ level }) => level === 'UNIT_LEVEL_COMMUNE');
  const speaking = all.slice(silent);
  const stale = reason !== 'FRESHNESS_REASON_CURRENT';
  const row = (of: Unit, groupBy: RollupRow['groupBy'], { code }: Indicator, value: number): RollupRow => ({
    unit: of.key,
    unitName: of.name,
    day: '',
    indicator: code,
    dimensions: [],
    value,
    unitsComplete: stale ? 0 : speaking.length,
    unitsTotal: speaking.length,
    asOf: now,
    stale,
    marked: false,
    groupBy,
    id: 0,
  });
  const rowsOf = (of: Unit, groupBy: RollupRow['groupBy'], size: number): RollupRow[] => [
    row(of, groupBy, received.indicator, 12 * size),
    row(of, groupBy, overdue.indicator, size % 3),
    row(of, groupBy, rate.indicator, 987),
  ];
  const rows = [
    ...rowsOf(top, 'GROUP_BY_TOTAL', speaking.length),
    ...units
      .filter(({ level }) => level === 'UNIT_LEVEL_DISTRICT')
      .flatMap((one) => rowsOf(one, 'GROUP_BY_CHILDREN', communes)),
    ...speaking.flatMap((one, index) => rowsOf(one, 'GROUP_BY_COUNTING_UNIT', index)),
  ];
  const freshness = all.map(
    ({ key, name }, index): Freshness => ({
      unit: key,
      unitName: name,
      site: key,
      channel: 'u2-tally-onestop',
      reason: index < silent ? 'FRESHNESS_REASON_NOT_REPORTING' : reason,
      stale: index >= silent && stale,
      marked: false,
      ...(index < silent ? {} : { lastHeard: now, completeAsOf: now }),
    }),
  );
  const kept = isConnecting
    ? { rows: new Map(), freshness: new Map() }
    : applyUpdate(undefined, { snapshot: true, rows, freshness, removed: [], asOf: [], token: '', now });
  const groups = groupsOf(units, top.key);
  return {
    top,
    day,
    period: 'day',
    from: day,
    before: { from: '2025-06-23', to: '2025-06-23', rows: [] },
    days,
    layout,
    groups,
    communes: groups.flatMap((group) => group.communes),
    live: {
      ...kept,
      freshness: [...kept.freshness.values()],
      trust: trustByUnit(kept.freshness.values()),
      isLost,
      state: isConnecting ? 'connecting' : 'live',
    },
    reporting: reportingUnits(kept.rows),
    totals: isConnecting
      ? []
      : days.flatMap((of, index) =>
          series.map(({ indicator: one }, which) => ({
            ...row(top, 'GROUP_BY_TOTAL', one, which === 0 ? 20 + ((index * 7) % 15) : index % 4),
            day: of,
          })),
        ),
    totalsError: null,
    error: null,
    loading: false,
  };
}

/** A province of 500 communes. */
export const province: Asked = { districts: 10, communes: 50 };
