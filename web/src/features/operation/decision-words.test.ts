import { expect, test } from '@jest/globals';
import type { Decision } from '../../api/decisions.ts';
import { decisionWords } from './decision-words.ts';
import { inLanguage } from './words.ts';

const naming = {
  t: inLanguage('vi'),
  siteName: (site: string): string => `site ${site}`,
  unitName: (unit: string): string => `unit ${unit}`,
};
const decision = (more: Partial<Decision>): Decision => ({
  at: '2025-07-01T00:00:00Z',
  by: 'p',
  kind: 'lost_facts',
  action: 'lost_facts',
  reason: 'đã xem',
  unit: '2@0',
  channel: 'u2-tally-onestop',
  about: ['A'],
  count: 1,
  ...more,
});

test('a decision about lost facts or missing history names the service that they are of', () => {
  const about = (more: Partial<Decision>): string => decisionWords(decision(more), naming).about;
  expect(about({})).toBe('Một cửa · A');
  expect(about({ channel: 'u2-tally-licences' })).toBe('licences · A');
  expect(about({ kind: 'history_missing', about: ['2025-07-01'] })).toBe('Một cửa · 01/07/2025');
  expect(about({ kind: 'twin', channel: '', about: ['s1'] })).toBe('site s1');
});
