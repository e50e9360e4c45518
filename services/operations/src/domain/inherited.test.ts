import { dimensionsOf } from '@lienthong/domain';
import type { Cell } from './cell.ts';
import { inheritedParts } from './inherited.ts';

const counter = (value: number) => ({
  indicator: 'received',
  dimensions: dimensionsOf({ field: 'justice', channel: 'counter' }),
  carriedBy: '' as const,
  value,
});
const cell = (day: string, value: number, facts: number, inherited?: Cell['inherited']): Cell => ({
  source: 'tally',
  unit: '20116@0',
  day,
  counters: [counter(value)],
  facts,
  digest: '',
  ...(inherited ? { inherited } : {}),
  rev: 1,
  tag: '00',
  broke: 0,
  lifted: 0,
});
const of = (site: string, value: number) => ({ site, counters: [counter(value)], facts: value });
const sum = (counters: readonly { value: number }[]) => counters.reduce((all, { value }) => all + value, 0);

describe('a number whose facts are not all at the unit’s site adds up with what it inherited', () => {
  test.each<[string, Cell[], { day: string; facts: number }[], ReturnType<typeof inheritedParts>]>([
    ['nothing is inherited', [cell('2025-06-28', 2, 2)], [{ day: '2025-06-28', facts: 2 }], []],
    [
      'a day holds both, and another site’s days are one part',
      [
        cell('2025-06-28', 5, 2, of('s20116', 3)),
        cell('2025-06-27', 4, 0, of('s20116', 4)),
        cell('2025-06-29', 1, 0, of('s20125', 1)),
      ],
      [
        { day: '2025-06-27', facts: 0 },
        { day: '2025-06-28', facts: 2 },
        { day: '2025-06-29', facts: 0 },
      ],
      [
        { site: 's20116', value: 7, facts: 7, firstDay: '2025-06-27', lastDay: '2025-06-28' },
        { site: 's20125', value: 1, facts: 1, firstDay: '2025-06-29', lastDay: '2025-06-29' },
      ],
    ],
    [
      'nobody has decided about a former owner’s day: the unit’s site has no word of it',
      [cell('2025-06-28', 2, 2), cell('2025-06-29', 1, 1)],
      [{ day: '2025-06-29', facts: 1 }],
      [{ site: '', value: 2, facts: 2, firstDay: '2025-06-28', lastDay: '2025-06-28' }],
    ],
    ['what adds nothing to this number is left out', [cell('2025-06-28', 0, 3)], [], []],
  ])('%s', (_what, cells, told, parts) => {
    expect(inheritedParts(cells, told, sum)).toEqual(parts);
  });
});
