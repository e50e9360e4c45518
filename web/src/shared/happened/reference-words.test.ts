import { expect, test } from '@jest/globals';
import { byReference, referenceName } from './reference-words.ts';
import { words } from './words.ts';

const t = words.in('vi');
const about = (kind: string, code: string, eventId: string) => ({ reference: { kind, code }, eventId });

test('events are about one thing when they share kind and code; without a code each is its own', () => {
  const events = [
    about('dossier', 'A', '1'),
    about('licence', 'A', '2'),
    about('dossier', 'A', '3'),
    about('', '', '4'),
    { eventId: '5' },
  ];
  expect(byReference(events).map((one) => one.events.map(({ eventId }) => eventId))).toEqual([
    ['1', '3'],
    ['2'],
    ['4'],
    ['5'],
  ]);
});

test('a thing is named by the word of its kind, and a kind that has none by a neutral one', () => {
  expect(referenceName(t, about('dossier', 'A', '1'))).toBe('Hồ sơ A');
  expect(referenceName(t, about('licence', 'A', '1'))).toBe('Đối tượng A');
  expect(referenceName(t, { eventId: '1' })).toBe('Sự kiện không có mã');
});
