import { Link } from '../src/domain/link.ts';

const epoch = Date.parse('2025-06-30T08:00:00Z');
const bytes = 2_000;

/** Two messages on their way at once, each answered after so many milliseconds. */
function pair(link: Link, at: number, answeredAfter: number): void {
  link.sent('a', bytes, at);
  link.sent('b', bytes, at);
  link.answered('a', at + answeredAfter, 0);
  link.answered('b', at + answeredAfter + 0.1, 0);
}

test.each([
  ['at the first words', []],
  ['after an hour of rest', [epoch]],
])('%s a fast line is not taken for a slow one', (_when, before) => {
  const link = new Link();
  for (const at of before) pair(link, at, 1);
  const at = epoch + 3_600_000;
  // A full window, so that the answers say what the line can do.
  for (let n = 0; n < 6; n += 1) link.sent(`m${n}`, bytes, at);
  for (let n = 0; n < 6; n += 1) link.answered(`m${n}`, at + 1 + n / 10, 0);
  expect(link.rate ?? Number.POSITIVE_INFINITY).toBeGreaterThan(1_000_000);
  expect(link.pause(bytes)).toBeLessThan(50);
});

test('on a line of 50 kbit/s one key’s puts use a twentieth of it', () => {
  const link = new Link();
  const perSecond = 6_250;
  let at = epoch;
  for (let n = 0; n < 20; n += 1) {
    for (let m = 0; m < 6; m += 1) link.sent(`m${n}-${m}`, bytes, at);
    for (let m = 0; m < 6; m += 1) {
      at += (bytes / perSecond) * 1_000;
      link.answered(`m${n}-${m}`, at, 0);
    }
  }
  expect(link.pause(bytes) / 1_000).toBeCloseTo(bytes / (0.05 * perSecond), 0);
});
