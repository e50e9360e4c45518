import { expect, test } from '@jest/globals';
import type { ExplainedFact } from '../api/operations.ts';
import { standingOf } from './facts.ts';

let next = 0;
const fact = (code: string, value?: number, cancelled = false): ExplainedFact => {
  next += 1;
  return {
    eventType: 'onestop.dossier.received.v1',
    day: '2025-06-25',
    reference: { kind: 'dossier', code },
    ...(value === undefined ? {} : { value: String(value) }),
    cancelled,
    eventId: `e${next}`,
  };
};

test('behind a stock stand the dossiers that came and did not go', () => {
  const facts = [
    fact('A', 1),
    fact('B', 1),
    fact('C', 1, true),
    fact('B', -1),
    fact('D', 1),
    fact('D', -1),
    fact('E'),
  ];
  const { standing, gone } = standingOf(facts);
  expect(standing.map(({ code, value }) => [code, value])).toEqual([['A', 1]]);
  expect(gone).toBe(3);
});
