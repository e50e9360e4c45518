import { afterFailure, type Failures, forgetAfterMs, perUser, waitAfter, waitLeft } from './throttle.ts';

test('five wrong passwords are free, then each doubles the wait up to a quarter of an hour', () => {
  expect([0, 4, 5, 6, 7, 9, 10, 1_000].map((count) => waitAfter(count, perUser) / 1_000)).toEqual([
    0, 0, 30, 60, 120, 480, 900, 900,
  ]);
});

test('the wait runs from the last failure and ends', () => {
  let failures: Failures | undefined;
  for (let at = 0; at < 5; at += 1) {
    expect(waitLeft(failures, perUser, at)).toBe(0);
    failures = afterFailure(failures, at);
  }
  expect(waitLeft(failures, perUser, 5)).toBe(29_999);
  expect(waitLeft(failures, perUser, 4 + 30_000)).toBe(0);
});

test('failures are forgotten after an hour', () => {
  const old = { count: 20, lastAt: 0 };
  expect(waitLeft(old, perUser, forgetAfterMs)).toBe(0);
  expect(afterFailure(old, forgetAfterMs)).toEqual({ count: 1, lastAt: forgetAfterMs });
});

test('a clock that was set back makes nobody wait longer than the rule', () => {
  expect(waitLeft({ count: 3, lastAt: 1_000_000 }, perUser, 0)).toBe(0);
  expect(waitLeft({ count: 5, lastAt: 1_000_000 }, perUser, 0)).toBe(30_000);
});
