import { generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { DecisionAction, DecisionKind } from '@lienthong/contracts/common/v1/decision';
import { DirectoryServiceService } from '@lienthong/contracts/directory/v1/directory';
import {
  ExchangeServiceService,
  IncidentAction,
  IncidentKind,
  ListHeldRequest,
  PutRecord,
  WatermarkReason,
} from '@lienthong/contracts/exchange/v1/exchange';
import { Refusal } from '@lienthong/domain';
import type { RegisteredSite } from '@lienthong/runtime';
import { eventually } from '@lienthong/testkit';
import { operator, startTree, type Tree } from './support/tree.ts';

const channel = 'u2-tally-onestop';
const unit = '20116@0';
const [top, district, former, successor] = ['s46', 's482', 's20116', 's20122'] as const;
const all = [top, district, former, successor];

let tree: Tree;

beforeAll(async () => {
  tree = await startTree([
    { id: top },
    { id: district, parent: top },
    { id: former, parent: district },
    { id: successor, parent: district },
  ]);
}, 900_000);

afterAll(async () => {
  await tree?.stop();
});

interface Sites {
  sites: (RegisteredSite & { successor?: string })[];
  former?: { unit: string; site: string; publicKey: string; until: string }[];
}
const sitesAt = async (id: string): Promise<Sites> => JSON.parse(await tree.tableAt(id, 'sites')) as Sites;
const ownerAt = async (id: string): Promise<string | undefined> =>
  (await sitesAt(id)).sites.find(({ owns }) => owns.includes(unit))?.id;

const exchange = (id: string) => tree.siteOf(id).as('operations', ExchangeServiceService, 'exchange');
const directory = (id: string) => tree.siteOf(id).as('operations', DirectoryServiceService, 'directory');

async function put(id: string, days: string[]): Promise<void> {
  const client = tree.siteOf(id).as('reporting', ExchangeServiceService, 'exchange');
  const records = days.map((day) =>
    PutRecord.create({ key: { channel, unit, id: day }, src: 1, value: Buffer.from(day) }),
  );
  const { outcomes } = await client.putRecords({ records });
  expect(outcomes.map(({ taken }) => taken)).toEqual(days.map(() => true));
}

/** The service that counts the unit says how far it is: from then on its site tells how many records it has. */
async function report(id: string): Promise<void> {
  const client = tree.siteOf(id).as('reporting', ExchangeServiceService, 'exchange');
  await client.reportProgress({
    epoch: '',
    units: [{ unit, channel, asOf: undefined, reason: WatermarkReason.CATCHING_UP }],
  });
}

async function heldAt(id: string): Promise<string[]> {
  const held: string[] = [];
  for await (const { records } of exchange(id).listHeld(ListHeldRequest.create({ channel, unit })))
    for (const { key, digest } of records) if (key && digest !== '') held.push(key.id);
  return held.sort();
}

const incidentOf = async (id: string) =>
  (await exchange(id).listIncidents({})).incidents.find(
    ({ kind }) => kind === IncidentKind.REGISTRY_RESTORED,
  );

const refusalOf = async (call: Promise<unknown>): Promise<Pick<Refusal, 'code' | 'fields'>> => {
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof Refusal)) throw new Error('not refused', { cause: error });
  return { code: error.code, fields: error.fields };
};

/** A site's key is another one from now on: the registry says so, and the site signs with it. */
async function changeKey(id: string): Promise<void> {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const { x } = publicKey.export({ format: 'jwk' });
  const table = await sitesAt(top);
  await tree.publish('sites', {
    sites: table.sites.map((site) => (site.id === id ? { ...site, publicKey: x } : site)),
  });
  await tree.unhost(id);
  const { config } = tree.siteOf(id);
  writeFileSync(
    join(config.identity.keyDirectory, 'site.jwk'),
    JSON.stringify(privateKey.export({ format: 'jwk' })),
  );
  await tree.host(id);
  await eventually(async () => (await sitesAt(id)).sites.find((site) => site.id === id)?.publicKey === x);
}

