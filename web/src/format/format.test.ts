import { expect, jest, test } from '@jest/globals';
import { newId } from '../shared/new-id.ts';
import { formatDateTime, formatDay, formatMoment, formatTime, weekdayOf } from './dates.ts';
import { formatCount } from './numbers.ts';
import { formatBytes, formatChange, formatPercent, formatScaled } from './scaled.ts';

test('times are told in Vietnam, wherever the browser stands', () => {
  expect(formatTime('2025-06-30T03:42:00Z')).toBe('10:42');
  expect(formatDateTime('2025-06-29T17:30:00.123Z')).toBe('00:30 30/06/2025');
  expect(formatDay('2025-06-30')).toBe('30/06/2025');
  expect(weekdayOf('2025-06-30', 'vi')).toBe('thứ Hai');
});

test('a moment of another day carries its day', () => {
  expect(formatMoment('2025-06-30T03:42:00Z', '2025-06-30')).toBe('10:42');
  expect(formatMoment('2025-06-29T03:42:00Z', '2025-06-30')).toBe('10:42 29/06');
});

test('numbers are written as in Vietnam; nothing to divide by is no figure', () => {
  expect(formatCount(1234567)).toBe('1.234.567');
  expect([1200, 0, -3].map((value) => formatChange(value))).toEqual(['+1.200', '0', '-3']);
  expect(formatPercent(29, 30)).toBe('96,7%');
  expect(formatPercent(0, 0)).toBe('–');
  expect(formatBytes(6250)).toBe('6,3 kB');
  expect(formatBytes(999)).toBe('999 B');
});

test('a format is made once, however many numbers are written with it', () => {
  const made = jest.spyOn(Intl, 'NumberFormat');
  const written = Array.from({ length: 100 }, (_, value) => formatScaled(value, 3));
  expect(written.slice(10, 13)).toEqual(['0,01', '0,011', '0,012']);
  expect(made).toHaveBeenCalledTimes(1);
  made.mockRestore();
});

test('U10: what is short of the whole is never shown as 100%', () => {
  expect(formatPercent(9_996, 10_000)).toBe('99,9%');
  expect(formatPercent(10_000, 10_000)).toBe('100%');
});

test('a command’s key is a UUIDv7 that sorts by its time', () => {
  const ids = [newId(1_750_000_000_000), newId(1_750_000_000_001), newId(1_750_000_000_256)];
  for (const id of ids)
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect([...ids].sort()).toEqual(ids);
  expect(newId(1_750_000_000_000)).not.toBe(newId(1_750_000_000_000));
});
