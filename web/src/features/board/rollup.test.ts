import { expect, test } from '@jest/globals';
import type { Unit } from '../../api/directory.ts';
import type { RollupRow, RollupUpdate } from '../../api/operations.ts';
import { applyUpdate, dailyValues, findFigure, groupsOf, reportingFirst, reportingUnits } from './rollup.ts';

const unit = (key: string, parent: string, level: 'COMMUNE' | 'DISTRICT' | 'PROVINCE' = 'COMMUNE'): Unit => ({
  key,
  code: key.split('@')[0] ?? '',
  name: key,
  kind: `UNIT_KIND_${level}`,
  parent,
  validFrom: '',
  validTo: '',
  level: `UNIT_LEVEL_${level}`,
});
const row = (
  key: string,
  indicator: string,
  value: number | undefined,
  more: Partial<RollupRow> = {},
): RollupRow => ({
  unit: key,
  unitName: key,
  groupBy: 'GROUP_BY_COUNTING_UNIT',
  day: '',
  indicator,
  dimensions: [],
  ...(value === undefined ? {} : { value }),
  unitsComplete: 1,
  unitsTotal: 1,
  asOf: '2025-06-30T03:00:00Z',
  stale: false,
  marked: false,
  id: 0,
  ...more,
});
const update = (snapshot: boolean, ...rows: RollupRow[]): RollupUpdate => ({
  snapshot,
  rows,
  freshness: [],
  removed: [],
  asOf: [],
  token: '1',
});
const keptOf = (...rows: RollupRow[]) => applyUpdate(undefined, update(true, ...rows));
const rowsOf = (...rows: RollupRow[]) => keptOf(...rows).rows;
const total = { groupBy: 'GROUP_BY_TOTAL' } as const;
const a = unit('1@0', '9@0');
const b = unit('2@0', '9@0');
const silent = unit('3@0', '9@0');
const figureOf = (
  rows: ReturnType<typeof rowsOf>,
  key: string,
  groupBy: RollupRow['groupBy'] = total.groupBy,
) => findFigure({ rows, isLost: false }, { groupBy, unit: key }, 'received');

test('a row that is split by a dimension, or stands in another grouping, is another one than the whole', () => {
  const split = (value: string) => ({ dimensions: [{ name: 'channel', value }] });
  const rows = rowsOf(
    row('9@0', 'received', 5, total),
    row('9@0', 'received', 1),
    row('9@0', 'received', 3, { ...total, ...split('online') }),
    row('9@0', 'received', 2, { ...total, ...split('counter') }),
  );
  expect(rows.size).toBe(4);
  expect(figureOf(rows, '9@0').value).toBe(5);
  expect(figureOf(rows, '9@0', 'GROUP_BY_COUNTING_UNIT').value).toBe(1);
});

test('a change replaces its row, a snapshot replaces everything', () => {
  const first = keptOf(row('9@0', 'received', 7, total), row('8@0', 'received', 4, total));
  const changed = applyUpdate(first, update(false, row('9@0', 'received', 9, total)));
  expect([figureOf(changed.rows, '9@0').value, figureOf(changed.rows, '8@0').value]).toEqual([9, 4]);
  const again = applyUpdate(changed, update(true, row('8@0', 'received', 1, total)));
  expect([figureOf(again.rows, '9@0').value, figureOf(again.rows, '8@0').value]).toEqual([undefined, 1]);
  expect(figureOf(first.rows, '9@0').value).toBe(7);
});

test('a number is the server’s, with what it rests on; what is unknown stays so, and is never a zero', () => {
  const rows = rowsOf(
    row('9@0', 'received', undefined, { ...total, unitsComplete: 0, unitsTotal: 2 }),
    row('8@0', 'received', 0, total),
  );
  expect(figureOf(rows, '9@0')).toMatchObject({ value: undefined, complete: 0, total: 2 });
  expect(figureOf(rows, '8@0')).toMatchObject({ value: 0, complete: 1, total: 1 });
  expect(figureOf(rows, '7@0')).toMatchObject({ value: undefined, total: 0 });
});

test('U5: without a stream every number is old, whatever was last said of it', () => {
  const rows = rowsOf(row('9@0', 'received', 6, total), row('8@0', 'received', 3, { ...total, stale: true }));
  const staleOf = (key: string, isLost: boolean) =>
    findFigure({ rows, isLost }, { ...total, unit: key }, 'received').stale;
  expect([staleOf('9@0', false), staleOf('8@0', false), staleOf('9@0', true)]).toEqual([false, true, true]);
});

test('communes are found under their district, and straight under the province where there is none', () => {
  const district = unit('9@0', '46@0', 'DISTRICT');
  const direct = unit('5@0', '46@0');
  const groups = groupsOf([unit('46@0', '', 'PROVINCE'), district, direct, a, b], '46@0');
  expect(groups.map(({ unit: one, communes }) => [one.key, communes.map(({ key }) => key)])).toEqual([
    ['9@0', ['1@0', '2@0']],
    ['5@0', ['5@0']],
  ]);
});

test('U26: a commune is its own and only group, and nobody’s below', () => {
  const groups = groupsOf([a], '1@0');
  expect(groups.map(({ unit: one, communes }) => [one.key, communes.map(({ key }) => key)])).toEqual([
    ['1@0', ['1@0']],
  ]);
});

test('groups that report stand first, each kind in its order', () => {
  const group = (name: string, commune: Unit) => ({
    unit: unit(name, '46@0', 'DISTRICT'),
    communes: [commune],
  });
  const groups = [group('x', silent), group('y', b), group('z', unit('4@0', 'z')), group('w', a)];
  const rows = rowsOf(row('1@0', 'received', 0), row('2@0', 'received', 4), row('x', 'received', 4, total));
  expect(reportingFirst(reportingUnits(rows), groups).map(({ unit: one }) => one.key)).toEqual([
    'y',
    'w',
    'x',
    'z',
  ]);
});

test('a day without a row is unknown in the chart', () => {
  const rows = [
    row('9@0', 'received', 4, { ...total, day: '2025-06-29' }),
    row('8@0', 'received', 4, { ...total, day: '2025-06-30' }),
  ];
  expect(dailyValues(rows, '9@0', 'received', ['2025-06-29', '2025-06-30'])).toEqual([4, undefined]);
});

test('a row that is no more goes, and one that is only complete further keeps its number', () => {
  const kept = keptOf(
    row('1@0', 'received', 5, { id: 1 }),
    row('2@0', 'received', 3, { id: 2 }),
    row('3@0', 'received', 4, { id: 3 }),
  );
  const later = '2025-06-30T04:00:00Z';
  const { rows } = applyUpdate(kept, {
    ...update(false),
    removed: [2],
    asOf: [{ asOf: later, rows: [1] }, { rows: [3] }],
  });
  expect([...rows.values()].map(({ unit: key, value, asOf }) => [key, value, asOf])).toEqual([
    ['1@0', 5, later],
    ['3@0', 4, undefined],
  ]);
});