async function empty(id: string): Promise<void> {
  for (const service of ['directory', 'exchange'] as const)
    await tree.withDatabase(id, service, async (db) => void (await db.dropDatabase()));
}

const days = ['2025-06-26', '2025-06-27', '2025-06-28'];

test('a hand-over is tried first: the dry run says what it would change and changes nothing', async () => {
  await put(former, days.slice(0, 2));
  await eventually(async () => (await heldAt(top)).length === 2);
  await changeKey(former);
  await put(former, days.slice(2));
  await eventually(async () => (await heldAt(top)).length === 3);
  // The key of the last record is by now neither the configuration's nor the present one.
  await changeKey(former);
  const before = await tree.tableAt(top, 'sites');
  const dry = { dryRun: true, reason: '', hash: '' };
  const handOver = () =>
    directory(top).handOverUnits(
      { units: [unit], to: successor, decision: dry, acceptLoss: false },
      operator,
    );
  // It has just started anew, and is silent until it answers.
  await eventually(async () => (await refusalOf(handOver())).fields[0]?.rule !== 'SILENT');
  // Nobody has said how many there are: three may be all, or not.
  expect(await refusalOf(handOver())).toMatchObject({
    code: 'UNITS_NOT_DELIVERED',
    fields: [{ field: `units.${unit}`, rule: 'UNKNOWN', description: former }],
  });
  await report(former);
  await eventually(() =>
    handOver().then(
      () => true,
      () => false,
    ),
  );
  const { changed: said } = await directory(top).handOverUnits(
    { units: [unit], to: successor, decision: dry, acceptLoss: false },
    operator,
  );
  expect(said).toMatchObject({
    difference: { units: [{ what: unit, from: former, to: successor }], added: [], removed: [], moved: [] },
    units: [{ unit, from: former, to: successor, records: 3 }],
  });
  expect(said?.units[0]?.lastHeard).toBeDefined();
  expect(await tree.tableAt(top, 'sites')).toBe(before);
});

test('B2: a day that was counted again while the line is cut is not delivered, though no record is new and its site was heard a moment ago', async () => {
  const tried = () =>
    directory(top).handOverUnits(
      {
        units: [unit],
        to: successor,
        decision: { dryRun: true, reason: '', hash: '' },
        acceptLoss: false,
      },
      operator,
    );
  await tree.unhost(district);
  const key = { channel, unit, id: days[0] as string };
  const client = tree.siteOf(former).as('reporting', ExchangeServiceService, 'exchange');
  await client.putRecords({ records: [PutRecord.create({ key, src: 2, value: Buffer.from('again') })] });
  const sumAt = async (id: string) => {
    const here = tree.siteOf(id).as('gateway', DirectoryServiceService, 'directory');
    return (await here.describeSite({ units: [unit] }, operator)).units[0]?.channels[0];
  };
  const [there, here] = [await sumAt(former), await sumAt(top)];
  expect([there?.records, here?.records]).toEqual([3, 3]);
  expect(there?.digest.equals(here?.digest ?? Buffer.alloc(0))).toBe(false);
  expect(await refusalOf(tried())).toMatchObject({
    code: 'UNITS_NOT_DELIVERED',
    fields: [{ field: `units.${unit}`, rule: 'SILENT', description: former }],
  });
  await tree.host(district);
  await eventually(tried);
  expect((await sumAt(top))?.digest).toEqual(there?.digest);
});

