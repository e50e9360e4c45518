import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { createGroupDelay, type GroupDelay } from './group-delay.ts';

let delay: GroupDelay;

beforeEach(() => {
  jest.useFakeTimers();
  delay = createGroupDelay();
});
afterEach(() => {
  jest.useRealTimers();
});

/** Begins a write with so many that wait for it. @returns how long they waited. */
async function write(count: number, meanwhile: () => void = () => undefined): Promise<number> {
  const from = performance.now();
  delay.waiting(count);
  const due = delay.due();
  meanwhile();
  await jest.advanceTimersToNextTimerAsync();
  await due;
  delay.waiting(0);
  delay.began(count);
  return performance.now() - from;
}

test('the first write and one after a rest wait for nobody', async () => {
  expect(await write(1)).toBe(0);
  jest.advanceTimersByTime(60);
  expect(await write(1)).toBe(0);
});

test('one that comes soon after another waits for more of its kind, at most the spacing of writes', async () => {
  await write(1);
  jest.advanceTimersByTime(20);
  expect(await write(2)).toBe(30);
});

test('when enough wait they go at once', async () => {
  await write(1);
  expect(await write(8)).toBe(0);
  expect(await write(1, () => delay.waiting(8))).toBe(0);
});

test('whoever sends one after the other waits once in vain, then not for a while', async () => {
  await write(1);
  expect(await write(1)).toBe(50);
  for (let n = 0; n < 16; n += 1) expect(await write(1)).toBe(0);
  expect(await write(1)).toBe(50);
});
