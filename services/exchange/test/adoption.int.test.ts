import { DecisionAction, DecisionKind } from '@lienthong/contracts/common/v1/decision';
import {
  ExchangeServiceService,
  IncidentAction,
  IncidentKind,
} from '@lienthong/contracts/exchange/v1/exchange';
import { Hierarchy } from '@lienthong/domain';
import type { Principal } from '@lienthong/runtime';
import { createSite, type RunningSite } from '../src/adapters/create-site.ts';
import { encodeMessage } from '../src/adapters/link-codec.ts';
import { foreignStamp, noStamp } from '../src/domain/document.ts';
import { type Stamp, stampText } from '../src/domain/stamp.ts';
import { operatorHandlers } from '../src/grpc/operator-handlers.ts';
import {
  CellKeeper,
  eventually,
  type Province,
  restoreDatabase,
  sayOnLink,
  startProvince,
  TallyMaker,
  unitOf,
  withDatabase,
} from './support/province.ts';

const commune = 's20116';
const top = 's46';
const unit = unitOf(commune);

let province: Province;
let cells: CellKeeper;
let wiped: RunningSite;
let handlers: ReturnType<typeof operatorHandlers>;

const hierarchy = new Hierarchy(
  [
    {
      key: unit,
      code: '20116',
      name: 'Xã Vinh Hưng',
      kind: 'commune',
      level: 'commune',
      parent: '',
      validFrom: '',
      validTo: '',
    },
  ],
  [],
);
const operator: Principal = {
  kind: 'person',
  subject: 'o',
  name: 'Người vận hành',
  roles: ['operator'],
  units: [unit],
};
const call = { principal: operator, method: '', signal: new AbortController().signal };
const keyOf = (id: string) => ({ channel: 'u2-tally-onestop', unit, id });
const large = 'Vinh Hưng '.repeat(2_000);
/** More than an answer to a question has room for. */
const largest = 'Vinh Hưng '.repeat(200_000);

beforeAll(async () => {
  province = await startProvince([{ id: top }, { id: commune, parent: top }]);
  cells = new CellKeeper(province.getSite(top));
  const maker = new TallyMaker(province.getSite(commune));
  await maker.producer.compare();
  await maker.put('2025-06-27', 'twice');
  await maker.put('2025-06-28', 'before');
  await maker.put('2025-06-29', 'small');
  await maker.put('2025-06-30', large);
  await maker.put('2025-07-01', largest);
  await eventually(() => cells.store.size === 5);
  await maker.producer.stop();
  await province.unhost(commune);
  await restoreDatabase(province.getSite(commune), new Map());
  wiped = await createSite(province.getSite(commune).context('exchange'));
  handlers = operatorHandlers(wiped.site, { hierarchy: () => hierarchy, today: () => '2025-06-30' });
  await wiped.start();
  await eventually(async () => (await handlers.listIncidents({}, call)).incidents.length === 5, {
    timeoutMs: 30_000,
  });
});

afterAll(async () => {
  await cells.consumer.stop();
  await wiped.stop();
  await province.stop();
});

const seenOf = async (id: string): Promise<string> =>
  (await handlers.listIncidents({}, call)).incidents.find(({ key }) => key?.id === id)?.seen ?? '';

async function recordOf(id: string): Promise<Stamp> {
  const name = `u2-tally-onestop/${unit}/${id}`;
  return (await wiped.site.records.read([name])).get(name)?.document.record ?? noStamp;
}

test('what others still have of a wiped owner is shown to people as stubs, and not adopted by itself', async () => {
  const { incidents } = await handlers.listIncidents({}, call);
  // It says who has them.
  expect(new Set(incidents.map(({ heldAt }) => heldAt.join()))).toEqual(new Set([top]));
  expect(
    incidents.map(({ kind, key, seen, settledAt }) => [kind, key?.id, seen.split(':')[0], settledAt]),
  ).toEqual([
    [IncidentKind.STUB, '2025-06-27', '1', ''],
    [IncidentKind.STUB, '2025-06-28', '1', ''],
    [IncidentKind.STUB, '2025-06-29', '1', ''],
    [IncidentKind.STUB, '2025-06-30', '1', ''],
    [IncidentKind.STUB, '2025-07-01', '1', ''],
  ]);
});

test.each([
  ['adopt', IncidentAction.ADOPT],
  ['delete', IncidentAction.DELETE],
])('who wants to %s names the stub that was shown', async (_name, action) => {
  const decide = (seen: string) =>
    handlers.resolveIncident({ key: keyOf('2025-06-27'), action, reason: 'x', seen }, call);
  const shown = await seenOf('2025-06-27');
  // Another state of the same revision is another one.
  for (const other of ['', shown.replace(/^1:/, '2:'), '1:00112233445566ff', 'none'])
    await expect(decide(other)).rejects.toMatchObject({ code: 'INCIDENT_CHANGED' });
});

