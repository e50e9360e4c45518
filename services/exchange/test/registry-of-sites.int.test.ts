import {
  ExchangeServiceService,
  IncidentAction,
  IncidentKind,
  PutRecord,
} from '@lienthong/contracts/exchange/v1/exchange';
import type { RegisteredSite } from '@lienthong/runtime';
import { type Collection, type Db, MongoClient } from 'mongodb';
import { registryKeyOf } from '../src/config.ts';
import {
  CellKeeper,
  eventually,
  type Province,
  startProvince,
  TallyMaker,
  unitOf,
} from './support/province.ts';

const successor = 's20122';
const former = 's20116';
const district = 's482';
const top = 's46';

let province: Province;
let maker: TallyMaker;
let cells: CellKeeper;
let rows: RegisteredSite[];

beforeAll(async () => {
  province = await startProvince([
    { id: top },
    { id: district, parent: top },
    { id: former, parent: district },
    { id: successor, parent: district },
  ]);
  rows = structuredClone(province.getSite(top).config.sites);
  maker = new TallyMaker(province.getSite(successor));
  cells = new CellKeeper(province.getSite(top));
  await maker.producer.compare();
});

afterAll(async () => {
  await maker.producer.stop();
  await cells.consumer.stop();
  await province.stop();
});

const client = (site: string) => province.getSite(site).as('operations', ExchangeServiceService, 'exchange');
const incidentsOf = async (site: string) => (await client(site).listIncidents({})).incidents;

/** As the province's directory does it. */
async function publish(src: number, sites: RegisteredSite[]): Promise<void> {
  const key = { channel: 'd3-directory', unit: '46@0', id: 'sites' };
  const value = Buffer.from(JSON.stringify({ sites }));
  const directory = province.getSite(top).as('directory', ExchangeServiceService, 'exchange');
  await directory.putRecords({ records: [PutRecord.create({ key, src, value })] });
}

const tally = (unit: string, id: string) =>
  PutRecord.create({ key: { channel: 'u2-tally-onestop', unit, id }, src: 1, value: Buffer.from(unit) });

const put = (site: string, records: PutRecord[]) =>
  province.getSite(site).as('reporting', ExchangeServiceService, 'exchange').putRecords({ records });

type Records = Collection<{ _id: string }>;

async function withDatabase<T>(site: string, work: (db: Db) => Promise<T>): Promise<T> {
  const { uri, prefix } = province.getSite(site).config.database;
  const client = await MongoClient.connect(uri);
  try {
    return await work(client.db(`${prefix}_exchange`));
  } finally {
    await client.close();
  }
}

const withRecords = <T>(site: string, work: (records: Records) => Promise<T>): Promise<T> =>
  withDatabase(site, (db) => work(db.collection('records')));

async function copyOf(_id: string, from: Records, to: Records): Promise<void> {
  const found = await from.findOne({ _id });
  if (found) await to.replaceOne({ _id }, found, { upsert: true });
}

test('B3: a record that is refused says why, by itself: the others of its call are taken', async () => {
  const { outcomes } = await put(successor, [
    tally(unitOf(former), '2025-06-30'),
    tally(unitOf(successor), '2025-06-30'),
    tally(unitOf(successor), 'no id'),
    tally('99999@0', '2025-06-30'),
    PutRecord.create({ ...tally(unitOf(successor), '2025-06-29'), src: 0 }),
    PutRecord.create({ key: { channel: 'no', unit: unitOf(successor), id: 'x' }, src: 1 }),
    PutRecord.create({ ...tally(unitOf(successor), '2025-06-29'), lineage: [{ first: 2, last: 1 }] }),
    tally(unitOf(successor), '2025-06-28'),
  ]);
  expect(
    outcomes.map(({ taken, refusal }) => ({
      taken,
      code: refusal?.code,
      field: refusal?.field,
      owner: refusal?.owner,
    })),
  ).toEqual([
    { taken: false, code: 'NOT_THE_OWNER', field: 'records[0].key.unit', owner: former },
    { taken: true },
    { taken: false, code: 'INVALID_FIELD', field: 'records[2].key.id', owner: '' },
    { taken: false, code: 'NOT_THE_OWNER', field: 'records[3].key.unit', owner: '' },
    { taken: false, code: 'INVALID_FIELD', field: 'records[4].src', owner: '' },
    { taken: false, code: 'INVALID_FIELD', field: 'records[5].key.channel', owner: '' },
    { taken: false, code: 'INVALID_FIELD', field: 'records[6].lineage', owner: '' },
    { taken: true },
  ]);
  await eventually(() => Object.keys(cells.values()).length === 2);
});

