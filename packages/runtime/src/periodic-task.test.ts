import { jest } from '@jest/globals';
import { createPeriodicTask } from './periodic-task.ts';

const pauseMs = 100;

/** Rounds that end when they are told to. */
function createRounds() {
  const ends: (() => void)[] = [];
  return {
    round: () => new Promise<void>((resolve) => void ends.push(resolve)),
    count: () => ends.length,
    endLast: () => ends.at(-1)?.(),
  };
}

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

test('the first round begins with the start, each other one a pause after the end of the one before', async () => {
  const rounds = createRounds();
  createPeriodicTask({ round: rounds.round, pauseMs }).start();
  await jest.advanceTimersByTimeAsync(10 * pauseMs);
  expect(rounds.count()).toBe(1);
  rounds.endLast();
  await jest.advanceTimersByTimeAsync(pauseMs - 1);
  expect(rounds.count()).toBe(1);
  await jest.advanceTimersByTimeAsync(1);
  expect(rounds.count()).toBe(2);
});

test('a stop waits for the round under way, and no other begins', async () => {
  const rounds = createRounds();
  const task = createPeriodicTask({ round: rounds.round, pauseMs });
  task.start();
  let isStopped = false;
  const stopping = task.stop().then(() => {
    isStopped = true;
  });
  await jest.advanceTimersByTimeAsync(pauseMs);
  expect(isStopped).toBe(false);
  rounds.endLast();
  await stopping;
  await jest.advanceTimersByTimeAsync(10 * pauseMs);
  expect(rounds.count()).toBe(1);
});

test('a task that is stopped before its first round begins none', async () => {
  const rounds = createRounds();
  const task = createPeriodicTask({ round: rounds.round, pauseMs, firstAfterMs: pauseMs });
  task.start();
  await task.stop();
  await jest.advanceTimersByTimeAsync(10 * pauseMs);
  expect(rounds.count()).toBe(0);
});
