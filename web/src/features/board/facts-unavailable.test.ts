import { expect, test } from '@jest/globals';
import { whyUnavailable } from './facts-unavailable.ts';
import { inLanguage } from './words.ts';

const t = inLanguage('vi');

test('a site that told no facts is said to be silent since when it was last heard', () => {
  const silent = {
    factsUnavailable: 'FACTS_UNAVAILABLE_UNREACHABLE',
    silentSince: '2025-06-28T01:05:00Z',
  } as const;
  expect(whyUnavailable(t, silent)).toBe('không liên lạc được từ 08:05 28/06');
  expect(whyUnavailable(t, { factsUnavailable: 'FACTS_UNAVAILABLE_UNREACHABLE' })).toBe(
    'chưa liên lạc được lần nào',
  );
  expect(whyUnavailable(t, { factsUnavailable: 'FACTS_UNAVAILABLE_BUSY' })).toMatch(/thử lại sau$/);
  expect(whyUnavailable(t, { factsUnavailable: 'FACTS_UNAVAILABLE_UNSPECIFIED' })).toBeUndefined();
});