test('B3: a successor that was given a unit and starts again goes on with its own and with that one, and says that its configuration is behind', async () => {
  const merged = rows.map((row) => {
    if (row.id === former) return { ...row, owns: [] };
    return row.id === successor ? { ...row, owns: [...row.owns, unitOf(former)] } : row;
  });
  expect(await incidentsOf(successor)).toEqual([]);
  await publish(1, merged);
  await eventually(async () => (await incidentsOf(successor)).length > 0);
  await province.unhost(successor);
  await province.host(successor);
  const { outcomes } = await put(successor, [
    tally(unitOf(former), '2025-06-27'),
    tally(unitOf(successor), '2025-06-27'),
  ]);
  expect(outcomes.map(({ taken }) => taken)).toEqual([true, true]);
  await maker.put('2025-06-26', 'its own unit goes on');
  await eventually(
    () => cells.values()[`u2-tally-onestop/${unitOf(successor)}/2025-06-26`] === 'its own unit goes on',
  );
  await eventually(() => cells.values()[`u2-tally-onestop/${unitOf(former)}/2025-06-27`] !== undefined);
  expect(await incidentsOf(successor)).toMatchObject([
    {
      kind: IncidentKind.REGISTRY_DIFFERS,
      difference: { units: [{ what: unitOf(former), from: former, to: successor }], moved: [], removed: [] },
    },
  ]);
  // It counted that before it knew: people are told, and the successor enters it.
  const put20116 = await put(former, [tally(unitOf(former), '2025-06-26')]);
  expect(put20116.outcomes).toMatchObject([{ taken: true }]);
  await eventually(async () =>
    (await incidentsOf(former)).some(({ kind }) => kind === IncidentKind.STRANDED),
  );
});

test('B3: a site that the registry leaves out works by its configuration, and says that it is not in it', async () => {
  await publish(
    2,
    rows.filter(({ id }) => id !== former),
  );
  await province.unhost(former);
  // Its neighbour passes the table on and lets go of it in the same moment: here it was told.
  await withRecords(top, (from) => withRecords(former, (to) => copyOf(registryKeyOf('46'), from, to)));
  await province.host(former);
  // It writes its unit by its configuration: the walk after the start takes back what was stranded.
  const seen = await eventually(async () => {
    const incidents = await incidentsOf(former);
    return incidents.every(({ kind }) => kind !== IncidentKind.STRANDED) && incidents;
  });
  expect(seen).toMatchObject([{ kind: IncidentKind.REGISTRY_DIFFERS, difference: { removed: [former] } }]);
  const { outcomes } = await put(former, [tally(unitOf(former), '2025-06-25')]);
  expect(outcomes).toMatchObject([{ taken: true }]);
});

test('B4: a province that was installed anew and holds no registry publishes its configuration’s above what others hold, also while they are out of reach', async () => {
  await province.unhost(top);
  await withDatabase(top, (db) => db.dropDatabase());
  await province.host(top);
  const restoredAt = async () =>
    (await incidentsOf(top)).find(({ kind }) => kind === IncidentKind.REGISTRY_RESTORED);
  // The registry that others hold leaves this site out.
  const shown = await eventually(async () => {
    const found = await restoredAt();
    return found?.difference?.removed.includes(former) && found;
  });
  expect(shown).toMatchObject({ rev: 0, reachedRev: shown.broke });
  await province.unhost(district);
  const { key, seen } = shown;
  const operator = { onBehalfOf: { subject: 'p', roles: ['operator' as const], units: ['46@0'] } };
  await client(top).resolveIncident(
    { key, action: IncidentAction.PUBLISH, reason: 'máy mới', seen },
    operator,
  );
  expect(await restoredAt()).toBeUndefined();
  await province.host(district);
  await eventually(async () =>
    (await incidentsOf(former)).every(({ kind }) => kind !== IncidentKind.REGISTRY_DIFFERS),
  );
});
