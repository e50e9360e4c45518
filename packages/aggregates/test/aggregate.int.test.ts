import { Event } from '@lienthong/contracts/common/v1/event';
import { instantOf, Refusal, refuse } from '@lienthong/domain';
import { eventStream } from '@lienthong/runtime';
import { eventually } from '@lienthong/testkit';
import { v7 as uuid } from 'uuid';
import { ownedEvents } from '../src/index.ts';
import {
  clerk,
  counting,
  countOne,
  type Desk,
  openDesk,
  otherUnit,
  type SheetDocument,
  type Sheets,
  unit,
} from './support/tally-sheets.ts';

type Opens = Parameters<Sheets['create']>[3];

/** The list of all sheets of the unit. */
const everything = {
  scope: unit,
  list: 'all',
  range: { from: '', to: '' },
  newestFirst: false,
  facet: '',
  words: [],
  exact: [],
};

let desk: Desk;
let sheets: Sheets;
beforeAll(async () => {
  desk = await openDesk();
  ({ sheets } = desk);
}, 900_000);
afterAll(() => desk?.stop());
beforeEach(async () => {
  desk.clock.at = instantOf('2025-06-30', '09:00');
  await sheets.store.collection.deleteMany({});
});

const refusalOf = async (work: Promise<unknown>): Promise<Refusal | undefined> =>
  work.then(
    () => undefined,
    (error: unknown) => {
      if (error instanceof Refusal) return error;
      throw error;
    },
  );
const codeOf = async (work: Promise<unknown>): Promise<string | undefined> => (await refusalOf(work))?.code;
const stored = async (id: string): Promise<SheetDocument> => {
  const found = await sheets.store.find({ _id: id });
  if (!found) throw new Error(`no sheet ${id}`);
  return found;
};
const published = (): Promise<unknown> =>
  eventually(async () => (await sheets.store.collection.countDocuments({ pending: true })) === 0);

