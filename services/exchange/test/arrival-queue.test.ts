import fc from 'fast-check';
import { createArrivalQueue } from '../src/adapters/arrival-queue.ts';
import type { Lane } from '../src/domain/channel.ts';
import type { Message } from '../src/domain/messages.ts';

const hello = (site: string, fresh = false): Message => ({
  kind: 'hello',
  site,
  fresh,
  silent: [],
  below: undefined,
  heard: [],
  instance: 'one',
  twins: [],
  sentAt: 0,
});
const have = (took: number): Message => ({ kind: 'have', entries: [], took });
const hopSum = (xor: number): Message => ({
  kind: 'sums',
  role: 'belief',
  level: 'hop',
  range: { after: '', upto: '' },
  sums: [['', [xor, 0]]],
  watermarks: [],
});
const arrivalOf = (from: string, message: Message) => ({ from, message, at: 0 });

test('C3: 300,000 hellos of one neighbour are one, and the next message of another is the second one taken', () => {
  const queue = createArrivalQueue();
  for (let at = 0; at < 300_000; at += 1) queue.add(arrivalOf('s1', hello('s1', at === 7)), 1, 20);
  queue.add(arrivalOf('s2', have(1)), 1, 20);
  expect(queue.size).toBe(2);
  expect(queue.take(500, 1_000)).toEqual([arrivalOf('s1', hello('s1', true)), arrivalOf('s2', have(1))]);
  expect(queue.dropped.size).toBe(0);
});

test('C3: of a hop’s sums over the same names the last one counts, in the place of the first', () => {
  const queue = createArrivalQueue();
  queue.add(arrivalOf('s1', hopSum(1)), 1, 20);
  queue.add(arrivalOf('s1', have(1)), 1, 20);
  queue.add(arrivalOf('s1', hopSum(2)), 1, 20);
  expect(queue.take(10, 1_000).map(({ message }) => message)).toEqual([hopSum(2), have(1)]);
});

test('C3: watermarks that changed are each heard', () => {
  const queue = createArrivalQueue();
  const changed: Message = { ...(hopSum(0) as Message & { kind: 'sums' }), sums: [] };
  queue.add(arrivalOf('s1', changed), 1, 20);
  queue.add(arrivalOf('s1', changed), 1, 20);
  expect(queue.size).toBe(2);
});

test('C3: what one hop sends too much of is dropped and counted for it, and costs no other hop or lane its place', () => {
  const queue = createArrivalQueue();
  let kept = 0;
  for (let at = 0; at < 20_000; at += 1) if (queue.add(arrivalOf('s1', have(at)), 2, 100)) kept += 1;
  expect(kept).toBe(5_000);
  expect(queue.dropped).toEqual(new Map([['s1', 15_000]]));
  expect(queue.add(arrivalOf('s1', have(1)), 0, 100)).toBe(true);
  expect(queue.add(arrivalOf('s2', have(1)), 2, 100)).toBe(true);
  expect(queue.take(2, 1_000).map(({ from }) => from)).toEqual(['s1', 's2']);
});

test('C3: a hop’s large messages are bounded by their bytes', () => {
  const queue = createArrivalQueue();
  for (let at = 0; at < 100; at += 1) queue.add(arrivalOf('s1', have(at)), 3, 1_000_000);
  expect(queue.size).toBe(16);
  queue.take(1, 1_000);
  expect(queue.add(arrivalOf('s1', have(1)), 3, 1_000_000)).toBe(true);
});

test('C3: however much each hop has sent, all get as many of their messages taken, in their order within a lane', () => {
  const sent = fc.array(
    fc.record({ hop: fc.constantFrom('s1', 's2', 's3'), lane: fc.constantFrom<Lane>(0, 1, 2, 3, 4) }),
    { maxLength: 200 },
  );
  fc.assert(
    fc.property(sent, fc.integer({ min: 1, max: 50 }), (messages, most) => {
      const queue = createArrivalQueue();
      const left = new Map<string, number>();
      messages.forEach(({ hop, lane }, at) => {
        queue.add(arrivalOf(hop, have(lane * 1_000 + at)), lane, 1);
        left.set(hop, (left.get(hop) ?? 0) + 1);
      });
      const order = new Map<string, number>();
      while (queue.size > 0) {
        const counts = new Map<string, number>();
        for (const { from, message } of queue.take(most, 1_000)) {
          counts.set(from, (counts.get(from) ?? 0) + 1);
          const said = message.kind === 'have' ? message.took : -1;
          expect(said).toBeGreaterThan(order.get(from) ?? -1);
          order.set(from, said);
        }
        for (const [hop, had] of left) {
          const got = counts.get(hop) ?? 0;
          // Nobody got more than one above another one that still had something.
          for (const [, others] of counts) if (had > got) expect(others - got).toBeLessThanOrEqual(1);
          left.set(hop, had - got);
        }
      }
      expect([...left.values()].every((count) => count === 0)).toBe(true);
    }),
  );
});
