import { expect, test } from '@jest/globals';
import type { Unit } from '../api/directory.ts';
import type { RollupRow, RollupUpdate } from '../api/operations.ts';
import { applyUpdate, dailyValues, foldFigure, foldOnTime, groupsOf, reportingFirst } from './rollup.ts';

const unit = (key: string, parent: string, level = 'commune'): Unit => ({
  key,
  code: key.split('@')[0] ?? '',
  name: key,
  kind: level,
  parent,
  validFrom: '',
  validTo: '',
  level,
});
const row = (key: string, indicator: string, value: number, more: Partial<RollupRow> = {}): RollupRow => ({
  unit: key,
  unitName: key,
  day: '',
  indicator,
  dimensions: [],
  value: String(value),
  unitsComplete: 1,
  unitsTotal: 1,
  asOf: '2025-06-30T03:00:00Z',
  stale: false,
  marked: false,
  ...more,
});
const update = (snapshot: boolean, ...rows: RollupRow[]): RollupUpdate => ({ snapshot, rows, token: '1' });
const rowsOf = (...rows: RollupRow[]) => applyUpdate(new Map(), update(true, ...rows));
const a = unit('1@0', '9@0');
const b = unit('2@0', '9@0');
const silent = unit('3@0', '9@0');

test('a row that is split by a dimension is another one than the whole', () => {
  const split = (value: string) => ({ dimensions: [{ name: 'channel', value }] });
  const rows = rowsOf(
    row('1@0', 'received', 5),
    row('1@0', 'received', 3, split('online')),
    row('1@0', 'received', 2, split('counter')),
  );
  expect(rows.size).toBe(3);
  expect(foldFigure(rows, [a], 'received').value).toBe(5);
});

test('a change replaces its row, a snapshot replaces everything', () => {
  const first = rowsOf(row('1@0', 'received', 3), row('2@0', 'received', 4));
  const changed = applyUpdate(first, update(false, row('1@0', 'received', 5)));
  expect(foldFigure(changed, [a, b], 'received').value).toBe(9);
  expect(
    foldFigure(applyUpdate(changed, update(true, row('2@0', 'received', 1))), [a, b], 'received').value,
  ).toBe(1);
  expect(foldFigure(first, [a, b], 'received').value).toBe(7);
});

test('every number says from how many units of how many; one that does not report is never a zero in it', () => {
  const rows = rowsOf(row('1@0', 'received', 3), row('2@0', 'received', 0, { unitsComplete: 0 }));
  expect(foldFigure(rows, [a, b, silent], 'received')).toMatchObject({ value: 3, complete: 1, total: 2 });
  expect(foldFigure(rows, [silent], 'received')).toMatchObject({ total: 0, known: false });
});

test('a sum is as old as its oldest part, and unknown when one part is', () => {
  const older = row('1@0', 'received', 3, { asOf: '2025-06-30T02:00:00.5Z' });
  const newer = row('2@0', 'received', 3, { asOf: '2025-06-30T02:00:01Z' });
  expect(foldFigure(rowsOf(older, newer), [a, b], 'received').asOf).toBe('2025-06-30T02:00:00.5Z');
  const { asOf: _, ...unknown } = newer;
  expect(foldFigure(rowsOf(older, unknown), [a, b], 'received').asOf).toBeUndefined();
});

test('one stale or marked part makes the sum so', () => {
  const rows = rowsOf(row('1@0', 'received', 3), row('2@0', 'received', 3, { stale: true, marked: true }));
  expect(foldFigure(rows, [a, b], 'received')).toMatchObject({ stale: true, silent: [b], marked: true });
  expect(foldFigure(rows, [a], 'received')).toMatchObject({ stale: false, silent: [], marked: false });
});

test('a ratio is computed from its parts and never averaged', () => {
  const rows = rowsOf(
    row('1@0', 'finished_early', 1),
    row('1@0', 'finished_on_time', 0),
    row('1@0', 'finished_late', 0),
    row('2@0', 'finished_early', 0),
    row('2@0', 'finished_on_time', 1),
    row('2@0', 'finished_late', 98),
  );
  expect(foldOnTime(rows, [a, b])).toMatchObject({ inTime: 2, value: 100 });
});

test('communes are found under their district, and straight under the province where there is none', () => {
  const district = unit('9@0', '46@0', 'district');
  const direct = unit('5@0', '46@0');
  const groups = groupsOf([unit('46@0', '', 'province'), district, direct, a, b], '46@0');
  expect(groups.map(({ unit: one, communes }) => [one.key, communes.map(({ key }) => key)])).toEqual([
    ['9@0', ['1@0', '2@0']],
    ['5@0', ['5@0']],
  ]);
});

test('groups that report stand first, each kind in its order', () => {
  const group = (name: string, commune: Unit) => ({
    unit: unit(name, '46@0', 'district'),
    communes: [commune],
  });
  const groups = [group('x', silent), group('y', b), group('z', unit('4@0', 'z')), group('w', a)];
  const rows = rowsOf(row('1@0', 'received', 0), row('2@0', 'received', 4));
  expect(reportingFirst(rows, groups).map(({ unit: one }) => one.key)).toEqual(['y', 'w', 'x', 'z']);
});

test('a day without a row is a zero of the chart', () => {
  const rows = [
    row('9@0', 'received', 4, { day: '2025-06-29' }),
    row('8@0', 'received', 4, { day: '2025-06-30' }),
  ];
  expect(dailyValues(rows, '9@0', ['received'], ['2025-06-29', '2025-06-30'])).toEqual([4, 0]);
});