describe('commands', () => {
  test('the version guards: of several commands on one version one wins, the others are told what stands', async () => {
    const sheet = await desk.open();
    const outcomes = await Promise.all(
      [1, 2, 3].map(() => refusalOf(sheets.execute(counting(sheet), clerk, countOne))),
    );
    const refusals = outcomes.filter((one) => one !== undefined);
    expect(refusals.map(({ code, params }) => [code, params])).toEqual([
      ['VERSION_CONFLICT', { seen: '1', now: '2' }],
      ['VERSION_CONFLICT', { seen: '1', now: '2' }],
    ]);
    expect(await stored(sheet._id)).toMatchObject({ version: 2, state: { total: 1 } });
  });

  test('invariant 2: the same command again, side by side or later, is applied once and answered with what stands', async () => {
    const sheet = await desk.open();
    const command = counting(sheet);
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => sheets.execute(command, clerk, countOne)),
    );
    expect(answers.map(({ version }) => version)).toEqual(Array(8).fill(2));
    await sheets.execute(counting(await stored(sheet._id)), clerk, countOne);
    expect(await sheets.execute(command, clerk, countOne)).toMatchObject({ version: 3, state: { total: 2 } });
    expect((await stored(sheet._id)).events.map(({ kind, version }) => [kind, version])).toEqual([
      ['opened', 1],
      ['counted', 2],
      ['counted', 3],
    ]);
  });

  test.each([
    ['caller', { ...clerk, subject: 'clerk-2' }, {}],
    ['method', { ...clerk, method: '/test/Other' }, {}],
    ['body', clerk, { by: 2 }],
  ])('a key that was used with another %s is refused', async (_what, caller, more) => {
    const sheet = await desk.open();
    const command = counting(sheet);
    await sheets.execute(command, clerk, countOne);
    const refusal = await refusalOf(sheets.execute({ ...command, ...more }, caller, countOne));
    expect([refusal?.code, refusal?.params]).toEqual(['IDEMPOTENCY_KEY_REUSED', { key: 'idempotency_key' }]);
    expect((await stored(sheet._id)).version).toBe(2);
  });

  test('invariant 2: the same creation again gets what stands, another one with its id is refused by the name of the field', async () => {
    const id = uuid();
    const made = await Promise.all([1, 2, 3].map(() => desk.open(5, unit, id)));
    expect(new Set(made.map(({ events }) => events[0]?.id)).size).toBe(1);
    const refusal = await refusalOf(desk.open(6, unit, id));
    expect([refusal?.code, refusal?.params]).toEqual(['IDEMPOTENCY_KEY_REUSED', { key: 'sheet_id' }]);
    expect(await sheets.store.collection.countDocuments({})).toBe(1);
  });

  describe('what is refused by now, but stands already', () => {
    const refuses = (): never => refuse('precondition', 'NOT_NOW', 'the day is over');
    const command = { unit, total: 5 };
    const create = (
      id: string,
      open: Opens,
      sent: object = command,
      caller = clerk,
    ): Promise<SheetDocument> => sheets.create(id, { ...command, ...sent }, caller, open);
    const opens: Opens = (_command, { now }) => [{ kind: 'opened', at: now, ...command }];

    test('invariant 13: the same creation again gets it, however the decision would end today', async () => {
      const { _id } = await create(uuid(), opens);
      expect(await create(_id, refuses)).toMatchObject({ _id, version: 1 });
      const today = await desk.again({ context: refuses });
      expect(await today.create(_id, command, clerk, opens)).toMatchObject({ _id, version: 1 });
      const other = create(_id, refuses, { total: 6 });
      expect(await codeOf(other)).toBe('IDEMPOTENCY_KEY_REUSED');
      expect(await codeOf(create(uuid(), refuses))).toBe('NOT_NOW');
    });

    test('invariant 9: nobody gets what lies outside of what they may see by now', async () => {
      const { _id } = await create(uuid(), opens);
      for (const open of [opens, refuses])
        expect(await codeOf(create(_id, open, {}, { ...clerk, maySee: () => false }))).toBe(
          'SHEET_NOT_FOUND',
        );
    });

    test('invariant 2: the same command again gets what stands before anything is decided', async () => {
      const sheet = await desk.open();
      const count = counting(sheet);
      await sheets.execute(count, clerk, countOne);
      expect(await sheets.execute(count, clerk, refuses)).toMatchObject({ version: 2 });
    });
  });

  test('invariant 9: what is another unit’s does not exist, to read or to act on', async () => {
    const sheet = await desk.open(0, otherUnit);
    expect(await codeOf(sheets.get({ _id: sheet._id }, clerk))).toBe('SHEET_NOT_FOUND');
    expect(await codeOf(sheets.execute(counting(sheet), clerk, countOne))).toBe('SHEET_NOT_FOUND');
    expect(await codeOf(sheets.get({ _id: uuid() }, clerk))).toBe('SHEET_NOT_FOUND');
  });

  test('a decision that says nothing is a programmer’s error: nothing changes, and nothing waits to be published', async () => {
    const sheet = await desk.open();
    await published();
    const nothing = 'test.sheet: a decision has at least one event';
    await expect(sheets.execute(counting(sheet), clerk, () => [])).rejects.toThrow(nothing);
    const creation = sheets.create(uuid(), { unit }, clerk, () => []);
    await expect(creation).rejects.toThrow(nothing);
    expect(await stored(sheet._id)).toMatchObject({ version: 1, pending: false });
    expect(await sheets.store.collection.countDocuments({})).toBe(1);
  });

  test('a refused decision changes nothing, and a history of 500 takes no more', async () => {
    const sheet = await desk.open();
    const no = (): never => {
      throw new Refusal('precondition', 'NOT_NOW', 'not in this state');
    };
    expect(await codeOf(sheets.execute(counting(sheet), clerk, no))).toBe('NOT_NOW');
    expect((await stored(sheet._id)).version).toBe(1);
    const events = Array.from({ length: 500 }, () => sheet.events[0]);
    await sheets.store.collection.updateOne(
      { _id: sheet._id },
      { $set: { events } as Partial<SheetDocument> },
    );
    expect(await codeOf(sheets.execute(counting(sheet), clerk, countOne))).toBe('TOO_MANY_EVENTS');
  });
});

test('a database that is set back under the process is noticed by the service itself: lists are made from what it has', async () => {
  const own = await desk.again({ name: 'test.slip', collection: 'slips' });
  const marks = desk.database.db.collection<{ _id: string; mark: string }>('marks');
  const openSlip = (): Promise<SheetDocument> =>
    own.create(uuid(), { unit }, clerk, (_command, { now }) => [{ kind: 'opened', at: now, unit, total: 0 }]);
  const count = async (): Promise<number | undefined> =>
    (await own.lists.count([{ scope: unit, list: 'all', from: '', to: '' }]).catch(() => []))[0];
  const otherThan = (mark: string | undefined) =>
    eventually(async () => {
      const found = await marks.findOne({ _id: 'test.slip' });
      return found && found.mark !== mark && found;
    });
  await own.start([unit]);
  await openSlip();
  const copy = await otherThan(undefined);
  const lost = await openSlip();
  await otherThan(copy.mark);
  await eventually(async () => (await count()) === 2);
  await own.store.collection.deleteOne({ _id: lost._id });
  await marks.replaceOne({ _id: copy._id }, copy);
  await eventually(async () => (await count()) === 1);
  await own.stop();
});

