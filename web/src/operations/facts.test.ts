import { expect, test } from '@jest/globals';
import type { ExplainedFact } from '../api/operations.ts';
import { contributionOf, standingOf } from './facts.ts';

const today = '2025-06-30';
let next = 0;
const fact = (
  code: string,
  pending: [carriedBy: string, value: number][],
  cancelled = false,
): ExplainedFact => {
  next += 1;
  return {
    eventType: 'onestop.dossier.received.v1',
    day: '2025-06-25',
    reference: { kind: 'dossier', code },
    contributions: pending.map(([carriedBy, value]) => ({
      indicator: 'pending',
      dimensions: [],
      carriedBy,
      value: String(value),
    })),
    cancelled,
    eventId: `e${next}`,
  };
};

test('a dossier is overdue when its due day lies before the day asked for, and suspended without one', () => {
  const late = fact('A', [['2025-06-29', 1]]);
  const onTheDay = fact('B', [['2025-06-30', 1]]);
  const waiting = fact('C', [['', 1]]);
  expect([late, onTheDay, waiting].map((one) => contributionOf(one, 'overdue', today))).toEqual([1, 0, 0]);
  expect([late, onTheDay, waiting].map((one) => contributionOf(one, 'suspended', today))).toEqual([0, 0, 1]);
  expect([late, onTheDay, waiting].map((one) => contributionOf(one, 'pending', today))).toEqual([1, 1, 1]);
});

test('behind a stock stand the dossiers that came and did not go', () => {
  const facts = [
    fact('A', [['2025-06-27', 1]]),
    fact('B', [['2025-06-27', 1]]),
    fact('C', [['2025-06-27', 1]], true),
    fact('B', [['2025-06-27', -1]]),
    fact('D', [['2025-06-27', 1]]),
    fact('D', [
      ['2025-06-27', -1],
      ['2025-07-03', 1],
    ]),
  ];
  const overdue = standingOf(facts, 'overdue', today);
  expect(overdue.standing.map(({ code, value }) => [code, value])).toEqual([['A', 1]]);
  expect(overdue.gone).toBe(2);
  expect(standingOf(facts, 'pending', today).standing.map(({ code }) => code)).toEqual(['A', 'D']);
});
