import { expect, test } from '@jest/globals';
import type { BoardLayout } from '../../api/directory.ts';
import type { Indicator } from '../../api/operations.ts';
import { codesByDay, codesOf, layoutOf, toneOf } from './layout.ts';

const indicator = (code: string): Indicator => ({
  code,
  version: 1,
  validFrom: '',
  validTo: '',
  owner: 'onestop',
  kind: 'INDICATOR_KIND_FLOW',
  aggregation: 'AGGREGATION_SUM',
  dimensions: [],
  decimals: 0,
  of: '',
  where: '',
  formula: '',
  parts: [],
});
const words = { vi: 'chữ', en: 'words' };
type Place = BoardLayout['tiles'][number];
const place = (code: string, note?: Partial<NonNullable<Place['note']>>): Place => ({
  indicator: code,
  label: { vi: code, en: code },
  colour: [],
  ...(note ? { note: { kind: 'KIND_PART', part: '', whole: '', ...note } } : {}),
});
const board: BoardLayout = {
  tiles: [
    place('a', { kind: 'KIND_DAY_BEFORE' }),
    place('b', { kind: 'KIND_SHARE', whole: 'c' }),
    place('c', { kind: 'KIND_PARTS', part: 'd', whole: 'e', none: { vi: 'chưa', en: 'none' } }),
  ],
  columns: [place('a'), place('b')],
  daily: place('a'),
  trend: { title: words, days: 14, series: [place('a'), place('f')] },
  scheme: { title: words, indicator: 'b', colour: [], good: words, late: words },
  splits: [{ dimension: 'field', label: words, values: [] }],
};
const all = ['a', 'b', 'c', 'd', 'e', 'f'];
const layoutWithout = (...gone: string[]) =>
  layoutOf(board, all.filter((code) => !gone.includes(code)).map(indicator));

test('a board asks for what it shows, today and by day', () => {
  const layout = layoutWithout();
  expect(codesOf(layout)).toEqual(all);
  expect(codesByDay(layout)).toEqual(['a', 'f']);
});

test('what names a code that the catalogue does not know is passed over, the rest stays', () => {
  const layout = layoutWithout('b', 'd');
  expect(layout.tiles.map(({ indicator: { code }, note }) => [code, note?.kind])).toEqual([
    ['a', 'day_before'],
    ['c', undefined],
  ]);
  expect(layout.columns.map((one) => one.indicator.code)).toEqual(['a']);
  expect(layout.scheme).toBeUndefined();
  const empty = layoutOf(board, []);
  expect([codesOf(empty), codesByDay(empty), empty.daily]).toEqual([[], [], undefined]);
});

test('a number has the tone of the last step that it reaches, an unknown one has none', () => {
  const colour = [
    { from: 0, tone: 'TONE_GOOD' as const },
    { from: 10, tone: 'TONE_LATE' as const },
  ];
  expect([-1, 0, 9, 10, 99, undefined].map((value) => toneOf(value, colour))).toEqual([
    undefined,
    'good',
    'good',
    'late',
    'late',
    undefined,
  ]);
});
