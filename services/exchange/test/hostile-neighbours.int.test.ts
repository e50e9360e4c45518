import { randomUUID } from 'node:crypto';
import {
  ExchangeServiceService,
  IncidentKind,
  MessageRefusal,
  WatermarkReason,
} from '@lienthong/contracts/exchange/v1/exchange';
import { connect } from '@nats-io/transport-node';
import { createEnvironment } from '../src/adapters/environment.ts';
import { encodeMessage } from '../src/adapters/link-codec.ts';
import type { Put } from '../src/domain/messages.ts';
import type { Unsigned } from '../src/domain/record.ts';
import { maximumConsumers } from '../src/domain/route.ts';
import { type UnsignedWatermark, watermarkText } from '../src/domain/watermark.ts';
import {
  CellKeeper,
  eventually,
  type Province,
  sayOnLink,
  startProvince,
  TallyMaker,
  unitOf,
} from './support/province.ts';

const commune = 's20116';
const other = 's20125';
const district = 's482';
const top = 's46';

let province: Province;
let maker: TallyMaker;
let cells: CellKeeper;

beforeAll(async () => {
  province = await startProvince([
    { id: top },
    { id: district, parent: top },
    { id: commune, parent: district },
    { id: other, parent: district },
  ]);
  maker = new TallyMaker(province.getSite(commune));
  cells = new CellKeeper(province.getSite(top));
  await maker.producer.compare();
  await maker.put('2025-06-30', 'true');
  await eventually(() => Object.values(cells.values()).includes('true'));
});

afterAll(async () => {
  await maker.producer.stop();
  await cells.consumer.stop();
  await province.stop();
});

/** A record as its owner would have written it, with one thing or another wrong. */
function forge(by: string, unit: string, change: Partial<Unsigned> = {}, signedBy = by): Put {
  const key = `u2-tally-onestop/${unit}/2025-06-30`;
  const unsigned: Unsigned = {
    rev: 50,
    tag: '00112233445566ff',
    value: Buffer.from('false'),
    content: null,
    tombstone: false,
    seen: [{ rev: 50, tag: '00112233445566ff' }],
    base: 0,
    broke: 0,
    lifted: 0,
    extra: '',
    by,
    ...change,
  };
  const signer = createEnvironment(province.getSite(signedBy).config.identity.keyDirectory);
  return { kind: 'put', key, record: { ...unsigned, sig: signer.sign(key, unsigned) }, spans: [] };
}

const sayAs = (site: string, subject: string, bytes: Uint8Array) => sayOnLink(province, site, subject, bytes);

const refusedBy = async (
  site: string,
  hop: string,
): Promise<{ refused: number; lastRefusal: MessageRefusal }> => {
  const client = province.getSite(site).as('operations', ExchangeServiceService, 'exchange');
  const found = (await client.listNeighbours({})).neighbours.find((one) => one.site === hop);
  return { refused: found?.refused ?? 0, lastRefusal: found?.lastRefusal ?? MessageRefusal.UNSPECIFIED };
};

/** The message is refused by `at`, `hop` is named, and nothing of it is shown. */
async function expectRefusal(
  at: string,
  hop: string,
  say: () => Promise<void>,
  reason: MessageRefusal,
): Promise<void> {
  const before = await refusedBy(at, hop);
  await say();
  await eventually(async () => (await refusedBy(at, hop)).refused > before.refused);
  expect((await refusedBy(at, hop)).lastRefusal).toBe(reason);
  expect(new Set(Object.values(cells.values()))).toEqual(new Set(['true']));
}

test('a commune cannot put records of a unit outside its subtree, whoever signed them', async () => {
  const put = encodeMessage(forge(commune, unitOf(other)));
  await expectRefusal(
    district,
    commune,
    () => sayAs(commune, `x.up.${commune}.2`, put),
    MessageRefusal.NOT_PREVIOUS_HOP,
  );
});

test('a commune cannot publish as another one, nor listen to what goes down to it', async () => {
  const before = await refusedBy(district, other);
  const heard: string[] = [];
  const { servers, user, pass } = province.tree.getSite(commune).linkLogin;
  const nc = await connect({ servers, user, pass });
  nc.subscribe(`x.down.${other}.>`, { callback: (_error, message) => void heard.push(message.subject) });
  nc.publish(`x.up.${other}.2`, encodeMessage(forge(other, unitOf(other))));
  await nc.flush();
  // What is refused is silent: what was said after it on the commune's own subject has arrived.
  await expectRefusal(
    district,
    commune,
    () => sayAs(commune, `x.up.${commune}.2`, Buffer.from('not protobuf')),
    MessageRefusal.MALFORMED,
  );
  expect(await refusedBy(district, other)).toEqual(before);
  expect(heard).toEqual([]);
  await nc.close();
});

