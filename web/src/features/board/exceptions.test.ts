import { expect, test } from '@jest/globals';
import type { Unit } from '../../api/directory.ts';
import type { Freshness, Indicator, RollupRow } from '../../api/operations.ts';
import { type Exception, findExceptions } from './exceptions.ts';
import type { Place } from './layout.ts';
import { byOrder } from './ranking.ts';
import { applyUpdate } from './rollup.ts';
import { trustByUnit } from './trust.ts';
import type { Board } from './use-board.ts';

const unit = (key: string, level: Unit['level'] = 'UNIT_LEVEL_COMMUNE'): Unit => ({
  key,
  code: key,
  name: `Xã ${key}`,
  kind: 'UNIT_KIND_COMMUNE',
  parent: '',
  validFrom: '',
  validTo: '',
  level,
});
const place = (code: string, colour: Place['colour']): Place => ({
  indicator: { code } as Indicator,
  label: { vi: code, en: code },
  colour,
});
const moreIsLate = place('overdue', [{ from: 1, tone: 'TONE_LATE' }]);
const lessIsLate = place('rate', [
  { from: 0, tone: 'TONE_LATE' },
  { from: 950, tone: 'TONE_GOOD' },
]);
const row = (key: string, indicator: string, value: number | undefined, stale = false): RollupRow => ({
  unit: key,
  unitName: '',
  groupBy: 'GROUP_BY_COUNTING_UNIT',
  day: '',
  indicator,
  dimensions: [],
  unitsComplete: 1,
  unitsTotal: 1,
  stale,
  marked: false,
  id: 0,
  ...(value === undefined ? {} : { value }),
});
const fresh = (key: string, reason: Freshness['reason'], stale = false): Freshness => ({
  unit: key,
  unitName: '',
  site: '',
  reason,
  stale,
  marked: false,
  channel: '',
});
const communes = ['1', '2', '3', '4'].map((key) => unit(key));
const groups = [{ unit: unit('d', 'UNIT_LEVEL_DISTRICT'), communes }];

function boardOf(freshness: Freshness[], rows: RollupRow[]): Pick<Board, 'groups' | 'layout' | 'live'> {
  const kept = applyUpdate(undefined, {
    snapshot: true,
    rows,
    freshness,
    removed: [],
    asOf: [],
    token: '',
  });
  return {
    groups,
    layout: {
      tiles: [],
      columns: [moreIsLate, lessIsLate],
      trend: { title: { vi: '', en: '' }, days: 0, series: [] },
      splits: [],
    },
    live: { rows: kept.rows, freshness, trust: trustByUnit(freshness), isLost: false, state: 'live' },
  };
}

const told = (one: Exception): string =>
  one.kind === 'trust'
    ? `${one.unit.key} ${one.trust.reason}`
    : `${one.unit.key} ${one.place.indicator.code}`;

test('U30: first whom nobody can believe, then what is late, by column, the worst first; whose it is stands with it', () => {
  const board = boardOf(
    [
      fresh('1', 'FRESHNESS_REASON_BEHIND'),
      fresh('2', 'FRESHNESS_REASON_TWIN', true),
      fresh('3', 'FRESHNESS_REASON_CURRENT'),
      fresh('4', 'FRESHNESS_REASON_NOT_REPORTING', true),
    ],
    [
      row('1', 'overdue', 2),
      row('2', 'overdue', 7, true),
      row('3', 'overdue', 0),
      row('1', 'rate', 940),
      row('2', 'rate', 950),
      row('3', 'rate', 800),
      row('4', 'rate', undefined),
    ],
  );
  const found = findExceptions(board);
  expect(found.map(told)).toEqual([
    '2 FRESHNESS_REASON_TWIN',
    '1 FRESHNESS_REASON_BEHIND',
    '2 overdue',
    '1 overdue',
    '3 rate',
    '1 rate',
  ]);
  expect(found[0]?.parent).toBe('Xã d');
});

test('U30: nothing is wrong with units that are current, and what passes within seconds is nothing', () => {
  const board = boardOf(
    [fresh('1', 'FRESHNESS_REASON_CURRENT'), fresh('2', 'FRESHNESS_REASON_CATCHING_UP')],
    [row('1', 'overdue', 0), row('2', 'rate', 1000)],
  );
  expect(findExceptions(board)).toEqual([]);
});

test('U30: a ranking puts what is unknown last, in both directions', () => {
  const board = boardOf([], [row('1', 'rate', 5), row('2', 'rate', undefined), row('3', 'rate', 9)]);
  const ranked = (direction: 'ascending' | 'descending') =>
    byOrder(
      board,
      communes.slice(0, 3).map((one) => ({ unit: one, communes: [one] })),
      { code: 'rate', direction },
      'GROUP_BY_COUNTING_UNIT',
    ).map(({ unit: one }) => one.key);
  expect(ranked('descending')).toEqual(['3', '1', '2']);
  expect(ranked('ascending')).toEqual(['1', '3', '2']);
});
