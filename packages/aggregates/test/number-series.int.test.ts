import { createDatabases, createLogger, type Database, type Databases } from '@lienthong/runtime';
import { type DatabaseServer, freshDatabaseName, startDatabase } from '@lienthong/testkit';
import type { Collection } from 'mongodb';
import { v7 as uuid } from 'uuid';
import { createNumberSeries, type Numbered, type NumberSeries, restoreJump } from '../src/index.ts';
import { createInsertBatcher } from '../src/insert-batcher.ts';

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

/** A process that draws: its series, and a paper stored under the next number. */
async function open(gapless: boolean): Promise<NumberSeries & { store(series?: string): Promise<number> }> {
  const series = await createNumberSeries(papers, { gapless });
  const insert = createInsertBatcher<Numbered>(papers);
  series.open();
  return {
    ...series,
    store: (name = 'a') =>
      series.give(name, async (number) => {
        await insert({ _id: uuid(), series: name, number });
        return number;
      }),
  };
}
const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);
const stored = async (series = 'a'): Promise<number[]> =>
  (await papers.find({ series }).sort({ number: 1 }).toArray()).map(({ number }) => number);

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
    expect([...given].sort((a, b) => a - b)).toEqual(await stored());
    expect(new Set(given).size).toBe(30);
  });

  test('passes over what another process has given meanwhile, however much', async () => {
    const one = await open(gapless);
    await one.store();
    const others = Array.from({ length: 30 }, (_, index) => ({
      _id: uuid(),
      series: 'a',
      number: index + 2,
    }));
    await papers.insertMany(others);
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
    const series = await createNumberSeries(papers, { gapless });
    const given = series.give('a', async (number) => number);
    expect(await series.jump('a', 0)).toBe(restoreJump);
    series.open();
    expect(await given).toBe(restoreJump + 1);
  });
});

test('a gapless series gives a number again that was not stored, whatever fails in between', async () => {
  const one = await open(true);
  const fails = (): Promise<number> =>
    one.give('a', () => Promise.reject(new Error('changed my mind'))).catch(() => 0);
  const outcomes = await Promise.all(
    Array.from({ length: 24 }, (_, index) => (index % 3 === 0 ? fails() : one.store())),
  );
  expect(outcomes.filter((number) => number > 0).sort((a, b) => a - b)).toEqual(upTo(16));
  expect(await stored()).toEqual(upTo(16));
});
