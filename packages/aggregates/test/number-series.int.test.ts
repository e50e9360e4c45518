import { createDatabases, createLogger, type Database, type Databases } from '@lienthong/runtime';
import { type DatabaseServer, freshDatabaseName, startDatabase } from '@lienthong/testkit';
import { type Collection, MongoClient } from 'mongodb';
import { v7 as uuid } from 'uuid';
import { createInsertBatcher } from '../src/insert-batcher.ts';
import { createNumberSeries, type Numbered, type NumberSeries, restoreJump } from '../src/number-series.ts';

let server: DatabaseServer;
let databases: Databases;
let database: Database;
let papers: Collection<Numbered>;
beforeAll(async () => {
  server = await startDatabase();
  databases = createDatabases(server.uri, createLogger('test', 's1', 'silent'));
  database = await databases.open(freshDatabaseName());
}, 900_000);
afterAll(async () => {
  await databases?.close();
  await server?.stop();
});
beforeEach(() => {
  papers = database.db.collection(`papers_${uuid()}`);
});

const paper = (number: number, series = 'a'): Numbered => ({
  _id: uuid(),
  numbers: { arrival: { series, number } },
});

/** A process that draws: its series, and a paper stored under the next number. */
async function open(
  gapless: boolean,
  collection = papers,
): Promise<NumberSeries & { store(series?: string): Promise<number | undefined> }> {
  const series = await createNumberSeries(collection, 'arrival', { gapless });
  const insert = createInsertBatcher<Numbered>(collection);
  series.open();
  return {
    ...series,
    store: (name = 'a') =>
      series.give(name, async (number) => {
        await insert(paper(number, name));
        return number;
      }),
  };
}
const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);
const stored = async (series = 'a'): Promise<number[]> =>
  (
    await papers.find({ 'numbers.arrival.series': series }).sort({ 'numbers.arrival.number': 1 }).toArray()
  ).map(({ numbers }) => numbers['arrival']?.number ?? 0);

describe.each([
  ['gapless', true],
  ['with gaps', false],
])('a series %s', (_name, gapless) => {
  test('begins at 1 for each unit and period, and goes on after a restart', async () => {
    const one = await open(gapless);
    expect([await one.store(), await one.store(), await one.store('b')]).toEqual([1, 2, 1]);
    expect(await (await open(gapless)).store()).toBe(3);
  });

  test('gives no number twice, however many draw in how many processes', async () => {
    const processes = await Promise.all([open(gapless), open(gapless)]);
    const given = await Promise.all(
      processes.flatMap((one) => Array.from({ length: 15 }, () => one.store())),
    );
    expect(given.map(Number).sort((a, b) => a - b)).toEqual(await stored());
    expect(new Set(given).size).toBe(30);
  });

  test('passes over what another process has given meanwhile, however much', async () => {
    const one = await open(gapless);
    await one.store();
    await papers.insertMany(upTo(30).map((number) => paper(number + 1)));
    expect(await one.store()).toBe(32);
  });

  test('goes on higher after a restore, above what is stored and what was seen, for ever', async () => {
    const one = await open(gapless);
    await one.store();
    expect(await one.jump('a', 7)).toBe(7 + restoreJump);
    expect(await one.store()).toBe(7 + restoreJump + 1);
    expect(await (await open(gapless)).store()).toBe(7 + restoreJump + 2);
    expect(await one.store('b')).toBe(1);
  });

  test('waits until it is known whether the database was restored', async () => {
    const series = await createNumberSeries(papers, 'arrival', { gapless });
    const given = series.give('a', async (number) => number);
    expect(await series.jump('a', 0)).toBe(restoreJump);
    series.open();
    expect(await given).toBe(restoreJump + 1);
  });
});

test('a series that is closed gives none until it is opened again, and none below those that it gave', async () => {
  const one = await open(true);
  expect([await one.store(), await one.store()]).toEqual([1, 2]);
  one.close();
  await papers.deleteMany({});
  const given = one.store();
  expect(await one.jump('a', 0)).toBe(2 + restoreJump);
  one.open();
  expect(await given).toBe(2 + restoreJump + 1);
});

test('a gapless series gives a number again that was not stored, whatever fails in between', async () => {
  const one = await open(true);
  const fails = (): Promise<undefined> =>
    one.give('a', () => Promise.reject(new Error('changed my mind'))).catch(() => undefined);
  const declines = (): Promise<undefined> => one.give('a', async () => undefined);
  const outcomes = await Promise.all(
    upTo(24).map((index) => (index % 3 === 0 ? fails() : index % 3 === 1 ? declines() : one.store())),
  );
  expect(outcomes.flatMap((number) => number ?? []).sort((a, b) => a - b)).toEqual(upTo(8));
  expect(await stored()).toEqual(upTo(8));
});

test('a gapless number costs one write, however many stand in its series', async () => {
  const client = new MongoClient(server.uri, { monitorCommands: true });
  const asked: string[] = [];
  client.on('commandStarted', ({ commandName }) => asked.push(commandName));
  const watched = client.db(database.db.databaseName).collection<Numbered>(papers.collectionName);
  const one = await open(true, watched);
  expect(await one.store()).toBe(1);
  asked.splice(0);
  for (const _ of upTo(5)) await one.store();
  expect(asked).toEqual(Array(5).fill('insert'));
  await client.close();
});

test('papers without a number stand beside one another, and two kinds of numbers on one paper are each unique', async () => {
  const one = await open(true);
  const issue = await createNumberSeries(papers, 'issue', { gapless: true });
  issue.open();
  await papers.insertMany([uuid(), uuid()].map((_id) => ({ _id, numbers: {} })));
  const insert = createInsertBatcher<Numbered>(papers);
  const write = (arrival: number, number: number): Promise<true> =>
    insert({
      _id: uuid(),
      numbers: { arrival: { series: 'a', number: arrival }, issue: { series: 'a', number } },
    }).then(() => true);
  expect(await one.give('a', (arrival) => issue.give('a', (number) => write(arrival, number)))).toBe(true);
  // Another process has taken the next issue number, and then the next arrival number.
  await papers.insertOne({ _id: uuid(), numbers: { issue: { series: 'a', number: 2 } } });
  await papers.insertOne(paper(2));
  const last = await one.give('a', (arrival) =>
    issue.give('a', async (number) => (await write(arrival, number)) && [arrival, number]),
  );
  expect(last).toEqual([3, 3]);
});
