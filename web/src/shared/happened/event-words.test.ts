import { expect, test } from '@jest/globals';
import { eventKey } from './event-words.ts';

test.each([
  ['onestop.dossier.returned.v1', 'event.onestop.dossier.returned'],
  ['onestop.dossier.returned.v2', 'event.onestop.dossier.returned'],
  ['library.book.returned.v1', 'event.other'],
  ['onestop.receipt.returned.v1', 'event.other'],
  ['other', 'event.other'],
  ['', 'event.other'],
])('an event has the words of its own service and aggregate: %s', (type, key) => {
  expect(eventKey(type)).toBe(key);
});
