import { afterFailure, type Failures, forgetAfterMs, slowedBy, waitAfter, waitLeft } from './throttle.ts';

test('five wrong secrets are free, then each doubles the wait up to a quarter of an hour', () => {
  expect([0, 4, 5, 6, 7, 9, 10, 1_000].map((count) => waitAfter(count) / 1_000)).toEqual([
    0, 0, 30, 60, 120, 480, 900, 900,
  ]);
});

test('the wait runs from the last failure and ends', () => {
  let failures: Failures | undefined;
  for (let at = 0; at < 5; at += 1) {
    expect(waitLeft(failures, at)).toBe(0);
    failures = afterFailure(failures, at);
  }
  expect(waitLeft(failures, 5)).toBe(29_999);
  expect(waitLeft(failures, 4 + 30_000)).toBe(0);
});

test('failures are forgotten after an hour', () => {
  const old = { count: 20, lastAt: 0 };
  expect(waitLeft(old, forgetAfterMs)).toBe(0);
  expect(afterFailure(old, forgetAfterMs)).toEqual({ count: 1, lastAt: forgetAfterMs });
});

test('a clock that was set back makes nobody wait longer than the rule', () => {
  expect(waitLeft({ count: 3, lastAt: 1_000_000 }, 0)).toBe(0);
  expect(waitLeft({ count: 5, lastAt: 1_000_000 }, 0)).toBe(30_000);
});

test('S7: a network with many failures is slowed, and never stopped', () => {
  expect([0, 30, 31, 40, 60, 1_000_000].map(slowedBy)).toEqual([0, 0, 100, 1_000, 3_000, 3_000]);
});
