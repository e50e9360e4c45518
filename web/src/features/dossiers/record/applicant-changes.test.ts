import { expect, test } from '@jest/globals';
import { applied, changedBy, clashes, kept, yielded } from './applicant-changes.ts';

const before = {
  identityNumber: '',
  name: 'Lê Thị A',
  phone: '',
  address: 'Thôn 2',
  ownerName: '',
  ownerIdentityNumber: '',
  summary: '',
};
const typed = changedBy(before, {}, { name: 'Lê Thị Á' });

test('a correction carries only what was changed, on what stands there by then', () => {
  const now = { ...before, phone: '0905123456' };
  expect(clashes(now, typed)).toEqual([]);
  expect(applied(now, typed)).toEqual({ ...now, name: 'Lê Thị Á' });
});

test('what is typed back is no change', () => {
  expect(changedBy(before, typed, { name: 'Lê Thị A' })).toEqual({});
});

test('where somebody else corrected the same field to something else, a person chooses', () => {
  const now = { ...before, name: 'Lê Thị Ả' };
  expect(clashes(now, typed)).toEqual(['name']);
  // Typing on does not hide it.
  expect(clashes(now, changedBy(now, typed, { name: 'Lê Thị Áo' }))).toEqual(['name']);
  expect(clashes(now, kept(now, typed))).toEqual([]);
  expect(applied(now, kept(now, typed)).name).toBe('Lê Thị Á');
  expect(yielded(now, typed)).toEqual({});
  expect(clashes({ ...before, name: 'Lê Thị Á' }, typed)).toEqual([]);
});
