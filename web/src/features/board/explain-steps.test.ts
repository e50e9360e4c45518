import { expect, test } from '@jest/globals';
import type { ExplainRequest } from '../../api/operations.ts';
import { inReadingOrder, isPlainZero, type Line, openingYear, openLine } from './explain-steps.ts';

const line = (kind: Line['kind'], change: Partial<Line> = {}): Line => ({
  kind,
  unit: '20116@0',
  unitName: 'Xã Vinh Hưng',
  day: '',
  indicator: '',
  value: 1,
  marked: false,
  facts: 0,
  digest: '',
  rev: 0,
  unitsComplete: 1,
  unitsTotal: 1,
  stale: false,
  ...change,
});
const asked: ExplainRequest = {
  selection: { unit: '482@0', from: '2025-06-30', to: '2025-06-30', hierarchyDate: '2025-06-30' },
  indicator: 'overdue',
  judgedOn: '2025-06-30',
};

test('a line is opened by the one change that its kind names', () => {
  const { selection } = asked;
  expect(openLine(asked, line('LINE_KIND_UNIT'))).toEqual({
    ...asked,
    selection: { ...selection, unit: '20116@0' },
  });
  expect(openLine(asked, line('LINE_KIND_COUNTING_UNIT'))).toEqual({ ...asked, countingUnit: '20116@0' });
  expect(openLine(asked, line('LINE_KIND_PART', { indicator: 'pending' }))).toEqual({
    ...asked,
    indicator: 'pending',
  });
  const opening = line('LINE_KIND_OPENING', { day: '2024-12-31' });
  expect(openLine(asked, opening)).toEqual({
    ...asked,
    selection: { ...selection, from: '2024-12-31', to: '2024-12-31' },
  });
  expect(openingYear(opening)).toBe(2025);
  expect(openLine(asked, line('LINE_KIND_DAY', { day: '2025-06-12' }))).toEqual({
    ...asked,
    day: '2025-06-12',
  });
});

test('what was before stands before the days, the last day first; the largest unit first', () => {
  const days = [
    line('LINE_KIND_DAY', { day: '2025-06-11', value: 9 }),
    line('LINE_KIND_DAY', { day: '2025-06-12' }),
    line('LINE_KIND_OPENING', { day: '2024-12-31' }),
  ];
  expect(inReadingOrder(days).map(({ day }) => day)).toEqual(['2024-12-31', '2025-06-12', '2025-06-11']);
  const units = [
    line('LINE_KIND_UNIT', { unitName: 'Xã Vinh Mỹ', value: 2 }),
    line('LINE_KIND_UNIT', { unitName: 'Xã Lộc An', value: 2 }),
    line('LINE_KIND_UNIT', { unitName: 'Xã Vinh Hưng', value: 10 }),
  ];
  expect(inReadingOrder(units).map(({ unitName }) => unitName)).toEqual([
    'Xã Vinh Hưng',
    'Xã Lộc An',
    'Xã Vinh Mỹ',
  ]);
});

test('the parts of a formula stay in its order', () => {
  const parts = ['b', 'a'].map((indicator) => line('LINE_KIND_PART', { indicator, value: 1 }));
  expect(inReadingOrder(parts).map(({ indicator }) => indicator)).toEqual(['b', 'a']);
});

test('a zero is put aside only when it can be believed', () => {
  const zero = (change: Partial<Line>) => line('LINE_KIND_COUNTING_UNIT', { value: 0, ...change });
  expect(isPlainZero(zero({}))).toBe(true);
  const { value: _, ...unknown } = zero({});
  expect(isPlainZero(unknown)).toBe(false);
  for (const change of [{ stale: true }, { marked: true }, { unitsComplete: 0 }, { value: -1 }])
    expect(isPlainZero(zero(change))).toBe(false);
  expect(isPlainZero(line('LINE_KIND_DAY', { value: 0 }))).toBe(false);
});
