import { expect, test } from '@jest/globals';
import { toCsv } from './csv.ts';
import { niceCeiling } from './scale.ts';

test('a table opens in a spreadsheet with its Vietnamese letters', () => {
  expect(
    toCsv([
      ['Ngày', 'Tiếp nhận'],
      ['2025-06-30', '5'],
    ]),
  ).toBe('\uFEFFNgày,Tiếp nhận\r\n2025-06-30,5\r\n');
});

test('quotes, commas and line breaks stay in their cell, and no cell begins a formula', () => {
  expect(toCsv([['a"b', 'c,d', 'e\nf', '=1+1', '-5', '-x']])).toBe(
    '\uFEFF"a""b","c,d","e\nf",\'=1+1,-5,\'-x\r\n',
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
