import { expect, test } from '@jest/globals';
import { toCsv } from './csv.ts';
import { axisWidth, niceCeiling } from './scale.ts';

test('U32: a table opens in a spreadsheet with its Vietnamese letters', () => {
  expect(
    toCsv([
      ['Ngày', 'Tiếp nhận'],
      ['2025-06-30', '5'],
    ]),
  ).toBe('\uFEFFNgày;Tiếp nhận\r\n2025-06-30;5\r\n');
});

test('quotes, semicolons and line breaks stay in their cell, and no cell begins a formula', () => {
  expect(toCsv([['a"b', 'c;d', '1,5', 'e\nf', '=1+1', '-5', '-x']])).toBe(
    '\uFEFF"a""b";"c;d";1,5;"e\nf";\'=1+1;-5;\'-x\r\n',
  );
});

test.each([
  [1, 2],
  [2, 2],
  [3, 4],
  [7, 8],
  [95, 100],
  [101, 200],
  [1234, 2000],
])('bars up to %i stand under an axis to %i, whose half is a whole number', (value, ceiling) => {
  expect(niceCeiling(value)).toBe(ceiling);
});

test('U7, case 13: the axis has room for its widest figure', () => {
  expect(axisWidth(['0', '500', '1.000'], 7)).toBe(35);
  expect(axisWidth(['0', '5', '10'], 7)).toBe(14);
});
