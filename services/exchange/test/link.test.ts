import { Link } from '../src/domain/link.ts';

const epoch = Date.parse('2025-06-30T08:00:00Z');
const bytes = 2_000;

/** Two messages on their way at once, each answered after so many milliseconds. */
function pair(link: Link, at: number, answeredAfter: number): void {
  link.sent('a', bytes, at, 2);
  link.sent('b', bytes, at, 2);
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
  for (let n = 0; n < 6; n += 1) link.sent(`m${n}`, bytes, at, 2);
  for (let n = 0; n < 6; n += 1) link.answered(`m${n}`, at + 1 + n / 10, 0);
  expect(link.rate ?? Number.POSITIVE_INFINITY).toBeGreaterThan(1_000_000);
  expect(link.pause(bytes)).toBeLessThan(50);
});

/** Twelve messages of a lane on their way, the line being as fast as they need. */
function fullLine(link: Link, at: number): void {
  for (let n = 0; n < 12; n += 1) link.sent(`part:${n}`, 1_000, at, 4);
}

const underWay = (link: Link): number =>
  Array.from({ length: 12 }, (_, n) => `part:${n}`).filter((id) => link.isInFlight(id)).length;

test('on a line that became slow nothing is late while it is being answered; what is late makes room before it is lost', () => {
  const link = new Link();
  fullLine(link, epoch);
  let at = epoch;
  for (let n = 0; n < 8; n += 1) {
    at += 1_400;
    link.expire(at);
    expect(link.isInFlight(`part:${n}`)).toBe(true);
    link.answered(`part:${n}`, at, 0);
  }
  expect(underWay(link)).toBe(4);
  expect(link.hasRoom(link.window, at)).toBe(false);
  at += link.patience;
  link.expire(at);
  expect(link.hasRoom(link.window, at)).toBe(true);
  expect([link.isInFlight('part:11'), link.mayArrive('part:11')]).toEqual([false, true]);
  link.expire(at + 30_000);
  expect(link.mayArrive('part:11')).toBe(false);
});

test('what a higher lane overtakes is not lost: a receiver takes that first', () => {
  const link = new Link();
  fullLine(link, epoch);
  for (let n = 0; n < 4; n += 1) {
    link.sent(`put:${n}`, 500, epoch + 10, 0);
    link.answered(`put:${n}`, epoch + 20, 0);
  }
  expect(underWay(link)).toBe(12);
  for (const id of ['part:1', 'part:2']) link.answered(id, epoch + 30, 0);
  expect(link.isInFlight('part:0')).toBe(true);
  for (const id of ['later', 'latest']) {
    link.sent(id, 500, epoch + 40, 4);
    link.answered(id, epoch + 50, 0);
  }
  expect(underWay(link)).toBe(0);
});

test('a receiver that says that it had something for long is given as long the next time', () => {
  const link = new Link();
  link.sent('put', 500, epoch, 2);
  link.answered('put', epoch + 8_000, 7_990);
  fullLine(link, epoch + 9_000);
  link.expire(epoch + 16_000);
  expect(underWay(link)).toBe(12);
});

test('on a line of 50 kbit/s one key’s puts use a twentieth of it', () => {
  const link = new Link();
  const perSecond = 6_250;
  let at = epoch;
  for (let n = 0; n < 20; n += 1) {
    for (let m = 0; m < 6; m += 1) link.sent(`m${n}-${m}`, bytes, at, 2);
    for (let m = 0; m < 6; m += 1) {
      at += (bytes / perSecond) * 1_000;
      link.answered(`m${n}-${m}`, at, 0);
    }
  }
  expect(link.pause(bytes) / 1_000).toBeCloseTo(bytes / (0.05 * perSecond), 0);
});