test('a stub whose record the service put again meanwhile is neither deleted nor adopted: the record stands', async () => {
  const name = `u2-tally-onestop/${unit}/2025-06-28`;
  const document = (await wiped.site.records.read([name])).get(name)?.document;
  const stamp = (document && foreignStamp(document)) ?? null;
  const value = { value: Buffer.from('again'), content: null, tombstone: false };
  const change = { ...value, src: 1, restored: false, takesOver: stamp };
  const [outcome] = await wiped.site.runner.put([{ key: name, change, spans: [] }]);
  expect(outcome?.decision.taken).toBe(true);
  await eventually(() => cells.values()[name] === 'again');
  for (const action of [IncidentAction.DELETE, IncidentAction.ADOPT])
    for (const seen of [stampText(stamp ?? noStamp), stampText(outcome?.document?.record ?? noStamp)])
      await expect(
        handlers.resolveIncident({ key: keyOf('2025-06-28'), action, reason: 'trùng', seen }, call),
      ).rejects.toMatchObject({ code: 'INCIDENT_CHANGED' });
  expect(cells.values()[name]).toBe('again');
});

test('who asks for a lost record is told by a code when what comes back is no record', async () => {
  const name = `u2-tally-onestop/${unit}/2025-06-27`;
  const setSeen = (seen: string): Promise<string | undefined> =>
    withDatabase(province.getSite(top), 'exchange', async (db) => {
      const records = db.collection<{ _id: string; record: { seen: string } }>('records');
      return (await records.findOneAndUpdate({ _id: name }, { $set: { 'record.seen': seen } }))?.record.seen;
    });
  // A stamp with half a tag: no site reads that.
  const before = await setSeen('1:00');
  const request = {
    key: keyOf('2025-06-27'),
    action: IncidentAction.ADOPT,
    reason: 'x',
    seen: await seenOf('2025-06-27'),
  };
  await expect(handlers.resolveIncident(request, call)).rejects.toMatchObject({ code: 'NOTHING_TO_ADOPT' });
  await setSeen(before ?? '');
});

test.each([
  ['2025-06-29', 'small'],
  ['2025-06-30', large],
  ['2025-07-01', largest],
])(
  'a person adopts the record of %s: its value stands again everywhere, and the record is marked',
  async (id, value) => {
    const { incident } = await handlers.resolveIncident(
      { key: keyOf(id), action: IncidentAction.ADOPT, reason: 'máy chủ mới', seen: await seenOf(id) },
      call,
    );
    expect(incident).toMatchObject({ kind: IncidentKind.MARKED, rev: 2 });
    const name = `u2-tally-onestop/${unit}/${id}`;
    await eventually(() => cells.store.get(name)?.stamp.rev === 2);
    expect(cells.values()[name]).toBe(value);
    const { hash, size } = (await wiped.site.records.read([name])).get(name)?.document.record?.content ?? {};
    await eventually(async () => hash === undefined || (await wiped.site.contents.find(hash))?.size === size);
  },
);

test('A6: a person at the owner lifts the mark, with a reason, and it goes at every level', async () => {
  const key = keyOf('2025-06-29');
  const request = { key, action: IncidentAction.LIFT, reason: 'đã đối chiếu với sổ', seen: '1' };
  await expect(handlers.resolveIncident(request, call)).rejects.toMatchObject({ code: 'INCIDENT_CHANGED' });
  // Nobody contests it, and it lies where it belongs: neither word holds.
  for (const action of [IncidentAction.KEEP, IncidentAction.ENTERED]) {
    const word = { ...request, action, seen: stampText(await recordOf('2025-06-29')) };
    await expect(handlers.resolveIncident(word, call)).rejects.toMatchObject({ code: 'INCIDENT_CHANGED' });
  }
  const { incident } = await handlers.resolveIncident({ ...request, seen: await seenOf('2025-06-29') }, call);
  expect(incident).toBeUndefined();
  await eventually(() => cells.store.get(`u2-tally-onestop/${unit}/2025-06-29`)?.stamp.rev === 3);
  expect(cells.store.get(`u2-tally-onestop/${unit}/2025-06-29`)).toMatchObject({ broke: 2, lifted: 2 });
  const above = province.getSite(top).as('operations', ExchangeServiceService, 'exchange');
  const { incidents } = await above.listIncidents({});
  // What is left is settled at the owner, and says so.
  expect(incidents.map(({ kind, key: of, settledAt }) => [kind, of?.id, settledAt])).toEqual([
    [IncidentKind.MARKED, '2025-06-28', commune],
    [IncidentKind.MARKED, '2025-06-30', commune],
    [IncidentKind.MARKED, '2025-07-01', commune],
  ]);
});