describe('two aggregates of one service on one database', () => {
  let notes: Sheets;
  let stubs: Sheets;
  beforeAll(async () => {
    notes = await desk.again({ name: 'test.note', collection: 'notes' });
    stubs = await desk.again({ name: 'test.stub', collection: 'stubs' });
  });
  const writeTo = (one: Sheets): Promise<unknown> =>
    one.create(uuid(), { unit }, clerk, (_command, { now }) => [{ kind: 'opened', at: now, unit, total: 0 }]);
  const epochs = async (): Promise<string[]> => {
    const { epoch } = await ownedEvents([notes, stubs], () => [unit]).progress();
    return epoch.split(' ');
  };

  test('what one writes is no database set back to the other; one that was set back is, to both', async () => {
    const marks = desk.database.db.collection('marks');
    for (const one of [notes, stubs]) await writeTo(one);
    const first = await epochs();
    const copy = await marks.find().toArray();
    for (const one of [notes, stubs, notes, stubs, stubs]) {
      await writeTo(one);
      expect(await epochs()).toEqual(first);
    }
    await marks.deleteMany({});
    await marks.insertMany(copy);
    const after = await epochs();
    expect(after.map((epoch, index) => epoch === first[index])).toEqual([false, false]);
    expect(await epochs()).toEqual(after);
  });
});

describe('a document that an earlier release wrote', () => {
  const at = instantOf('2025-06-27', '09:00');
  const event = {
    id: uuid(),
    kind: 'opened',
    type: 'test.sheet.opened.v1',
    at,
    version: 1,
    movements: [],
    cancels: [],
    days: ['2025-06-27'],
  };
  const old = { version: 1, unit, days: event.days, intake: 'x', commands: [], events: [event] };
  const waiting = { published: 0, pending: true, pendingAt: at, touched: 1 };
  /** In version 1 the state was the number alone, and `stamp` stood beside it. */
  const writeOld = async (total: number, v = 1): Promise<string> => {
    const _id = uuid();
    const document = { _id, v, ...old, ...waiting, state: total, stamp: 'red' };
    await sheets.store.collection.insertOne(document as unknown as SheetDocument);
    return _id;
  };
  let today: Sheets;
  beforeEach(async () => {
    today = await desk.again({
      v: 2,
      upcast: ({ stamp: _stamp, ...kept }) => ({
        ...kept,
        state: { unit: kept['unit'], total: kept['state'] },
      }),
    });
  });
  // A second one on this store would sweep what a later test leaves for the first.
  afterEach(() => today.stop());

  test('is read in today’s shape: alone, in lists, in events, and by the sweep', async () => {
    const id = await writeOld(7);
    const found = await today.get({ _id: id }, clerk);
    expect(found.state).toEqual({ unit, total: 7 });
    expect(found).not.toHaveProperty('stamp');
    await today.start([]);
    const page = await today.lists.page({ ...everything, pageSize: 10, pageToken: '' });
    expect(page.items.map(({ state }) => state.total)).toEqual([7]);
    for await (const events of today.readEvents([unit], []))
      expect(events.map(({ data }) => data.toString())).toEqual(['7']);
    await published();
    const message = await desk.nats.jsm.streams.getMessage(eventStream, {
      last_by_subj: `ev.${event.type}.${unit}`,
    });
    expect(Event.decode(message?.data ?? Buffer.alloc(0)).data.toString()).toBe('7');
  });

  test('is stored in today’s shape by the next command', async () => {
    const id = await writeOld(7);
    const changed = await today.execute(counting(await today.get({ _id: id }, clerk)), clerk, countOne);
    expect(changed).toMatchObject({ v: 2, version: 2, state: { total: 8 } });
    const raw = await today.store.collection.findOne({ _id: id });
    expect(raw).toMatchObject({ v: 2, version: 2, state: { unit, total: 8 } });
    expect(raw?.events.map(({ kind }) => kind)).toEqual(['opened', 'counted']);
    expect(raw).not.toHaveProperty('stamp');
  });

  test('a document of a newer release is not read', async () => {
    const id = await writeOld(7, 3);
    await expect(today.get({ _id: id }, clerk)).rejects.toThrow(`sheets/${id} has shape 3`);
  });

  test('a document of a newer release is left out of its page, the others stand there, and the health report tells of it', async () => {
    const [newer, old] = [await writeOld(7), await writeOld(8)];
    await today.start([unit]);
    const totals = async (): Promise<number[]> => {
      const page = await today.lists.page({ ...everything, pageSize: 10, pageToken: '' });
      return page.items.map(({ state }) => state.total);
    };
    await eventually(async () => (await totals().catch(() => [])).length === 2);
    expect(today.lists.problem()).toBeUndefined();
    await today.store.collection.updateOne({ _id: newer }, { $set: { v: 3 } });
    expect(await totals()).toEqual([8]);
    expect((await today.get({ _id: old }, clerk)).state.total).toBe(8);
    expect(today.lists.problem()).toContain('newer release');
  });

  test('what a newer release had written ends in the health report when it is listed by a later write, or gone', async () => {
    const [written, rewritten] = [await writeOld(7, 3), await writeOld(8, 3)];
    const gone = await writeOld(9, 3);
    await today.start([]);
    await eventually(() => today.lists.problem() !== undefined);
    await today.store.collection.deleteOne({ _id: gone });
    await today.store.collection.updateMany({ _id: { $in: [written, rewritten] } }, { $set: { v: 1 } });
    const found = await today.get({ _id: written }, clerk);
    await today.execute(counting(found), clerk, countOne);
    await eventually(() => today.lists.problem() === undefined);
    const page = await today.lists.page({ ...everything, pageSize: 10, pageToken: '' });
    expect(page.items.map(({ _id }) => _id).sort()).toEqual([written, rewritten].sort());
  });
});

