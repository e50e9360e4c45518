import { expect, test } from '@jest/globals';
import type { Incident } from '../../api/incidents.ts';
import { countLines } from './count-lines.ts';

const incident = (unit: string): Incident => ({
  key: { channel: 'u2-tally-onestop', unit, id: '2025-06-16' },
  kind: 'marked',
  rev: 1,
  seen: '1:00',
  broke: 0,
  instances: [],
  jumpRev: 0,
  jumpHop: '',
  settledAt: '',
  held: 0,
  wanted: 0,
  heldAt: [],
  reachedRev: 0,
});
const incidents = { incidents: [incident('2@0'), incident('3@0')], isMore: false };
const undecided = [
  { unit: '4@0', channel: 'u2-tally-onestop', missingDays: ['2025-06-16'], missingTotal: 1, lostFacts: 2 },
];
const stranded = ['here', 'there'].map((site) => ({ site, unit: '5@0', records: 1, ids: [] }));

test('lines are counted as the page lists them', () => {
  expect(countLines({ incidents, undecided, stranded }, 'here')).toEqual({ least: 5, isExact: true });
});

test('a list that is not known hides none of what is, and the count is no more exact', () => {
  const known = { incidents, undecided, stranded };
  const least = { incidents: 3, undecided: 3, stranded: 4 };
  for (const [name, n] of Object.entries(least))
    expect(countLines({ ...known, [name]: undefined }, 'here')).toEqual({ least: n, isExact: false });
});

test('a list of incidents that was cut off counts as at least so many', () => {
  const cutOff = { incidents: { ...incidents, isMore: true }, undecided: [], stranded: [] };
  expect(countLines(cutOff, 'here')).toEqual({ least: 2, isExact: false });
});
