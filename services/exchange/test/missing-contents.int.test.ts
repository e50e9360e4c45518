import { randomBytes } from 'node:crypto';
import {
  IncidentKind,
  LinkReason,
  ListHeldRequest,
  MessageRefusal,
  PutRecord,
  PutRecordsRequest,
} from '@lienthong/contracts/exchange/v1/exchange';
import { Hierarchy } from '@lienthong/domain';
import {
  createRecordProducer,
  type ProducedValue,
  type RecordProducer,
  valueDigest,
} from '@lienthong/messaging';
import { createLogger, type Principal } from '@lienthong/runtime';
import { Binary } from 'mongodb';
import { createContentSweep } from '../src/adapters/content-sweep.ts';
import { operatorHandlers } from '../src/grpc/operator-handlers.ts';
import { recordHandlers } from '../src/grpc/record-handlers.ts';
import {
  createSite,
  emptyCollections,
  eventually,
  type Province,
  restoreDatabase,
  type RunningSite,
  startProvince,
  unitOf,
  withDatabase,
} from './support/province.ts';

const commune = 's20116';
const top = 's46';
const unit = unitOf(commune);
const id = '2025-06-30';
const key = `u2-tally-onestop/${unit}/${id}`;
const value = Buffer.from('Vinh Hưng '.repeat(3_000));
const hash = valueDigest(value);
const logger = createLogger('test', 'test', 'fatal');
const signal = new AbortController().signal;
const asReporting = { principal: { kind: 'service', service: 'reporting' } as Principal, method: '', signal };
const operator: Principal = {
  kind: 'person',
  subject: 'o',
  name: 'Vận hành',
  roles: ['operator'],
  units: [unit],
};
const asOperator = { principal: operator, method: '', signal };
const hierarchy = new Hierarchy(
  [
    {
      key: unit,
      code: '20116',
      name: unit,
      kind: 'commune',
      level: 'commune',
      parent: '',
      validFrom: '',
      validTo: '',
    },
  ],
  [],
);

let province: Province;
const running = new Map<string, RunningSite>();
let producer: RecordProducer;

const at = (site: string) => {
  const found = running.get(site)?.site;
  if (!found) throw new Error(`${site} does not run`);
  return found;
};
const records = (site: string) => recordHandlers(at(site));
const operators = (site: string) =>
  operatorHandlers(at(site), { hierarchy: () => hierarchy, today: () => '2025-06-30' });

async function start(site: string): Promise<void> {
  const one = await createSite(province.getSite(site).context('exchange'));
  running.set(site, one);
  await one.start();
}

/** The contents of a site are gone, as after a restore of the other collections alone. */
const loseContents = (site: string): Promise<void> =>
  emptyCollections(province.getSite(site), ['contents', 'content_pieces', 'content_parts']);

const holds = async (site: string): Promise<boolean> => {
  const document = (await at(site).records.read([key])).get(key)?.document;
  const read = await at(site).contents.read(hash);
  return document?.record?.content?.hash === hash && read !== undefined && value.equals(read);
};
const incidents = async (site: string): Promise<IncidentKind[]> =>
  (await operators(site).listIncidents({}, asOperator)).incidents.map(({ kind }) => kind);
async function listedWhole(): Promise<string[]> {
  const found: string[] = [];
  const request = ListHeldRequest.create({ channel: 'u2-tally-onestop', unit });
  for await (const page of records(commune).listHeld(request, asReporting))
    found.push(...(page.records ?? []).flatMap((one) => (one.lacking ? [] : (one.key?.id ?? ''))));
  return found;
}

beforeAll(async () => {
  province = await startProvince([{ id: top }, { id: commune, parent: top }], 'leave');
  await start(top);
  await start(commune);
  const stored: ProducedValue = { src: 1, value };
  producer = createRecordProducer({
    client: {
      putRecords: (request) => records(commune).putRecords(PutRecordsRequest.create(request), asReporting),
      listHeld: (request) => records(commune).listHeld(request, asReporting),
    } as Parameters<typeof createRecordProducer>[0]['client'],
    channel: 'u2-tally-onestop',
    units: () => [unit],
    load: async function* () {
      yield { id, src: 1, digest: hash };
    },
    read: async () => stored,
    recount: () => Promise.reject(new Error('nothing of the producer was lost')),
    logger,
  });
  producer.start();
  await producer.compare();
  await eventually(() => holds(top), { timeoutMs: 30_000 });
});

afterAll(async () => {
  await producer.stop();
  for (const one of running.values()) await one.stop();
  await province.stop();
});

