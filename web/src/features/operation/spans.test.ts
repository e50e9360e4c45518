import { expect, test } from '@jest/globals';
import { spanWords } from './spans.ts';
import { inLanguage } from './words.ts';

test.each([
  [5 * 60_000, '5 phút'],
  [59.6 * 60_000, '1 giờ'],
  [26.5 * 3_600_000, '1 ngày 2 giờ'],
  [3 * 86_400_000 + 5 * 60_000, '3 ngày 5 phút'],
  [1_000, '0 phút'],
])('%d ms is %s', (ms, words) => {
  expect(spanWords(inLanguage('vi'), ms)).toBe(words);
});
