import { expect, test } from '@jest/globals';
import { type Decision, mergeDecisions } from '../../api/decisions.ts';
import { groupDecisions } from './group-decisions.ts';

const decision = (second: number, more: Partial<Decision> = {}): Decision => ({
  at: new Date(second * 1_000).toISOString(),
  by: 'p',
  kind: 'marked',
  action: 'lift',
  reason: 'đã xem',
  unit: '2@0',
  channel: 'u2-tally-onestop',
  about: [String(second)],
  count: 1,
  ...more,
});
const page = (isMore: boolean, ...seconds: number[]) => ({
  isMore,
  decisions: seconds.map((second) => decision(second)),
});
const secondsOf = ({ decisions }: { decisions: Decision[] }) =>
  decisions.map(({ about }) => Number(about[0]));

test('pages of several services are one list as far back as all of them have been read', () => {
  const merged = mergeDecisions([page(true, 9, 5), page(false, 8, 3), page(true, 7, 6)]);
  expect(secondsOf(merged)).toEqual([9, 8, 7, 6]);
  expect(Date.parse(merged.before ?? '')).toBe(6_000);
  expect(mergeDecisions([page(false, 2), page(false)])).toEqual({ decisions: [decision(2)] });
});

test('what one press decided of several records is one row; another reason, person or hour is another', () => {
  const rows = groupDecisions([
    decision(9_003),
    decision(9_002),
    decision(9_001, { reason: 'khác' }),
    decision(9_000, { by: 'q' }),
    decision(100, { by: 'q' }),
  ]);
  expect(rows.map(({ about, count }) => [about, count])).toEqual([
    [['9002', '9003'], 2],
    [['9001'], 1],
    [['9000'], 1],
    [['100'], 1],
  ]);
});
