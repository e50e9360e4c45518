import { describe, expect, test } from '@jest/globals';
import { progressOf, type Standing } from './progress.ts';

const now = Date.parse('2025-06-30T03:00:00Z');
const standing = (change: Partial<Standing>): Standing => ({
  now,
  comparing: false,
  historyMissing: false,
  refused: false,
  seenThrough: now - 1_000,
  oldestDeadLetter: undefined,
  previous: undefined,
  ...change,
});

describe('"complete as of"', () => {
  test('is what was seen through to the end, and current while that is recent', () => {
    expect(progressOf(standing({}))).toEqual({ asOf: now - 1_000, reason: 'current' });
    expect(progressOf(standing({ seenThrough: now - 60_000 }))).toEqual({
      asOf: now - 60_000,
      reason: 'catching_up',
    });
  });

  test('is unknown while exchange refuses a tally: what it lacks may be of any time', () => {
    expect(progressOf(standing({ refused: true, previous: now }))).toEqual({
      asOf: undefined,
      reason: 'catching_up',
    });
  });

  test('is unknown while days are missing here that others hold', () => {
    expect(progressOf(standing({ historyMissing: true, previous: now }))).toEqual({
      asOf: undefined,
      reason: 'history_missing',
    });
  });

  test('stands before the oldest dead letter until it is gone', () => {
    const dead = now - 3_600_000;
    expect(progressOf(standing({ oldestDeadLetter: dead }))).toEqual({
      asOf: dead - 1,
      reason: 'dead_letter',
    });
    expect(progressOf(standing({ oldestDeadLetter: dead, previous: dead - 1 })).asOf).toBe(dead - 1);
    expect(progressOf(standing({ previous: dead - 1 })).asOf).toBe(now - 1_000);
  });

  test('does not advance while the start comparison runs, and is unknown when nothing was told before', () => {
    expect(progressOf(standing({ comparing: true }))).toEqual({ asOf: undefined, reason: 'comparing' });
    expect(progressOf(standing({ comparing: true, previous: now - 5_000 }))).toEqual({
      asOf: now - 5_000,
      reason: 'comparing',
    });
  });

  test('never goes back because a later round saw less', () => {
    expect(progressOf(standing({ seenThrough: now - 9_000, previous: now - 2_000 })).asOf).toBe(now - 2_000);
  });

  test('is never beyond now', () => {
    expect(progressOf(standing({ seenThrough: now + 60_000 })).asOf).toBe(now);
  });
});
