import { eventually } from '@lienthong/testkit';
import { MongoClient } from 'mongodb';
import { v7 as uuid } from 'uuid';
import { restoreJump } from '@lienthong/aggregates';
import { dossierOf, startOffice, type TestOffice, vinhHien } from './support/office.ts';

let office: TestOffice;
let mongo: MongoClient;
beforeAll(async () => {
  office = await startOffice({ hosted: false });
  mongo = new MongoClient(office.site.config.database.uri);
}, 900_000);
afterAll(async () => {
  await mongo?.close();
  await office?.stop();
});

const numberOf = (code: string | undefined): number => Number(code?.split('-').at(-1));
const receive = async (): Promise<number> =>
  numberOf((await office.client.receiveDossier(dossierOf(), office.clerk)).dossier?.code);
const allPublished = (): Promise<unknown> =>
  eventually(async () => (await office.dossiers.countDocuments({ pending: true })) === 0);

/** Copies every document of the service's database, and puts the copy back in the place of what is there now. */
async function backUp(): Promise<() => Promise<void>> {
  const db = mongo.db(`${office.site.config.database.prefix}_onestop`);
  const names = (await db.listCollections({}, { nameOnly: true }).toArray()).map(({ name }) => name);
  const copies = await Promise.all(
    names.map(async (name) => [name, await db.collection(name).find().toArray()] as const),
  );
  return async () => {
    const now = (await db.listCollections({}, { nameOnly: true }).toArray()).map(({ name }) => name);
    for (const name of now) await db.collection(name).deleteMany({});
    for (const [name, documents] of copies)
      if (documents.length > 0) await db.collection(name).insertMany(documents);
  };
}

test('after a restore the day’s numbers start 500 higher, once, so that no code is given to two citizens', async () => {
  let host = await office.host();
  expect(await receive()).toBe(1);
  expect(await receive()).toBe(2);
  await allPublished();
  await host.stop();
  const restore = await backUp();

  host = await office.host();
  expect(await receive()).toBe(3);
  expect(await receive()).toBe(4);
  await allPublished();
  await host.stop();
  await restore();

  host = await office.host();
  const first = await receive();
  expect(first).toBe(4 + restoreJump + 1);
  await allPublished();
  await host.stop();

  host = await office.host();
  expect(await receive()).toBe(first + 1);
  await allPublished();
  await host.stop();
});

test('a filing that comes while the process starts gets no number that was given before the restore', async () => {
  let host = await office.host();
  await receive();
  await allPublished();
  await host.stop();
  const restore = await backUp();
  host = await office.host();
  const given = [await receive(), await receive()];
  await allPublished();
  await host.stop();
  await restore();

  // Sent again and again, as by a counter that waits for its site.
  let up = false;
  const early = Array.from({ length: 8 }, () =>
    eventually(() => receive().catch(() => up && Promise.reject(new Error('refused'))), {
      everyMs: 1,
      timeoutMs: 30_000,
    }),
  );
  host = await office.host();
  up = true;
  const numbers = await Promise.all(early);
  expect(numbers.filter((number) => number <= Math.max(...given))).toEqual([]);
  await allPublished();
  await host.stop();
});

test('a restart without a restore jumps nowhere, and the units of a site jump for themselves', async () => {
  const host = await office.host();
  const before = await receive();
  await allPublished();
  await host.stop();
  const again = await office.host();
  expect(await receive()).toBe(before + 1);
  const settings = await office.person(['clerk'], [vinhHien], 'clerk-hien');
  const { dossier } = await office.client.receiveDossier(dossierOf({ unit: vinhHien }), settings);
  expect(numberOf(dossier?.code)).toBe(1);
  await again.stop();
});

test('a number that another process has taken meanwhile is left out: the unique code decides', async () => {
  const host = await office.host();
  const before = await receive();
  const taken = await office.dossiers.findOne({ 'numbers.code.number': before });
  if (!taken) throw new Error('the dossier is not there');
  for (const number of [before + 1, before + 2]) {
    const numbers = { code: { series: String(taken.numbers['code']?.series), number } };
    await office.dossiers.insertOne({ ...taken, _id: uuid(), numbers });
  }
  expect(await receive()).toBe(before + 3);
  await host.stop();
});
