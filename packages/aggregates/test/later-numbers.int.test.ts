import { refuse } from '@lienthong/domain';
import { eventually } from '@lienthong/testkit';
import { v7 as uuid } from 'uuid';
import { restoreJump } from '../src/index.ts';
import {
  clerk,
  counting,
  type Definition,
  type Desk,
  openDesk,
  otherUnit,
  type Sheets,
  unit,
} from './support/tally-sheets.ts';

let desk: Desk;
let sheets: Sheets;

/** A sheet's total is its number, which it gets after it was opened. */
const numbered: Partial<Definition> = {
  numbers: {
    total: {
      gapless: true,
      numberOf: (sheet) => (sheet.total > 0 ? { series: sheet.unit, number: sheet.total } : undefined),
      currentSeries: (of) => [of],
      numberIn: (event) => ({ series: event.unit, number: Number(event.data.toString()) }),
    },
  },
};
type Decide = Parameters<Sheets['execute']>[2];
const sign: Decide = ({ state }, _command, { now }) => ({
  wants: { of: 'total', series: state.unit },
  under: (number) => [{ kind: 'counted', at: now, by: number - state.total }],
});

beforeAll(async () => {
  desk = await openDesk();
}, 900_000);
afterAll(() => desk?.stop());
beforeEach(async () => {
  await desk.sheets.store.collection.deleteMany({});
  sheets = await desk.again(numbered);
});

async function open(): Promise<ReturnType<typeof counting>> {
  return counting(await desk.open());
}
const signed = async (command: ReturnType<typeof counting>, by = sheets): Promise<number> =>
  (await by.execute(command, clerk, sign)).state.total;

test('a number that a later command gives is the next one, once, also side by side and with another process', async () => {
  const other = await desk.again(numbered);
  for (const one of [sheets, other]) await one.start([]);
  const commands = await Promise.all(Array.from({ length: 12 }, open));
  const given = await Promise.all(
    commands.map((command, index) => signed(command, index % 2 === 0 ? sheets : other)),
  );
  expect([...given].sort((a, b) => a - b)).toEqual(Array.from({ length: 12 }, (_, index) => index + 1));
  expect(await Promise.all(commands.map((command) => signed(command)))).toEqual(given);
});

test('a number whose command was refused, came too late or ended badly is given to the next one', async () => {
  await sheets.start([]);
  const [first, second, third] = [await open(), await open(), await open()];
  const ends = (work: () => never): Promise<unknown> =>
    sheets
      .execute(second, clerk, () => ({ wants: { of: 'total', series: unit }, under: work }))
      .catch(String);
  expect(await signed(first)).toBe(1);
  expect(await ends(() => refuse('precondition', 'NOT_NOW', 'not now'))).toContain('not now');
  const both = await Promise.allSettled([signed(second), signed({ ...second, idempotencyKey: uuid() })]);
  expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  expect(await signed(third)).toBe(3);
});

test('a decision that wants a number that is not declared, or two in another order, is a programmer’s error', async () => {
  await sheets.start([]);
  const wants = { of: 'total', series: unit };
  for (const decided of [
    { wants: { of: 'x', series: unit }, under: () => [] },
    { wants, under: () => ({ wants, under: () => [] }) },
  ])
    await expect(sheets.execute(await open(), clerk, () => decided)).rejects.toThrow('out of the order');
});

test('after a restore numbers go on higher, above those of the lost events; none is given before that is known', async () => {
  // What other tests have thrown away is told once.
  await sheets.start([unit, otherUnit]);
  await signed(await open());
  const lost = await open();
  const seen = await signed(lost);
  await eventually(async () => (await sheets.store.collection.countDocuments({ pending: true })) === 0);
  await sheets.store.collection.deleteOne({ _id: lost.id });
  const restarted = await desk.again(numbered);
  const early = signed(await open(), restarted);
  await restarted.start([unit, otherUnit]);
  expect(await early).toBe(seen + restoreJump + 1);
});

test('a database that is set back under the process gives no number twice, also where it was never asked for one', async () => {
  const slips = { ...numbered, name: 'test.slip', collection: 'slips' };
  const named = ['slips', 'marks', 'stream_checks'].map((name) => desk.database.db.collection(name));
  const before = await desk.again(slips);
  await before.start([unit]);
  const openSlip = async (): Promise<ReturnType<typeof counting>> =>
    counting(
      await before.create(uuid(), { unit }, clerk, (_command, { now }) => [
        { kind: 'opened', at: now, unit, total: 0 },
      ]),
    );
  const [kept, lost, late] = [await openSlip(), await openSlip(), await openSlip()];
  expect(await signed(kept, before)).toBe(1);
  const isOut = async () => (await before.store.collection.countDocuments({ pending: true })) === 0;
  await eventually(isOut);
  await before.epoch();
  const copies = await Promise.all(named.map((one) => one.find().toArray()));
  expect(await signed(lost, before)).toBe(2);
  await eventually(isOut);
  await before.epoch();
  await before.stop();

  const running = await desk.again(slips);
  await running.start([unit]);
  await running.epoch();
  for (const [index, one] of named.entries()) {
    await one.deleteMany({});
    for (const copy of copies[index] ?? []) await one.insertOne(copy);
  }
  expect(await signed(late, running)).toBe(2 + restoreJump + 1);
  expect(await signed(lost, running)).toBe(2 + restoreJump + 2);
});

test('invariant 13: a creation that is sent again while the first is under way waits for it, and is not refused', async () => {
  const id = uuid();
  const create = (decide: Parameters<Sheets['create']>[3]) => sheets.create(id, { unit }, clerk, decide);
  const first = create((_command, { now }) => ({
    wants: { of: 'total', series: unit },
    under: (total) => [{ kind: 'opened', at: now, unit, total }],
  }));
  const again = create(() => refuse('precondition', 'NOT_NOW', 'the day is over'));
  await sheets.start([]);
  const [one, other] = await Promise.all([first, again]);
  expect(other.events).toEqual(one.events);
});
