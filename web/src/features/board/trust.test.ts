import { expect, test } from '@jest/globals';
import type { Freshness } from '../../api/operations.ts';
import { trustByUnit } from './trust.ts';

const of = (unit: string, reason: Freshness['reason'], more: Partial<Freshness> = {}): Freshness => ({
  unit,
  unitName: '',
  site: '',
  reason,
  stale: false,
  marked: false,
  channel: '',
  ...more,
});

test('a unit is trusted as its worst source, and complete up to the earliest', () => {
  const units = trustByUnit([
    of('1@0', 'FRESHNESS_REASON_CURRENT', { completeAsOf: '2025-06-30T02:00:00Z' }),
    of('1@0', 'FRESHNESS_REASON_BEHIND', { completeAsOf: '2025-06-30T01:00:00Z' }),
    of('2@0', 'FRESHNESS_REASON_CURRENT', { completeAsOf: '2025-06-30T02:00:00Z' }),
    of('2@0', 'FRESHNESS_REASON_CATCHING_UP'),
  ]);
  expect(units.get('1@0')).toMatchObject({ trust: 'doubtful', completeAsOf: '2025-06-30T01:00:00Z' });
  expect(units.get('2@0')).toMatchObject({ trust: 'passing', completeAsOf: undefined });
});

test('what the server calls stale is stale; a unit that sends nothing is not', () => {
  const units = trustByUnit([
    of('1@0', 'FRESHNESS_REASON_TWIN', { stale: true }),
    of('2@0', 'FRESHNESS_REASON_LINK_DOWN', { stale: true }),
    of('3@0', 'FRESHNESS_REASON_NOT_REPORTING', { stale: true }),
    of('4@0', 'FRESHNESS_REASON_CURRENT'),
  ]);
  expect([...units.values()].map(({ trust }) => trust)).toEqual(['stale', 'stale', 'none', 'current']);
});
