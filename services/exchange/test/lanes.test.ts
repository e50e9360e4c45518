import { createHash } from 'node:crypto';
import { blockBytes, Link } from '../src/domain/link.ts';
import { standardTiming } from '../src/domain/timing.ts';
import { fairWeather, hour, minute } from './simulation/world.ts';
import { commune, district, Line } from './three-sites.ts';

const line50kbit = 50_000 / 8;

/** A record whose value is content of so many bytes, held by the commune. */
function large(line: Line, id: string, size: number): string {
  const bytes = Buffer.alloc(size, id);
  const hash = createHash('sha256').update(bytes).digest('hex');
  line.site(commune).store.storePart(hash, size, 0, bytes);
  line.world.change(commune, `u4-file/20116@0/${id}`, '', { value: null, content: { hash, size, type: '' } });
  return hash;
}

/** Milliseconds until the district holds an emergency record of nearly 4 kB. */
function timeOfAlert(line: Line, id: string): number {
  const key = `u0-alert/20116@0/${id}`;
  const begun = line.world.now;
  line.change('!'.repeat(3000), key);
  while (line.rev(district, key) === 0 && line.world.now - begun < 5 * minute) line.world.run(20);
  return line.world.now - begun;
}

const percentOf = (part: number, whole: number): number => Math.round((100 * part) / whole);

test.each([
  { loss: 0, within: 3_000, share: 90 },
  { loss: 0.05, within: 10_000, share: 70 },
])(
  '26: behind a backlog at 50 kbit/s and 0.6 s, with a loss of $loss, an emergency record takes less than $within ms',
  ({ loss, within, share }) => {
    const line = new Line(
      { timing: standardTiming },
      { ...fairWeather, delay: [300, 300], rate: line50kbit, loss },
    );
    line.world.run(minute);
    const size = 2_000_000;
    const hash = large(line, 'backlog', size);
    line.world.run(minute);
    const times: number[] = [];
    const begun = line.world.now;
    const before = blocksAt(line, hash, size);
    for (let alert = 0; alert < 10; alert += 1) {
      times.push(timeOfAlert(line, String(alert)));
      line.world.run(25_000);
    }
    const moved = (blocksAt(line, hash, size) - before) * blockBytes;
    const possible = ((line.world.now - begun) / 1000) * line50kbit - 10 * 4000;
    expect(Math.max(...times)).toBeLessThan(within);
    expect(percentOf(moved, possible)).toBeGreaterThanOrEqual(share);
  },
);

const blocksAt = (line: Line, hash: string, size: number): number =>
  line
    .site(district)
    .store.heldParts(hash, size)
    .runs.reduce((sum, [from, to]) => sum + to - from, 0);

test('a content goes on after a cut where it stopped, and the record follows when all of it is there', () => {
  const line = new Line({ timing: standardTiming }, { ...fairWeather, delay: [300, 300], rate: line50kbit });
  const size = 400_000;
  const hash = large(line, 'file', size);
  line.world.run(30_000);
  const held = blocksAt(line, hash, size);
  expect(held).toBeGreaterThan(20);
  line.cut(commune, district);
  line.world.run(10 * minute);
  line.heal();
  const { bytes } = partsSent(line, () => line.world.run(20 * minute));
  expect(line.rev(district, 'u4-file/20116@0/file')).toBe(1);
  // What was on its way when the line was cut is sent again, nothing else.
  expect(bytes).toBeLessThan(size - held * blockBytes + 16 * blockBytes);
});

test('a content that a neighbour has already is not sent again', () => {
  const line = new Line({ timing: standardTiming });
  large(line, 'one', 100_000);
  line.world.run(hour);
  const { bytes } = partsSent(line, () => {
    const again = Buffer.alloc(100_000, 'one');
    const hash = createHash('sha256').update(again).digest('hex');
    line.world.change(commune, 'u4-file/20116@0/two', '', {
      value: null,
      content: { hash, size: 100_000, type: '' },
    });
    line.world.run(hour);
  });
  expect(line.rev(district, 'u4-file/20116@0/two')).toBe(1);
  expect(bytes).toBe(0);
});

function partsSent(line: Line, work: () => void): { bytes: number } {
  const sent = { bytes: 0 };
  line.world.observers.push({
    sent: (from, _hop, message) => {
      if (message.kind === 'part' && from.id === commune) sent.bytes += message.bytes.length;
    },
  });
  work();
  return sent;
}

test('while its answer is out, a changing tally is put once; on a slow line not more than 5 % of it are used', () => {
  const line = new Line({ timing: standardTiming }, { ...fairWeather, delay: [300, 300], rate: line50kbit });
  line.world.run(20 * minute);
  line.world.messages.put = 0;
  const before = line.world.carried;
  const begun = line.world.now;
  for (let change = 0; change < 600; change += 1) {
    line.change(`tally ${change}`);
    line.world.run(1000);
  }
  line.world.run(minute);
  expect(line.value(district)).toBe('tally 599');
  // Two hops, each with puts and answers.
  const share = (line.world.carried - before) / 2 / (((line.world.now - begun) / 1000) * line50kbit);
  expect(share).toBeLessThan(0.1);
  expect(line.world.messages.put).toBeGreaterThan(20);
});

test('the lowest lane gets one turn in twenty, whatever waits above it', () => {
  const link = new Link();
  for (let at = 0; at < 100; at += 1) link.wait(0, { kind: 'put', key: `alert ${at}`, bytes: 100 });
  link.wait(4, { kind: 'put', key: 'file', bytes: 100 });
  const order: string[] = [];
  for (let turn = 0; turn < 25; turn += 1) {
    const next = link.peek();
    if (next?.kind === 'put') order.push(next.key);
    link.take();
  }
  expect(order.indexOf('file')).toBe(19);
});

test('the window follows the measured rate and the lowest round trip, and never falls under two chunks', () => {
  const link = new Link();
  expect(link.window).toBe(12_000);
  let now = 0;
  for (let chunk = 0; chunk < 40; chunk += 1) {
    link.sent(`a${chunk}`, 4000, now);
    link.sent(`b${chunk}`, 4000, now);
    link.sent(`c${chunk}`, 4000, now);
    now += 1920;
    for (const id of ['a', 'b', 'c']) link.answered(`${id}${chunk}`, now, 0);
  }
  expect(link.rate).toBeGreaterThan(6000);
  expect(link.rate).toBeLessThan(6500);
  expect(link.window).toBeLessThan(20_000);
  expect(link.hasRoom(4000, now)).toBe(true);
});