test('E decision: who lifted the mark and why stand in the record’s own document', async () => {
  const name = `u2-tally-onestop/${unit}/2025-06-29`;
  const document = (await wiped.site.records.read([name])).get(name)?.document;
  expect(document?.rulings.map(({ action, reason, by }) => [action, reason, by])).toEqual([
    ['adopt', 'máy chủ mới', 'o'],
    ['lift', 'đã đối chiếu với sổ', 'o'],
  ]);
});

test('what was decided is read back, the newest first, with who and why, and by nobody of another unit', async () => {
  const { decisions, isMore } = await handlers.listDecisions({ before: undefined }, call);
  expect(
    decisions.map(({ kind, action, about, by, reason }) => [kind, action, ...about, by, reason]),
  ).toEqual([
    [DecisionKind.MARKED, DecisionAction.LIFT, '2025-06-29', 'o', 'đã đối chiếu với sổ'],
    [DecisionKind.STUB, DecisionAction.ADOPT, '2025-07-01', 'o', 'máy chủ mới'],
    [DecisionKind.STUB, DecisionAction.ADOPT, '2025-06-30', 'o', 'máy chủ mới'],
    [DecisionKind.STUB, DecisionAction.ADOPT, '2025-06-29', 'o', 'máy chủ mới'],
  ]);
  expect(isMore).toBe(false);
  const older = await handlers.listDecisions({ before: decisions[1]?.at }, call);
  expect(older.decisions).toEqual(decisions.slice(2));
  const elsewhere = { ...call, principal: { ...operator, units: ['20125@0'] } };
  expect((await handlers.listDecisions({ before: undefined }, elsewhere)).decisions).toEqual([]);
});

test('C1: a person accepts what was refused: it is answered when it is said again, and the jump is gone', async () => {
  const [id, rev] = ['2025-06-30', 40_000];
  const chain = [{ site: top, rev, tag: '00112233445566ff', displaced: null }];
  const have = encodeMessage({
    kind: 'have',
    took: 0,
    entries: [{ key: `u2-tally-onestop/${unit}/${id}`, chain }],
  });
  const say = () => sayOnLink(province, top, `x.down.${commune}.1`, have);
  const find = async () =>
    (await handlers.listIncidents({}, call)).incidents.find(({ key }) => key?.id === id);
  await eventually(async () => {
    await say();
    return (await find())?.kind === IncidentKind.JUMP;
  });
  expect(await find()).toMatchObject({ jumpRev: rev, jumpHop: top });
  const request = {
    key: keyOf(id),
    action: IncidentAction.ACCEPT,
    reason: 'đã hỏi tỉnh',
    seen: (await find())?.seen ?? '',
  };
  await handlers.resolveIncident(request, call);
  await eventually(async () => {
    await say();
    return (cells.store.get(`u2-tally-onestop/${unit}/${id}`)?.stamp.rev ?? 0) > rev;
  });
  expect((await find())?.kind).toBe(IncidentKind.MARKED);
});

test('a stub that nobody needs any more is deleted everywhere', async () => {
  await handlers.resolveIncident(
    {
      key: keyOf('2025-06-27'),
      action: IncidentAction.DELETE,
      reason: 'trùng',
      seen: await seenOf('2025-06-27'),
    },
    call,
  );
  await eventually(() => cells.store.get(`u2-tally-onestop/${unit}/2025-06-27`)?.tombstone === true);
  const rest = ['2025-06-28', '2025-06-29', '2025-06-30', '2025-07-01'];
  expect(Object.keys(cells.values())).toEqual(rest.map((day) => `u2-tally-onestop/${unit}/${day}`));
});

test('a record that stands here is not deleted, also not one that a person adopted', async () => {
  const seen = stampText(await recordOf('2025-06-29'));
  await expect(
    handlers.resolveIncident(
      { key: keyOf('2025-06-29'), action: IncidentAction.DELETE, reason: 'trùng', seen },
      call,
    ),
  ).rejects.toMatchObject({ code: 'INCIDENT_CHANGED' });
});

test('nobody settles a record of a unit that is not theirs, or in a way that does not fit', async () => {
  const elsewhere = { ...call, principal: { ...operator, units: ['20125@0'] } };
  const request = { key: keyOf('2025-06-30'), action: IncidentAction.DELETE, reason: 'trùng', seen: '1:00' };
  await expect(handlers.resolveIncident(request, elsewhere)).rejects.toMatchObject({
    code: 'UNIT_NOT_ALLOWED',
  });
  await expect(
    handlers.resolveIncident({ ...request, action: IncidentAction.NO_MORE }, call),
  ).rejects.toMatchObject({
    fields: [{ field: 'key.id' }],
  });
});
