import { expect, test } from '@jest/globals';
import { toCsv } from './csv.ts';

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
