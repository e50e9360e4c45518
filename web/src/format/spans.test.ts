import { expect, test } from '@jest/globals';
import { fill } from '../i18n/translate.ts';
import { vi } from '../i18n/vi.ts';
import { spanWords } from './spans.ts';

test.each([
  [5 * 60_000, '5 phút'],
  [59.6 * 60_000, '1 giờ'],
  [26.5 * 3_600_000, '1 ngày 2 giờ'],
  [3 * 86_400_000 + 5 * 60_000, '3 ngày 5 phút'],
  [1_000, '0 phút'],
])('%d ms is %s', (ms, words) => {
  expect(spanWords((key, params) => fill('vi', vi[key], params), ms)).toBe(words);
});
