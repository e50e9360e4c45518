import { deadReason } from '@lienthong/domain';
import { type DeadLetterSource, eventStream } from '@lienthong/runtime';
import { eventually } from '@lienthong/testkit';
import { v7 as uuid } from 'uuid';
import { ownedEvents } from '../src/index.ts';
import {
  clerk,
  countOne,
  counting,
  type Definition,
  type Desk,
  definition,
  openDesk,
  otherUnit,
  type SheetDocument,
  type Sheets,
  unit,
} from './support/tally-sheets.ts';

const everybody = () => true;
let desk: Desk;
let sheets: Sheets;

beforeAll(async () => {
  desk = await openDesk();
}, 900_000);
afterAll(() => desk?.stop());
beforeEach(async () => {
  await desk.nats.jsm.streams.purge(eventStream);
});
afterEach(async () => {
  await sheets.stop();
  await desk.sheets.store.collection.deleteMany({});
});

async function start(changed: Partial<Definition> = {}): Promise<DeadLetterSource> {
  sheets = await desk.again(changed);
  await sheets.start([unit]);
  const [source] = ownedEvents([sheets], () => [unit]).unpublished;
  if (!source) throw new Error('no list');
  return source;
}

const open = (total: number): Promise<SheetDocument> =>
  sheets.create(uuid(), { unit, total }, clerk, (_command, { now }) => [
    { kind: 'opened', at: now, unit, total },
  ]);

const isOut = async ({ _id }: SheetDocument): Promise<boolean> =>
  (await desk.sheets.store.collection.countDocuments({ _id, pending: true })) === 0;

const letters = async (source: DeadLetterSource) =>
  (await source.list(everybody)).map(({ subject, reason }) => [subject, reason]);

/** What an event tells by the definition, but for the events of sheets with a total of 13. */
const butFor13 =
  (other: Definition['tells']): Definition['tells'] =>
  (document, event) =>
    (document.state.total === 13 ? other : definition.tells)(document, event);

test('an event that cannot be made holds up no other: it is listed with its reason, and goes when the cause is gone', async () => {
  let isBroken = true;
  const source = await start({
    tells: butFor13((document, event) => {
      if (isBroken) throw new RangeError('no such day');
      return definition.tells(document, event);
    }),
  });
  const bad = await open(13);
  const reason = deadReason('UNEXPECTED_ERROR', { error: 'RangeError' });
  await eventually(async () => (await source.list(everybody)).length === 1);
  const began = performance.now();
  for (let total = 100; total < 130; total += 1) {
    const good = await open(total);
    await eventually(
      async () => (await desk.nats.jsm.streams.info(eventStream)).state.messages === total - 99,
    );
    expect(good.version).toBe(1);
  }
  // Each would wait for a sweep, 500 ms, if the bad one made the relay pause.
  expect(performance.now() - began).toBeLessThan(6_000);
  expect(await letters(source)).toEqual([[bad._id, reason]]);
  expect(source.problem?.()).toContain('test.sheet');
  const [letter] = await source.list((one) => one === unit);
  expect(letter).toMatchObject({ unit, eventId: bad.events[0]?.id, eventType: 'test.sheet.opened.v1' });
  expect(await source.list((one) => one === otherUnit)).toEqual([]);
  await expect(source.retry(bad._id, (one) => one === otherUnit)).rejects.toMatchObject({
    code: 'DEAD_LETTER_UNKNOWN',
  });
  expect(await source.retry(bad._id, everybody)).toEqual(reason);
  isBroken = false;
  expect(await source.retry(bad._id, everybody)).toBeUndefined();
  expect(await isOut(bad)).toBe(true);
  expect(await source.list(everybody)).toEqual([]);
  expect(source.problem?.()).toBeUndefined();
});

test('an event that is larger than the stream takes is listed as such, and holds up no other', async () => {
  const source = await start({
    tells: butFor13(() => ({ reference: undefined, data: Buffer.alloc(1_100_000) })),
  });
  const bad = await open(13);
  await eventually(async () => (await source.list(everybody)).length === 1);
  const good = await open(1);
  await eventually(() => isOut(good));
  expect(await letters(source)).toEqual([[bad._id, deadReason('EVENT_TOO_LARGE')]]);
});

test('an event that the stream refuses while it takes others, those before it too, is listed after some tries', async () => {
  const source = await start();
  const { config } = await desk.nats.jsm.streams.info(eventStream);
  await desk.nats.jsm.streams.update(eventStream, { ...config, subjects: ['ev.test.sheet.opened.>'] });
  const bad = await open(13);
  await sheets.execute(counting(bad), clerk, countOne);
  await eventually(
    async () => {
      const good = await open(1);
      await eventually(() => isOut(good));
      return (await source.list(everybody)).length === 1;
    },
    { timeoutMs: 60_000 },
  );
  expect(await letters(source)).toEqual([[bad._id, deadReason('STREAM_REFUSES')]]);
  await desk.nats.jsm.streams.update(eventStream, config);
  expect(await source.retry(bad._id, everybody)).toBeUndefined();
});

describe('a document that a newer release has written', () => {
  const leave = async (total: number, v: number): Promise<SheetDocument> => {
    const at = desk.clock.at;
    const type = 'test.sheet.opened.v1';
    const kept = { movements: [], cancels: [], days: [] };
    const event = { id: uuid(), kind: 'opened' as const, type, at, version: 1, ...kept };
    const document: SheetDocument = {
      _id: uuid(),
      v,
      version: 1,
      unit,
      days: [],
      intake: 'x',
      commands: [],
      events: [event],
      published: 0,
      pending: true,
      pendingAt: at,
      touched: 1,
      state: { unit, total },
      numbers: {},
    };
    await desk.sheets.store.collection.insertOne(document);
    return document;
  };

  test('does not keep the sweep from what a crash left, and is listed with whose turn it is', async () => {
    const newer = await leave(1, 2);
    const left = await leave(2, 1);
    const source = await start();
    await eventually(() => isOut(left));
    expect(await letters(source)).toEqual([[newer._id, deadReason('NEWER_RELEASE')]]);
    expect(source.remedies['NEWER_RELEASE']).toBe('release');
    expect(await source.retry(newer._id, everybody)).toEqual(deadReason('NEWER_RELEASE'));
    expect(await isOut(newer)).toBe(false);
  });
});
