import { DecisionAction, DecisionKind } from '@lienthong/contracts/common/v1/decision';
import {
  IncidentAction,
  IncidentKind,
  LinkReason,
  WatermarkReason,
} from '@lienthong/contracts/exchange/v1/exchange';
import { Hierarchy } from '@lienthong/domain';
import { createDatabases, type Database, type Databases, type Principal } from '@lienthong/runtime';
import { createSite, type RunningSite } from '../src/adapters/create-site.ts';
import { operatorHandlers } from '../src/grpc/operator-handlers.ts';
import { CellKeeper, eventually, type Province, startProvince, unitOf } from './support/province.ts';

const commune = 's20116';
const district = 's482';
const top = 's46';
const unit = unitOf(commune);

let province: Province;
let cells: CellKeeper;
let copies: Databases;
const sites = new Map<string, RunningSite>();
const handlers = new Map<string, ReturnType<typeof operatorHandlers>>();

const row = { code: '20116', name: 'Xã Vinh Hưng', kind: 'commune', level: 'commune', parent: '' } as const;
const hierarchy = new Hierarchy([{ ...row, key: unit, validFrom: '', validTo: '' }], []);
const operator: Principal = {
  kind: 'person',
  subject: 'o',
  name: 'Người vận hành',
  roles: ['operator'],
  units: [unit],
};
const call = { principal: operator, method: '', signal: new AbortController().signal };

const hello = {
  kind: 'hello',
  site: commune,
  fresh: false,
  silent: [],
  below: undefined,
  heard: [],
  twins: [],
} as const;

/** A process of a site; the copy has the same identity and a database of its own, as a restored machine has. */
async function run(name: string, id: string): Promise<void> {
  const context = province.getSite(id).context('exchange');
  const { uri, prefix } = context.config.database;
  copies ??= createDatabases(uri, context.logger);
  const database = (): Promise<Database> => copies.open(`${prefix}_copy_exchange`);
  const running = await createSite(name === 'copy' ? { ...context, database } : context);
  sites.set(name, running);
  handlers.set(
    name,
    operatorHandlers(running.site, { hierarchy: () => hierarchy, today: () => '2025-06-30' }),
  );
  await running.start();
}

async function twinsAt(name: string): Promise<string[]> {
  const { incidents = [] } = (await handlers.get(name)?.listIncidents({}, call)) ?? {};
  return incidents.filter(({ kind }) => kind === IncidentKind.TWIN).map(({ key }) => key?.id ?? '');
}

/** Where each twin that a process shows is settled (empty: there), and how many starts of it are known. */
async function settledAt(name: string): Promise<[string, number][]> {
  const { incidents = [] } = (await handlers.get(name)?.listIncidents({}, call)) ?? {};
  return incidents
    .filter(({ kind }) => kind === IncidentKind.TWIN)
    .map((one) => [one.settledAt, new Set(one.instances).size]);
}

async function stop(name: string): Promise<void> {
  await sites.get(name)?.stop();
  sites.delete(name);
}

async function acknowledge(name: string, later = 0): Promise<void> {
  const { incidents = [] } = (await handlers.get(name)?.listIncidents({}, call)) ?? {};
  const found = incidents.find(({ kind }) => kind === IncidentKind.TWIN)?.seen ?? '';
  const seen = later === 0 ? found : String(Number(found) + later);
  const key = { channel: 'site', unit, id: commune };
  const request = { key, action: IncidentAction.LIFT, reason: 'đã tắt máy cũ', seen };
  await handlers.get(name)?.resolveIncident(request, call);
}

beforeAll(async () => {
  province = await startProvince(
    [{ id: top }, { id: district, parent: top }, { id: commune, parent: district }],
    'leave',
  );
  await province.host(top);
  cells = new CellKeeper(province.getSite(top));
  await run(district, district);
  await run(commune, commune);
});

afterAll(async () => {
  await cells.consumer.stop();
  for (const name of sites.keys()) await stop(name);
  await copies.close();
  await province.stop();
});