test('a receiver whose contents are gone finds it in a sweep, and its neighbour sends record and content again', async () => {
  await loseContents(top);
  expect(await at(top).contentSweep.sweep()).toMatchObject({ asked: 1 });
  await eventually(() => holds(top), { timeoutMs: 30_000 });
  expect(await at(top).contentSweep.sweep()).toMatchObject({ asked: 0, bytes: value.length });
  const { record } = (await at(top).records.read([key])).get(key)?.document ?? {};
  expect(record).toMatchObject({ rev: 1, broke: 0 });
  expect(await incidents(top)).toEqual([]);
  expect(await incidents(commune)).toEqual([]);
});

test('an owner whose contents are gone says so, holds up nobody’s belief, and is whole when its service has put again', async () => {
  await loseContents(commune);
  await running.get(top)?.stop();
  await restoreDatabase(province.getSite(top), new Map());
  await start(top);
  expect(await listedWhole()).toEqual([]);
  expect(await at(commune).contentSweep.sweep()).toMatchObject({ asked: 0, bytes: 0 });
  expect(await incidents(commune)).toEqual([IncidentKind.LACKING]);
  await eventually(
    async () => {
      const { neighbours } = await operators(commune).listNeighbours({}, asOperator);
      return neighbours?.find(({ site }) => site === top)?.reason === LinkReason.CONTENT_MISSING;
    },
    { timeoutMs: 30_000 },
  );
  await producer.compare();
  expect(await listedWhole()).toEqual([id]);
  expect(await incidents(commune)).toEqual([]);
  await eventually(() => holds(top), { timeoutMs: 30_000 });
  const { record } = (await at(commune).records.read([key])).get(key)?.document ?? {};
  expect(record).toMatchObject({ rev: 1, broke: 0 });
});

test('what a service put in place of a large value is all that its site keeps after the grace', async () => {
  const put = async (src: number, text: string): Promise<number> => {
    const bytes = Buffer.from(text.repeat(3_000));
    const record = PutRecord.create({
      key: { channel: 'u2-tally-onestop', unit, id: '2025-06-29' },
      src,
      value: bytes,
    });
    await records(commune).putRecords({ records: [record] }, asReporting);
    return bytes.length;
  };
  const { contents, runner, records: store } = at(commune);
  const old = await put(1, 'Vinh Mỹ ');
  const present = await put(2, 'Vinh Mỹ mới ');
  expect(await at(commune).contentSweep.sweep()).toMatchObject({ removed: 0 });
  const late = createContentSweep({ contents, records: store, runner: () => runner, logger, grace: 0 });
  expect(await late.sweep()).toEqual({ removed: old, bytes: value.length + present, asked: 0 });
});

test('bytes of a file that are damaged where they are sent from are found by who gets them, and come again from their owner', async () => {
  const [file, lastly] = [randomBytes(400_000), '2025-06-28'];
  const name = `u2-tally-onestop/${unit}/${lastly}`;
  const { hash: its } = await at(commune).contents.put(file);
  const content = { hash: its, size: file.length, type: 'application/pdf' };
  const put = PutRecord.create({ key: { channel: 'u2-tally-onestop', unit, id: lastly }, src: 1, content });
  await running.get(top)?.stop();
  await records(commune).putRecords({ records: [put] }, asReporting);
  const spoil = (first: Buffer): Promise<void> =>
    withDatabase(province.getSite(commune), 'exchange', async (db) => {
      const pieces = db.collection<{ hash: string; block: number; bytes: Binary }>('content_pieces');
      const piece = await pieces.findOne({ hash: its, block: 0 });
      if (!piece) throw new Error('the content is not stored');
      const bytes = Buffer.from(piece.bytes.buffer);
      first.copy(bytes);
      await pieces.updateOne({ _id: piece._id }, { $set: { bytes: new Binary(bytes) } });
    });
  await spoil(Buffer.from([(file[0] ?? 0) ^ 1]));
  await start(top);
  // The reader names it, the holder hashes, shows that it lacks it, and sends no byte of it any more.
  await eventually(async () => (await incidents(commune)).includes(IncidentKind.LACKING), {
    timeoutMs: 60_000,
  });
  expect((await at(commune).contents.find(its))?.held ?? 0).toBe(0);
  const { neighbours } = await operators(top).listNeighbours({}, asOperator);
  expect(neighbours?.find(({ site }) => site === commune)?.lastRefusal).toBe(MessageRefusal.WRONG_CONTENT);
  expect((await at(top).records.read([name])).get(name)?.document.record ?? null).toBeNull();
  await at(commune).contents.put(file);
  await eventually(async () => (await at(top).contents.find(its))?.size === file.length, {
    timeoutMs: 60_000,
  });
  expect(await incidents(commune)).toEqual([]);
});
