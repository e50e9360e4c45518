import { expect, test } from '@jest/globals';
import { Refusal } from '@lienthong/domain';
import { handedInBefore } from './handed-in-before.ts';

const now = Date.parse('2025-07-01T08:10:40+07:00');
const minutes = 60_000;
const days = 86_400_000;

test('case 6: the term of what was handed in without the site counts from when it was handed in', () => {
  const evening = Date.parse('2025-06-30T16:55:00+07:00');
  expect(handedInBefore(evening, now, 7)).toBe(evening);
  expect(handedInBefore(now - 7 * days, now, 7)).toBe(now - 7 * days);
});

test('case 6: at a counter with a line the site’s own clock counts, whatever the way of the call and the device’s clock add', () => {
  for (const said of [undefined, now - 2 * minutes, now, now + 2 * minutes])
    expect(handedInBefore(said, now, 7)).toBeUndefined();
});

test.each([
  ['IN_FUTURE', now + 3 * minutes],
  ['TOO_LONG_AGO', now - 7 * days - 1],
  ['TOO_LONG_AGO', Number.NaN],
])('case 6: %s names the field and receives nothing', (rule, said) => {
  try {
    handedInBefore(said, now, 7);
  } catch (error) {
    expect((error as Refusal).fields).toMatchObject([{ field: 'handed_in_at', rule }]);
    return;
  }
  throw new Error('it was received');
});