test('a decision names why and the table that was seen, and who may not take it is refused', async () => {
  const at = (decision: { dryRun: boolean; reason: string; hash: string }) =>
    refusalOf(
      directory(top).handOverUnits({ units: [unit], to: successor, decision, acceptLoss: false }, operator),
    );
  expect(await at({ dryRun: false, reason: ' ', hash: 'x' })).toMatchObject({
    fields: [{ field: 'decision.reason', rule: 'REQUIRED' }],
  });
  expect(await at({ dryRun: false, reason: 'y', hash: '' })).toMatchObject({
    fields: [{ field: 'decision.hash', rule: 'REQUIRED' }],
  });
  expect(await at({ dryRun: false, reason: 'y', hash: 'old' })).toMatchObject({ code: 'TABLE_CHANGED' });
  const dry = { dryRun: true, reason: '', hash: '' };
  const commune = { onBehalfOf: { ...operator.onBehalfOf, units: [unit] } };
  const { handOverUnits, retireSite } = directory(top);
  expect(
    await refusalOf(
      handOverUnits({ units: [unit], to: successor, decision: dry, acceptLoss: false }, commune),
    ),
  ).toMatchObject({ code: 'UNIT_NOT_ALLOWED' });
  expect(
    await refusalOf(
      directory(district).handOverUnits(
        { units: [unit], to: successor, decision: dry, acceptLoss: false },
        operator,
      ),
    ),
  ).toMatchObject({ code: 'TABLE_NOT_OWNED_HERE' });
  expect(
    await refusalOf(handOverUnits({ units: [unit], to: 's1', decision: dry, acceptLoss: false }, operator)),
  ).toMatchObject({
    code: 'SITE_NOT_FOUND',
  });
  expect(
    await refusalOf(
      handOverUnits({ units: ['46@0'], to: successor, decision: dry, acceptLoss: false }, operator),
    ),
  ).toMatchObject({ fields: [{ field: 'units[0]', rule: 'DIRECTORY_UNIT' }] });
  expect(
    await refusalOf(retireSite({ site: former, decision: dry, acceptLoss: false }, operator)),
  ).toMatchObject({
    code: 'SITE_WRITES_UNITS',
  });
});

test('A5: after a hand-over and a change of key an empty province gets every older record again, and refuses none for good', async () => {
  const { changed } = await directory(top).handOverUnits(
    { units: [unit], to: successor, decision: { dryRun: true, reason: '', hash: '' }, acceptLoss: false },
    operator,
  );
  const hash = changed?.hash ?? '';
  const decision = { dryRun: false, reason: 'sáp nhập', hash };
  await directory(top).handOverUnits({ units: [unit], to: successor, decision, acceptLoss: false }, operator);
  for (const id of all) await eventually(async () => (await ownerAt(id)) === successor);
  const { former: owners = [] } = await sitesAt(successor);
  expect(owners.filter((one) => one.site === former)).toMatchObject([
    { unit, until: '2025-06-30' },
    { unit, until: '2025-06-30' },
    { unit, until: '2025-06-30' },
  ]);
  const kept = await tree.withDatabase(top, 'directory', (db) =>
    db.collection('tables').findOne({ name: 'sites' }),
  );
  expect(kept?.['changes']).toMatchObject([{ action: 'hand_over', by: 'p', reason: 'sáp nhập' }]);
  const { decisions } = await directory(top).listDecisions({ before: undefined }, operator);
  expect(decisions).toMatchObject([
    {
      kind: DecisionKind.SITES,
      action: DecisionAction.HAND_OVER,
      by: 'p',
      reason: 'sáp nhập',
      about: [unit],
      count: 1,
    },
  ]);

  await tree.unhost(top);
  await empty(top);
  await tree.host(top);
  await eventually(async () => (await heldAt(top)).join() === days.join());
});

test('B4: an empty province keeps its configuration’s registry to itself, shows the difference, and takes the newer one back by a decision', async () => {
  const incident = await eventually(async () => {
    const found = await incidentOf(top);
    return found?.difference && found;
  });
  expect(incident.difference).toMatchObject({
    units: [{ what: unit, from: former, to: successor }],
    rekeyed: [former],
  });
  for (const id of [district, former, successor]) expect(await ownerAt(id)).toBe(successor);
  expect(await ownerAt(top)).toBe(former);
  const { resolveIncident } = exchange(top);
  const { key, seen } = incident;
  const decision = { key, action: IncidentAction.TAKE_BACK, reason: 'máy mới', seen };
  expect(await refusalOf(resolveIncident({ ...decision, reason: '' }, operator))).toMatchObject({
    fields: [{ field: 'reason' }],
  });
  const [newer = '', held = ''] = seen.split(' ');
  for (const other of [`${newer.slice(0, -1)}x ${held}`, `${newer} 1:00`])
    expect(await refusalOf(resolveIncident({ ...decision, seen: other }, operator))).toMatchObject({
      code: 'INCIDENT_CHANGED',
    });
  await resolveIncident(decision, operator);
  await eventually(async () => (await ownerAt(top)) === successor);
  expect((await sitesAt(top)).former).toEqual((await sitesAt(district)).former);
  await eventually(async () => (await incidentOf(top)) === undefined);
  for (const id of all) expect(await ownerAt(id)).toBe(successor);
});