test('lists: who has written finds it, by word, value and facet; another process finds it after its start', async () => {
  await sheets.start([]);
  const one = await desk.open(1);
  await desk.open(2);
  await desk.open(3, otherUnit);
  const totals = async (from: Sheets, change: object): Promise<number[]> => {
    const { items } = await from.lists.page({ ...everything, ...change, pageSize: 10, pageToken: '' });
    return items.map(({ state }) => state.total);
  };
  await sheets.execute(counting(one), clerk, countOne);
  await sheets.execute(counting({ ...one, version: 2 }), clerk, countOne);
  const other = await desk.again();
  await other.start([]);
  for (const held of [sheets, other]) {
    expect(await totals(held, {})).toEqual([2, 3]);
    expect(await totals(held, { words: ['tally3'] })).toEqual([3]);
    expect(await totals(held, { words: ['tally1'] })).toEqual([]);
    expect(await totals(held, { exact: [one._id] })).toEqual([3]);
    expect(await totals(held, { facet: 'even' })).toEqual([2]);
    expect(await held.lists.count([{ scope: unit, list: 'all', from: '', to: '' }])).toEqual([2]);
  }
  await other.stop();
});

test('lists: what is asked to be made anew while it waits for its turn is made anew once', async () => {
  const made: string[] = [];
  const listOf = (total: number): string => (total === 1 ? 'all' : 'last');
  const own = await desk.again({
    lists: {
      shape: 1,
      entryOf(id, { total }) {
        made.push(listOf(total));
        const lists = [{ name: listOf(total), key: id, day: '' }];
        return { at: total, lists, words: [], exact: [], facet: '' };
      },
    },
  });
  await desk.open(1);
  await desk.open(2);
  await own.start([]);
  const listed = (list: string): Promise<number[]> =>
    own.lists.count([{ scope: unit, list, from: '', to: '' }]);
  await eventually(async () => (await listed('last').catch(() => []))[0] === 1);
  made.length = 0;
  own.lists.remake('all', [otherUnit]);
  for (let table = 0; table < 5; table += 1) own.lists.remake('all', [unit]);
  // One list is made after the other.
  own.lists.remake('last', [unit]);
  await eventually(() => made.includes('last'));
  expect(made).toEqual(['all', 'last']);
  own.lists.remake('all', [unit]);
  await eventually(() => made.length === 3);
  await own.stop();
});

test('invariant 13: what was written without an answer stands in the lists as soon as the sweep finds it', async () => {
  await sheets.start([]);
  const answered = await desk.open(5);
  const unanswered = { ...answered, _id: uuid(), pending: true, published: 0, touched: 1 };
  await sheets.store.collection.insertOne(unanswered);
  await eventually(async () => {
    const { items } = await sheets.lists.page({ ...everything, pageSize: 200, pageToken: '' });
    return items.some(({ _id }) => _id === unanswered._id);
  });
});

test('invariant 2: with the database away the outcome is said to be unknown, and the same again finds out', async () => {
  const sheet = await desk.open();
  const command = counting(sheet);
  await desk.databaseServer.kill();
  expect(await codeOf(sheets.execute(command, clerk, countOne))).toBe('STORE_UNAVAILABLE');
  expect(await codeOf(desk.open())).toBe('STORE_UNAVAILABLE');
  expect(await codeOf(sheets.get({ _id: sheet._id }, clerk))).toBe('STORE_UNAVAILABLE');
  await desk.databaseServer.restart();
  const done = await eventually(() => sheets.execute(command, clerk, countOne).catch(() => undefined), {
    timeoutMs: 30_000,
  });
  expect(done.version).toBe(2);
  expect(await sheets.execute(command, clerk, countOne)).toMatchObject({ version: 2, state: { total: 1 } });
});
