import { expect, test } from '@jest/globals';
import type { Incident } from '../api/exchange.ts';
import { groupIncidents } from './group-incidents.ts';

const incident = (kind: string, unit: string, id: string): Incident => ({
  key: { channel: 'u2-tally-onestop', unit, id },
  kind,
  rev: '1',
  seenRev: '1',
  broke: '0',
  words: '',
  jumpRev: '0',
  jumpHop: '',
});

test('one restore is one decision for a unit, however many days it marked; nothing else is decided together', () => {
  const groups = groupIncidents([
    incident('marked', '2@0', '2025-06-17'),
    incident('marked', '2@0', '2025-06-16'),
    incident('marked', '3@0', '2025-06-16'),
    incident('stub', '2@0', '2025-06-18'),
    incident('stub', '2@0', '2025-06-19'),
  ]);
  expect(groups.map((group) => group.map(({ key }) => `${key?.unit} ${key?.id}`))).toEqual([
    ['2@0 2025-06-16', '2@0 2025-06-17'],
    ['3@0 2025-06-16'],
    ['2@0 2025-06-18'],
    ['2@0 2025-06-19'],
  ]);
});