test('a relay cannot alter a record: the owner’s signature fails, and the relay is named', async () => {
  const put = encodeMessage(forge(commune, unitOf(commune), {}, district));
  await expectRefusal(
    top,
    district,
    () => sayAs(district, `x.up.${district}.2`, put),
    MessageRefusal.SIGNATURE,
  );
});

test('a relay cannot call a content by another type than its owner', async () => {
  const content = { hash: 'ab'.repeat(32), size: 5_000, type: 'application/pdf' };
  const put = forge(commune, unitOf(commune), { value: null, content });
  const altered = { ...put, record: { ...put.record, content: { ...content, type: 'text/html' } } };
  const bytes = encodeMessage(altered);
  await expectRefusal(
    top,
    district,
    () => sayAs(district, `x.up.${district}.2`, bytes),
    MessageRefusal.SIGNATURE,
  );
});

test('a site that never owned the unit cannot sign for it', async () => {
  const put = encodeMessage(forge(district, unitOf(commune)));
  await expectRefusal(
    top,
    district,
    () => sayAs(district, `x.up.${district}.2`, put),
    MessageRefusal.OWNER_UNKNOWN,
  );
});

/** What the commune's site says of its tallies, or would, signed by one site or another. */
function forgeWatermark(signedBy: string, change: Partial<UnsignedWatermark> = {}): Uint8Array {
  const unsigned: UnsignedWatermark = {
    unit: unitOf(commune),
    channel: 'u2-tally-onestop',
    asOf: Date.parse('2025-06-30T00:30:00Z'),
    count: 1,
    digest: [1, 2],
    reason: 'current',
    extra: '',
    by: commune,
    ...change,
  };
  const signer = createEnvironment(province.getSite(signedBy).config.identity.keyDirectory);
  const watermark = { ...unsigned, sig: signer.signText(watermarkText(unsigned)) };
  const range = { after: '', upto: '' };
  return encodeMessage({
    kind: 'sums',
    role: 'belief',
    level: 'hop',
    range,
    sums: [],
    watermarks: [watermark],
  });
}

test.each<[string, string, Partial<UnsignedWatermark>, MessageRefusal]>([
  ['invents a watermark in the owner’s name', district, {}, MessageRefusal.SIGNATURE],
  ['signs one itself', district, { by: district }, MessageRefusal.OWNER_UNKNOWN],
  ['passes on one of a site that never owned the unit', other, { by: other }, MessageRefusal.OWNER_UNKNOWN],
])('A7: a relay that %s is refused and named', async (_words, signedBy, change, reason) => {
  const sums = forgeWatermark(signedBy, change);
  await expectRefusal(top, district, () => sayAs(district, `x.up.${district}.1`, sums), reason);
  expect(cells.watermarks.size).toBe(0);
});

test('a watermark that the owner’s site signed is taken from the relay, as it is', async () => {
  await sayAs(district, `x.up.${district}.1`, forgeWatermark(commune, { reason: 'catching_up' }));
  await eventually(() => cells.watermarks.get(unitOf(commune))?.reason === WatermarkReason.CATCHING_UP);
});

test.each([
  ['a revision far above what is held', { rev: 2_000_000 }, MessageRefusal.REV_JUMP],
  ['a revision above all bounds', { rev: 2 ** 50 + 1 }, MessageRefusal.REV_LIMIT],
  [
    'more known stamps than there may be',
    { seen: Array.from({ length: 65 }, (_, at) => ({ rev: at + 1, tag: '00112233445566ff' })) },
    MessageRefusal.SEEN_LIMIT,
  ],
  [
    'a content larger than any site takes',
    { value: null, content: { hash: 'ab'.repeat(32), size: 2 ** 31 + 1, type: 'video/mp4' } },
    MessageRefusal.CONTENT_LIMIT,
  ],
] as const)('%s is refused and the hop is named', async (_name, change, reason) => {
  const put = encodeMessage(forge(commune, unitOf(commune), change));
  await expectRefusal(district, commune, () => sayAs(commune, `x.up.${commune}.2`, put), reason);
});

