import { expect, test } from '@jest/globals';
import type { ExplainedFact } from '../../api/operations.ts';
import { standingOf } from './facts.ts';

let next = 0;
const fact = (code: string, value?: number, cancelled = false, kind = 'dossier'): ExplainedFact => {
  next += 1;
  return {
    eventType: 'onestop.dossier.received.v1',
    day: '2025-06-25',
    reference: { kind, code },
    ...(value === undefined ? {} : { value }),
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
  expect(standing.map(({ last, value }) => [last.reference?.code, value])).toEqual([['A', 1]]);
  expect(gone).toBe(3);
});

test('things of two kinds that share a code, and events about nothing that has one, are each counted by themselves', () => {
  const shared = [fact('A', 1), fact('A', -1, false, 'licence')];
  expect(standingOf(shared)).toMatchObject({ standing: [{ value: 1 }, { value: -1 }], gone: 0 });
  expect(standingOf([fact('', 1), fact('', -1)])).toMatchObject({
    standing: [{ value: 1 }, { value: -1 }],
    gone: 0,
  });
});
