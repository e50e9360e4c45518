import { expect, test } from '@jest/globals';
import type { Incident } from '../../api/incidents.ts';
import { groupIncidents } from './group-incidents.ts';

const incident = (
  kind: Incident['kind'],
  unit: string,
  id: string,
  jumpHop = '',
  heldAt: string[] = [],
): Incident => ({
  key: { channel: 'u2-tally-onestop', unit, id },
  kind,
  rev: 1,
  seen: '1:00',
  broke: 0,
  instances: [],
  jumpRev: 0,
  jumpHop,
  settledAt: '',
  held: 0,
  wanted: 0,
  heldAt,
  reachedRev: 0,
});

test('one cause is one decision for a unit, however many days it touched; another unit, kind or neighbour is another', () => {
  const groups = groupIncidents([
    incident('marked', '2@0', '2025-06-17'),
    incident('marked', '2@0', '2025-06-16'),
    incident('marked', '3@0', '2025-06-16'),
    incident('stub', '2@0', '2025-06-18'),
    incident('stub', '2@0', '2025-06-19', '', ['Tỉnh']),
    incident('jump', '2@0', '2025-06-18', 'Huyện A'),
    incident('jump', '2@0', '2025-06-19', 'Huyện B'),
    incident('twin', '2@0', 's2'),
    incident('twin', '2@0', 's3'),
  ]);
  expect(groups.map((group) => group.map(({ key }) => `${key?.unit} ${key?.id}`))).toEqual([
    ['2@0 2025-06-16', '2@0 2025-06-17'],
    ['3@0 2025-06-16'],
    ['2@0 2025-06-18'],
    ['2@0 2025-06-19'],
    ['2@0 2025-06-18'],
    ['2@0 2025-06-19'],
    ['2@0 s2'],
    ['2@0 s3'],
  ]);
});
