import { expect, test } from '@jest/globals';
import { Refusal } from '@lienthong/domain';
import { receiptTimeOf } from './receipt-time.ts';

const now = Date.parse('2025-07-01T08:10:40+07:00');
const minutes = 60_000;
const days = 86_400_000;

test('case 6: what was handed in without the site is received when it was handed in, and marked with when the site took it in', () => {
  const evening = Date.parse('2025-06-30T16:55:00+07:00');
  expect(receiptTimeOf(evening, now, 7)).toEqual({ at: evening, recordedAt: now });
  expect(receiptTimeOf(now - 7 * days, now, 7)).toEqual({ at: now - 7 * days, recordedAt: now });
});

test('case 6: at a counter with a line the site’s own clock counts, whatever the way of the call and the device’s clock add', () => {
  for (const said of [undefined, now - 2 * minutes, now, now + 2 * minutes])
    expect(receiptTimeOf(said, now, 7)).toEqual({ at: now });
});

test.each([
  ['IN_FUTURE', now + 3 * minutes],
  ['TOO_LONG_AGO', now - 7 * days - 1],
])('case 6: %s names the field and receives nothing', (rule, said) => {
  try {
    receiptTimeOf(said, now, 7);
  } catch (error) {
    expect((error as Refusal).fields).toMatchObject([{ field: 'handed_in_at', rule }]);
    return;
  }
  throw new Error('it was received');
});
