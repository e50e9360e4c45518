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
  /** Milliseconds for twenty sheets, each out before the next one is made. */
  const passTwenty = async (already: number): Promise<number> => {
    const began = performance.now();
    for (let out = already + 1; out <= already + 20; out += 1) {
      const good = await open(100 + out);
      await eventually(async () => (await desk.nats.jsm.streams.info(eventStream)).state.messages === out);
      expect(good.version).toBe(1);
    }
    return performance.now() - began;
  };
  const alone = await passTwenty(0);
  const bad = await open(13);
  const reason = deadReason('UNEXPECTED_ERROR', { error: 'RangeError' });
  await eventually(async () => (await source.list(everybody)).length === 1);
  // Each would wait for a sweep, 500 ms, if the bad one made the relay pause.
  expect(await passTwenty(20)).toBeLessThan(alone + 20 * 400);
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

describe('where the database is set back to an older history, the new one’s events go out', () => {
  const streamed = async (): Promise<number> =>
    (await desk.nats.jsm.streams.info(eventStream)).state.messages;
  const count = (sheet: SheetDocument): Promise<SheetDocument> =>
    sheets.execute(counting(sheet), clerk, countOne);
  const stored = async ({ _id }: SheetDocument): Promise<SheetDocument> => {
    const found = await sheets.store.find({ _id });
    if (!found) throw new Error(`no sheet ${_id}`);
    return found;
  };
  const put = ({ _id, ...fields }: SheetDocument) => sheets.store.collection.replaceOne({ _id }, fields);

  /** A sheet as it was after its first event, with two more that are out and a fourth that cannot be made. */
  async function holdFourth(): Promise<{ source: DeadLetterSource; copy: SheetDocument }> {
    const source = await start({
      tells: butFor13(() => {
        throw new RangeError('no such day');
      }),
    });
    let sheet = await open(10);
    await eventually(() => isOut(sheet));
    const copy = await stored(sheet);
    for (const _ of [2, 3]) {
      sheet = await count(sheet);
      await eventually(() => isOut(sheet));
    }
    await count(sheet);
    await eventually(async () => (await source.list(everybody)).length === 1);
    return { source, copy };
  }

  test('beside what was held back of the former one', async () => {
    const { copy } = await holdFourth();
    expect(await streamed()).toBe(3);
    await put(copy);
    const other = await count(copy);
    await eventually(() => isOut(other));
    expect(await streamed()).toBe(4);
  });

  test('and what was held back of the former one is forgotten as soon as that is noticed', async () => {
    const { source, copy } = await holdFourth();
    await sheets.epoch();
    await put(copy);
    await desk.database.db.collection<{ _id: string }>('marks').deleteOne({ _id: definition.name });
    await sheets.epoch();
    expect(await source.list(everybody)).toEqual([]);
  });

  test('while the former one’s are being marked as published', async () => {
    await start();
    const first = await open(1);
    await eventually(() => isOut(first));
    const second = await count(first);
    await eventually(async () => (await streamed()) === 2);
    const events = second.events.map((event, index) => (index === 1 ? { ...event, id: uuid() } : event));
    await put({ ...second, events, published: 1 });
    await eventually(() => isOut(second));
    expect(await streamed()).toBe(3);
  });
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
