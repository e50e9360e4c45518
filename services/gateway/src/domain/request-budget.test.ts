import { afterRequest, requestsPerWindow, type Window, waitOf, windowMs } from './request-budget.ts';

const after = (count: number, at: number): Window => {
  let window: Window | undefined;
  for (let asked = 0; asked < count; asked += 1) window = afterRequest(window, at);
  return window ?? { began: at, count: 0 };
};

test('S3: what is beyond the budget waits to the end of its minute, and no longer', () => {
  const full = after(requestsPerWindow, 1_000);
  expect(waitOf(full, 1_000)).toBe(0);
  const over = afterRequest(full, 11_000);
  expect(waitOf(over, 11_000)).toBe(windowMs - 10_000);
  const later = afterRequest(over, 1_000 + windowMs);
  expect(waitOf(later, 1_000 + windowMs)).toBe(0);
});

test('a clock that was set back locks nobody out', () => {
  const over = after(requestsPerWindow + 1, 1_000_000);
  expect(waitOf(afterRequest(over, 5_000), 5_000)).toBe(0);
});
