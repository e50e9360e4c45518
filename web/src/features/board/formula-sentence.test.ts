import { expect, test } from '@jest/globals';
import type { ExplainedLine, Indicator } from '../../api/operations.ts';
import { formulaSentence } from './formula-sentence.ts';

const indicator = (code: string, name: string, more: Partial<Indicator> = {}): Indicator => ({
  code,
  version: 1,
  validFrom: '',
  validTo: '',
  owner: '',
  kind: 'INDICATOR_KIND_FLOW',
  aggregation: 'AGGREGATION_SUM',
  dimensions: [],
  decimals: 0,
  names: { vi: name, en: name },
  of: '',
  where: '',
  formula: '',
  parts: [],
  ...more,
});
const parts = [indicator('good', 'Xong trong hạn'), indicator('all', 'Xử lý xong')];
const line = (code: string, value?: number): ExplainedLine => ({
  kind: 'LINE_KIND_PART',
  unit: '',
  unitName: '',
  day: '',
  marked: false,
  facts: 0,
  digest: '',
  rev: 0,
  unitsComplete: 0,
  unitsTotal: 0,
  stale: false,
  indicator: code,
  ...(value === undefined ? {} : { value }),
});
const rate = { formula: '100.0 * good / all', unit: { vi: '%', en: '%' }, decimals: 1 };
const sentence = (good: number | undefined, all: number | undefined, value: number | undefined, of = rate) =>
  formulaSentence('vi', of, {
    parts,
    lines: [line('good', good), line('all', all)],
    ...(value === undefined ? {} : { value }),
  });

test('U31: a ratio is explained by its own numbers, as one would say it', () => {
  expect(sentence(285, 285, 1000)).toBe('285 xong trong hạn : 285 xử lý xong = 100%');
  expect(sentence(1_000, 1_200, 833)).toBe('1.000 xong trong hạn : 1.200 xử lý xong = 83,3%');
});

test('U31: what is unknown, or decided by cases, is no sentence', () => {
  expect(sentence(undefined, 2, undefined)).toBeUndefined();
  expect(sentence(0, 0, 0, { ...rate, formula: 'all == 0.0 ? 0.0 : good / all' })).toBeUndefined();
});
