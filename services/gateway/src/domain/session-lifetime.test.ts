import { absoluteMs, endOf, idleMs, isOver, shouldRenew, shouldTouch } from './session-lifetime.ts';

test('a session ends 8 hours after the last act and 12 hours after its beginning, whichever comes first', () => {
  expect(endOf({ createdAt: 0, seenAt: 0 })).toBe(idleMs);
  expect(endOf({ createdAt: 0, seenAt: 7 * 3_600_000 })).toBe(absoluteMs);
  expect(isOver({ createdAt: 0, seenAt: 0 }, idleMs - 1)).toBe(false);
  expect(isOver({ createdAt: 0, seenAt: 0 }, idleMs)).toBe(true);
});

test('acting is written at most once a minute, tokens are renewed a minute before they end', () => {
  expect(shouldTouch({ createdAt: 0, seenAt: 0 }, 59_999)).toBe(false);
  expect(shouldTouch({ createdAt: 0, seenAt: 0 }, 60_000)).toBe(true);
  expect(shouldRenew(120_000, 60_000)).toBe(false);
  expect(shouldRenew(120_000, 60_001)).toBe(true);
});
