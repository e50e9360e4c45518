import { generateKeyPairSync } from 'node:crypto';
import { cpSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ExchangeServiceService, PutRecord } from '@lienthong/contracts/exchange/v1/exchange';
import type { RegisteredSite } from '@lienthong/runtime';
import { createSite, type RunningSite } from '../src/adapters/create-site.ts';
import { createEnvironment } from '../src/adapters/environment.ts';
import { encodeMessage } from '../src/adapters/link-codec.ts';
import type { Environment } from '../src/domain/environment.ts';
import { type UnsignedWatermark, watermarkText } from '../src/domain/watermark.ts';
import {
  CellKeeper,
  eventually,
  type Province,
  restoreDatabase,
  sayOnLink,
  startProvince,
  TallyMaker,
  unitOf,
} from './support/province.ts';

const commune = 's20116';
const district = 's482';
const top = 's46';
const unit = unitOf(commune);
const nameOf = (day: string): string => `u2-tally-onestop/${unit}/${day}`;

let province: Province;
let maker: TallyMaker;
let cells: CellKeeper;
let rows: RegisteredSite[];
let relay: RunningSite;
/** Who copied the commune's first key. */
let thief: Environment;
let stolen: string;

beforeAll(async () => {
  province = await startProvince([
    { id: top },
    { id: district, parent: top },
    { id: commune, parent: district },
  ]);
  await province.unhost(district);
  await startRelay();
  rows = structuredClone(province.getSite(top).config.sites);
  stolen = rows.find(({ id }) => id === commune)?.publicKey ?? '';
  const copy = mkdtempSync(join(tmpdir(), 'stolen-key-'));
  cpSync(province.getSite(commune).config.identity.keyDirectory, copy, { recursive: true });
  thief = createEnvironment(copy);
  maker = new TallyMaker(province.getSite(commune));
  cells = new CellKeeper(province.getSite(top));
  await maker.producer.compare();
  await maker.put('2025-06-28', 'true');
  await maker.put('2025-06-29', 'true');
  await eventually(() => Object.keys(cells.values()).length === 2);
});

afterAll(async () => {
  await maker.producer.stop();
  await cells.consumer.stop();
  await relay.stop();
  await province.stop();
});

async function startRelay(): Promise<void> {
  relay = await createSite(province.getSite(district).context('exchange'));
  await relay.start();
}

/** The district's machine is replaced by an empty one. */
async function installAnew(): Promise<void> {
  await relay.stop();
  await restoreDatabase(province.getSite(district), new Map());
  await startRelay();
  await eventually(async () => (await relay.site.records.countIn(`${unit}/`)) === 3, { timeoutMs: 30_000 });
}

let src = 0;

/** As the province's directory does it. */
async function publish(table: { sites: RegisteredSite[]; withdrawn?: string[] }): Promise<void> {
  src += 1;
  const key = { channel: 'd3-directory', unit: '46@0', id: 'sites' };
  const value = Buffer.from(JSON.stringify(table));
  const directory = province.getSite(top).as('directory', ExchangeServiceService, 'exchange');
  await directory.putRecords({ records: [PutRecord.create({ key, src, value })] });
}

/** The commune's machine gets another key, and the registry says so. */
async function changeKey(): Promise<void> {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const x = publicKey.export({ format: 'jwk' }).x ?? '';
  rows = rows.map((row) => (row.id === commune ? { ...row, publicKey: x } : row));
  await publish({ sites: rows });
  await province.unhost(commune);
  const { keyDirectory } = province.getSite(commune).config.identity;
  writeFileSync(join(keyDirectory, 'site.jwk'), JSON.stringify(privateKey.export({ format: 'jwk' })));
  await province.host(commune);
}

const refusal = () => relay.site.runner.engine.memory.refused.get(commune);

/** With the credentials of the commune's line, and the stolen key. */
function forge(day: string): Uint8Array {
  const stamp = { rev: 90, tag: '00112233445566ff' };
  const unsigned = {
    ...stamp,
    value: Buffer.from('false'),
    content: null,
    tombstone: false,
    seen: [stamp],
    base: 0,
    broke: 0,
    lifted: 0,
    extra: '',
    by: commune,
  };
  const key = nameOf(day);
  return encodeMessage({
    kind: 'put',
    key,
    record: { ...unsigned, sig: thief.sign(key, unsigned) },
    spans: [],
  });
}

function forgeWatermark(): Uint8Array {
  const unsigned: UnsignedWatermark = {
    unit,
    channel: 'u2-tally-onestop',
    asOf: Date.now() + 86_400_000,
    count: 2,
    digest: [1, 2],
    reason: 'current',
    extra: '',
    by: commune,
  };
  const watermarks = [{ ...unsigned, sig: thief.signText(watermarkText(unsigned)) }];
  const range = { after: '', upto: '' };
  return encodeMessage({ kind: 'sums', role: 'belief', level: 'hop', range, sums: [], watermarks });
}

async function expectRefused(message: Uint8Array): Promise<void> {
  const before = refusal()?.count ?? 0;
  await sayOnLink(province, commune, `x.up.${commune}.2`, message);
  await eventually(() => (refusal()?.count ?? 0) > before);
  expect(refusal()?.reason).toBe('signature');
  expect(new Set(Object.values(cells.values()))).toEqual(new Set(['true']));
}

test('A5: what was signed with a key that was replaced is taken by a site that was installed anew', async () => {
  await changeKey();
  await maker.put('2025-06-30', 'true');
  await eventually(() => Object.keys(cells.values()).length === 3);
  await installAnew();
});

test('a key that was replaced signs no watermark any more, nor anything over what the present one signed', async () => {
  await expectRefused(forgeWatermark());
  await expectRefused(forge('2025-06-30'));
});

test('a key that was withdrawn signs nothing any more, whatever was held of it stays', async () => {
  await publish({ sites: rows, withdrawn: [stolen] });
  const { memory } = relay.site.runner.engine;
  await eventually(() => memory.registry.withdrawnKeysOf(unit).includes(stolen));
  for (const day of ['2025-06-29', '2025-07-01']) await expectRefused(forge(day));
  await expectRefused(forgeWatermark());
  expect(Object.keys(cells.values())).toEqual(['2025-06-28', '2025-06-29', '2025-06-30'].map(nameOf));
});

test('A5: the owner signs anew what it holds of a withdrawn key, without a mark: a site that was installed anew takes it, and nothing else', async () => {
  const stampsAt = (name: string) => cells.store.get(name);
  for (const day of ['2025-06-28', '2025-06-29'])
    await eventually(() => stampsAt(nameOf(day))?.stamp.rev === 2);
  expect(stampsAt(nameOf('2025-06-28'))).toMatchObject({ broke: 0, tombstone: false });
  expect(stampsAt(nameOf('2025-06-30'))?.stamp.rev).toBe(1);
  await installAnew();
  await expectRefused(forge('2025-06-28'));
  const { incidents } = await province
    .getSite(top)
    .as('operations', ExchangeServiceService, 'exchange')
    .listIncidents({});
  expect(incidents).toEqual([]);
});