test('B4: a province set back to yesterday sends its registry out again only by a decision', async () => {
  const services = ['directory', 'exchange'] as const;
  const copies = new Map<string, Map<string, object[]>>();
  for (const service of services)
    await tree.withDatabase(top, service, async (db) => {
      const copy = new Map<string, object[]>();
      for (const { name } of await db.listCollections().toArray())
        copy.set(name, await db.collection(name).find().toArray());
      copies.set(service, copy);
    });
  const { changed } = await directory(top).nameSuccessor(
    { site: former, successor, decision: { dryRun: true, reason: '', hash: '' } },
    operator,
  );
  const hash = changed?.hash ?? '';
  await directory(top).nameSuccessor(
    { site: former, successor, decision: { dryRun: false, reason: 'sáp nhập', hash } },
    operator,
  );
  const retire = (decision: { dryRun: boolean; reason: string; hash: string }) =>
    directory(top).retireSite({ site: former, decision, acceptLoss: false }, operator);
  const dry = { dryRun: true, reason: '', hash: '' };
  // Until it has heard of the registry what it says of itself counts nothing.
  const { changed: retired } = await eventually(() => retire(dry));
  expect(retired).toMatchObject({
    difference: { removed: [former], units: [] },
    retired: { answered: true, goesByRegistry: true, stranded: [], unconfirmed: 0 },
  });
  await tree.unhost(former);
  expect(await refusalOf(retire(dry))).toMatchObject({
    code: 'UNITS_NOT_DELIVERED',
    fields: [{ field: 'site', rule: 'SILENT', description: former }],
  });
  await tree.host(former);
  const shown = retired?.hash ?? '';
  await eventually(() => retire({ dryRun: false, reason: 'sáp nhập', hash: shown }));
  const isRetiredAt = async (id: string) => !(await sitesAt(id)).sites.some((site) => site.id === former);
  for (const id of [district, successor]) await eventually(() => isRetiredAt(id));

  await tree.unhost(top);
  for (const service of services)
    await tree.withDatabase(top, service, async (db) => {
      for (const [name, documents] of copies.get(service) ?? []) {
        await db.collection(name).deleteMany({});
        if (documents.length > 0) await db.collection(name).insertMany(documents);
      }
    });
  await tree.host(top);
  const incident = await eventually(async () => {
    const found = await incidentOf(top);
    return found?.difference && found;
  });
  expect(incident.difference).toMatchObject({ removed: [former] });
  for (const id of [district, successor]) expect(await isRetiredAt(id)).toBe(true);
  const { key, seen } = incident;
  const decision = { key, action: IncidentAction.PUBLISH, reason: 'làm lại', seen };
  const [newer = '', held = ''] = seen.split(' ');
  for (const other of [`${newer.slice(0, -1)}x ${held}`, `${newer} ${held.slice(0, -1)}x`])
    expect(
      await refusalOf(exchange(top).resolveIncident({ ...decision, seen: other }, operator)),
    ).toMatchObject({ code: 'INCIDENT_CHANGED' });
  await exchange(top).resolveIncident(decision, operator);
  for (const id of [district, successor]) await eventually(async () => !(await isRetiredAt(id)));
  // The retired site may have missed the last table and hold the one before: that is another one, and decided as well.
  await eventually(async () => {
    const left = await incidentOf(top);
    if (!left) return true;
    const again = { ...decision, seen: left.seen };
    await exchange(top)
      .resolveIncident(again, operator)
      .catch(() => undefined);
    return false;
  });
});
