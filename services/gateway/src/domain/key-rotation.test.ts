import { keepForMs, keysInUse, needsNewKey, signForMs } from './key-rotation.ts';

test('a key signs for 90 days', () => {
  expect(needsNewKey([], 0)).toBe(true);
  expect(needsNewKey([{ createdAt: 0 }], signForMs - 1)).toBe(false);
  expect(needsNewKey([{ createdAt: 0 }], signForMs)).toBe(true);
});

test('S1: a replaced key stays published until every token that it signed has ended', () => {
  const keys = [{ createdAt: signForMs }, { createdAt: 0 }];
  expect(keysInUse(keys, signForMs + keepForMs - 1)).toEqual(keys);
  expect(keysInUse(keys, signForMs + keepForMs)).toEqual([keys[0]]);
});