test('a chain longer than the way up is refused, and the owner does not raise above what it says', async () => {
  const entry = (site: string, rev: number) => ({ site, rev, tag: '00112233445566ff', displaced: null });
  const key = `u2-tally-onestop/${unitOf(commune)}/2025-06-30`;
  const sitesAbove = 2;
  const tooMany = sitesAbove * (1 + maximumConsumers) + 1;
  const chain = Array.from({ length: tooMany }, (_, at) => entry(`s${at}`, 90));
  const have = encodeMessage({ kind: 'have', took: 0, entries: [{ key, chain }] });
  await expectRefusal(
    commune,
    district,
    () => sayAs(district, `x.down.${commune}.1`, have),
    MessageRefusal.CHAIN_LIMIT,
  );
});

test('C1: a claim far above what is held is refused, is an incident that names the hop, and the record goes on', async () => {
  const key = `u2-tally-onestop/${unitOf(commune)}/2025-06-30`;
  const claim = (rev: number) => {
    const chain = [{ site: district, rev, tag: '00112233445566ff', displaced: null }];
    return encodeMessage({ kind: 'have', took: 0, entries: [{ key, chain }] });
  };
  const say = () => sayAs(district, `x.down.${commune}.1`, claim(1_000_001));
  await expectRefusal(commune, district, say, MessageRefusal.REV_JUMP);
  await expectRefusal(
    commune,
    district,
    () => sayAs(district, `x.down.${commune}.1`, claim(2 ** 49)),
    MessageRefusal.REV_JUMP,
  );
  const client = province.getSite(commune).as('operations', ExchangeServiceService, 'exchange');
  expect((await client.listIncidents({})).incidents).toMatchObject([
    { kind: IncidentKind.JUMP, key: { id: '2025-06-30' }, jumpRev: 1_000_001, jumpHop: district },
  ]);
  await maker.put('2025-06-30', 'after the lie');
  await eventually(() => Object.values(cells.values()).includes('after the lie'));
  await maker.put('2025-06-30', 'true');
  await eventually(() => Object.values(cells.values()).includes('true'));
});

test('C2: a claim about a record that does not exist yet keeps nobody from publishing it', async () => {
  const key = `u2-tally-onestop/${unitOf(commune)}/2025-07-01`;
  const chain = [{ site: district, rev: 2 ** 49, tag: '00112233445566ff', displaced: null }];
  const have = encodeMessage({ kind: 'have', took: 0, entries: [{ key, chain }] });
  await expectRefusal(
    commune,
    district,
    () => sayAs(district, `x.down.${commune}.1`, have),
    MessageRefusal.REV_JUMP,
  );
  await maker.put('2025-07-01', 'new');
  await eventually(() => cells.values()[key] === 'new');
  await maker.put('2025-07-01', 'true');
  await eventually(() => cells.values()[key] === 'true');
});

test.each([
  ['its neighbour', other],
  ['the district', district],
  ['itself, through the district', commune],
])('a commune that asks upwards about %s is refused: questions only go down', async (_name, about) => {
  const ask = encodeMessage({
    kind: 'ask',
    id: randomUUID(),
    unit: unitOf(about),
    question: 'reporting.explain_tally',
    body: Buffer.alloc(0),
    roles: ['ioc'],
    units: ['46@0'],
    timeout: 5_000,
  });
  await expectRefusal(
    district,
    commune,
    () => sayAs(commune, `x.up.${commune}.1`, ask),
    MessageRefusal.NOT_PREVIOUS_HOP,
  );
});

test('C3: while a neighbour sends 50,000 hellos, another one’s changes go on arriving', async () => {
  const { servers, user, pass } = province.tree.getSite(other).linkLogin;
  const nc = await connect({ servers, user, pass });
  const hello = encodeMessage({
    kind: 'hello',
    site: other,
    fresh: false,
    silent: [],
    below: undefined,
    heard: [],
    instance: 'one',
    twins: [],
    sentAt: 0,
  });
  let sent = 0;
  const flood = (async () => {
    for (; sent < 50_000; sent += 1) {
      nc.publish(`x.up.${other}.1`, hello);
      if (sent % 500 === 0) await nc.flush();
    }
  })();
  let arrived = 0;
  while (sent < 50_000) {
    const value = `during the flood ${arrived}`;
    await maker.put('2025-06-30', value);
    await eventually(() => Object.values(cells.values()).includes(value));
    if (sent < 50_000) arrived += 1;
  }
  await flood;
  await nc.close();
  expect(arrived).toBeGreaterThan(0);
});

test('after all that a true change still goes through', async () => {
  await maker.put('2025-06-30', 'still true');
  await eventually(() => Object.values(cells.values()).includes('still true'));
});
