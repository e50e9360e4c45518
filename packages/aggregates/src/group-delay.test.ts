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

/** One waits, and others join it so many milliseconds later. @returns how long the first waited for the write. */
async function write(...others: number[]): Promise<number> {
  const from = performance.now();
  delay.joined(1);
  let isDue = false;
  const due = delay.due().then(() => {
    isDue = true;
  });
  await jest.advanceTimersByTimeAsync(0);
  for (const [index, at] of others.entries()) {
    if (isDue) break;
    await jest.advanceTimersByTimeAsync(from + at - performance.now());
    if (!isDue) delay.joined(index + 2);
  }
  while (!isDue) await jest.advanceTimersToNextTimerAsync();
  await due;
  delay.began(0);
  return performance.now() - from;
}

test('the first write and one after a rest wait for nobody', async () => {
  expect(await write()).toBe(0);
  jest.advanceTimersByTime(50);
  expect(await write()).toBe(0);
});

test('while others keep coming, writes begin at a steady distance', async () => {
  await write();
  jest.advanceTimersByTime(20);
  for (let n = 0; n < 20; n += 1) {
    expect(await write(20)).toBe(30);
    jest.advanceTimersByTime(20);
  }
});

test('when enough wait they go at once', async () => {
  await write();
  expect(await write(1, 2, 3, 4, 5, 6, 7)).toBe(7);
});

test.each([
  ['one after the other', []],
  ['four side by side', [1, 1, 2]],
])('who sends the next one after an answer waits ever more seldom: %s', async (_, others) => {
  await write();
  const waits: number[] = [];
  for (let n = 0; n < 1_000; n += 1) waits.push(await write(...others));
  expect(waits.filter((waited) => waited > 10).length).toBeLessThan(12);
});