test('C5: two live copies of a commune are told at every level and at both of them, and its numbers are not current', async () => {
  const { runner } = (sites.get(commune) as RunningSite).site;
  await runner.run((engine) =>
    engine.noteProgress([
      {
        unit,
        channel: 'u2-tally-onestop',
        asOf: Date.parse('2025-06-30T00:30:00Z'),
        reason: 'current',
        epoch: engine.epoch,
      },
    ]),
  );
  await eventually(() => cells.watermarks.get(unit)?.reason === WatermarkReason.CURRENT);
  await run('copy', commune);
  for (const name of [district, commune, 'copy'])
    await eventually(async () => (await twinsAt(name)).includes(commune));
  expect([await settledAt(district), await settledAt(commune)]).toEqual([[['', 2]], [[district, 0]]]);
  await eventually(() => cells.watermarks.get(unit)?.reason === WatermarkReason.TWIN);
  expect(cells.watermarks.get(unit)?.asOf).toBeUndefined();
});

test('C5: it is settled where it was found, and stands there as long as both live', async () => {
  await expect(acknowledge('copy')).rejects.toMatchObject({ code: 'NOT_FOUND_HERE' });
  await expect(acknowledge(district, 1)).rejects.toMatchObject({ code: 'INCIDENT_CHANGED' });
  await acknowledge(district);
  await eventually(async () => (await twinsAt(district)).includes(commune));
});

test('C5: a restart of the neighbour forgets nothing', async () => {
  await stop('copy');
  await stop(district);
  await run(district, district);
  expect(await twinsAt(district)).toEqual([commune]);
});

test('C5: when one is stopped and a person says so, the mark goes at every level', async () => {
  await acknowledge(district);
  for (const name of [district, commune]) await eventually(async () => (await twinsAt(name)).length === 0);
  await eventually(() => cells.watermarks.get(unit)?.reason === WatermarkReason.CURRENT);
  const { decisions = [] } = (await handlers.get(district)?.listDecisions({ before: undefined }, call)) ?? {};
  expect(decisions[0]).toMatchObject({
    kind: DecisionKind.TWIN,
    action: DecisionAction.LIFT,
    about: [commune],
  });
});

test('C5: a site that is started again and again is none', async () => {
  for (let time = 0; time < 3; time += 1) {
    const heard = sites.get(district)?.site.runner.engine.memory.instances;
    const before = heard?.get(commune)?.current;
    await stop(commune);
    await run(commune, commune);
    await eventually(() => heard?.get(commune)?.current !== before);
  }
  expect(await twinsAt(district)).toEqual([]);
});

test('C5: settled after the machine that was switched off spoke last, it does not stand again for the one that is left', async () => {
  const { runner } = (sites.get(district) as RunningSite).site;
  const heard = runner.engine.memory.instances;
  const left = heard.get(commune)?.current ?? '';
  // Said until it is heard: the machine that is left may speak between a word and the look at it.
  const say = (instance: string): Promise<unknown> =>
    eventually(() => {
      if (heard.get(commune)?.current === instance) return true;
      const message = { ...hello, instance, sentAt: Date.now() };
      runner.arrive({ from: commune, message, at: Date.now() }, 1, 0);
      return false;
    });
  await say('switched off soon');
  await eventually(async () => (await twinsAt(district)).includes(commune));
  await eventually(() => heard.get(commune)?.current === left);
  await say('switched off soon');
  await acknowledge(district);
  await eventually(() => heard.get(commune)?.current === left);
  expect(await twinsAt(district)).toEqual([]);
});

test('E clock: a neighbour whose clock is three days ahead is told to the operator, with what both clocks show', async () => {
  const { site } = sites.get(district) as RunningSite;
  const instance = site.runner.engine.memory.instances.get(commune)?.current ?? '';
  await eventually(async () => {
    const sentAt = Date.now() + 3 * 86_400_000;
    const message = { ...hello, instance, sentAt };
    site.runner.arrive({ from: commune, message, at: Date.now() }, 1, 0);
    const { neighbours = [] } = (await handlers.get(district)?.listNeighbours({}, call)) ?? {};
    const { reason, clocks } = neighbours.find((one) => one.site === commune) ?? {};
    const ahead = Number(clocks?.there) - Number(clocks?.here);
    return reason === LinkReason.CLOCK && Math.abs(ahead - 3 * 86_400_000) < 60_000;
  });
});
