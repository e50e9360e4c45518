import { createHash } from 'node:crypto';
import { type handleUnaryCall, Server, ServerCredentials } from '@grpc/grpc-js';
import { AckPolicy, jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { type AnyClientBulkWriteModel, type Collection, type Document, MongoClient } from 'mongodb';
import { v7 as uuid } from 'uuid';
import type { FloorPlaces, FloorWrites } from './floor.ts';

/**
 * What the journey of one dossier cannot do without, and no code of the product: a call with a token, the durable writes, an event on a
 * stream and its acknowledgement, a message over each of two leaf links. Prints its port when it is ready.
 */
const places = JSON.parse(process.argv[2] ?? '') as FloorPlaces;
const fact = { unit: 'x', day: 'x', text: 'x'.repeat(600) };
const record = { text: 'x'.repeat(1_500) };

type Thing = { _id: string };
const namespaceOf = (name: string): string => `${places.database}.${name}`;
const stores: MongoClient[] = [];
async function collectionsOf(uri: string) {
  const client = new MongoClient(uri, { writeConcern: { w: 'majority', journal: true }, retryWrites: false });
  stores.push(await client.connect());
  const db = client.db(places.database);
  return (name: string): Collection<Thing> => db.collection<Thing>(name);
}
const [commune, district, province] = [
  await collectionsOf(places.engines.commune),
  await collectionsOf(places.engines.district),
  await collectionsOf(places.engines.province),
];
const [dossiers, facts] = [commune(places.dossiers), commune('facts')];
await facts.createIndex({ unit: 1, day: 1 });
await facts.createIndex({ unit: 1, text: 1 });
const sample = await dossiers.findOne({});

/** Says at each step whether the next of so many a step is due. */
function createShare(): (each: number, steps?: number) => number {
  let due = 0;
  return (each, steps = 1) => {
    due += each * steps;
    const now = Math.floor(due);
    due -= now;
    return now;
  };
}
const update = (things: Collection<Thing>): Promise<unknown> =>
  things.updateOne({ _id: 'record' }, { $set: { ...record, at: uuid() } }, { upsert: true });
async function updates(things: Collection<Thing>, times: number): Promise<void> {
  for (let n = 0; n < times; n += 1) await update(things);
}

const [below, between, above] = await Promise.all(
  [places.servers.commune, places.servers.district, places.servers.province].map((servers) =>
    connect({ servers, noAsyncTraces: true }),
  ),
);
if (!below || !between || !above) throw new Error('three servers');
const manager = await jetstreamManager(below);
await manager.streams.add({ name: 'FLOOR', subjects: ['floor.event'] });
await manager.consumers.add('FLOOR', { durable_name: 'floor', ack_policy: AckPolicy.Explicit });
const stream = jetstream(below);
let writes: FloorWrites = { inserts: 1, counted: 1, commune: 1, district: 1, province: 1 };

const shares = { insert: createShare(), counted: createShare(), commune: createShare() };
const [ofDistrict, ofProvince] = [createShare(), createShare()];
above.subscribe('floor.up.province', {
  callback: (_error, message) =>
    void updates(province('records'), ofProvince(writes.province, Number(message.string().slice(0, 4)))),
});
between.subscribe('floor.up.district', {
  callback: (_error, message) => {
    between.publish('floor.up.province', message.data);
    void updates(district('records'), ofDistrict(writes.district, Number(message.string().slice(0, 4))));
  },
});

type Model = AnyClientBulkWriteModel<Document & Thing>;
async function writeCounted(batch: (Thing & typeof fact)[]): Promise<void> {
  const at = uuid();
  const tally = { filter: { _id: 'tally' }, update: { $set: { ...record, at } }, upsert: true };
  const models: Model[] = [
    ...batch.map((document) => ({ namespace: namespaceOf('facts'), name: 'insertOne' as const, document })),
    { namespace: namespaceOf('records'), name: 'updateOne', ...tally },
  ];
  await stores[0]?.bulkWrite<Record<string, Document & Thing>>(models, { ordered: true });
}
let counted: (Thing & typeof fact)[] = [];
async function count(): Promise<void> {
  counted.push({ _id: uuid(), ...fact });
  if (shares.counted(writes.counted) > 0) {
    const batch = counted;
    counted = [];
    await writeCounted(batch);
    below?.publish('floor.up.district', String(batch.length).padEnd(900));
  }
  await updates(commune('records'), shares.commune(writes.commune));
}
const events = await (await stream.consumers.get('FLOOR', 'floor')).consume({
  callback: (message) => void count().then(() => message.ack()),
});

let waiting: (() => void)[] = [];
let late: NodeJS.Timeout | undefined;
async function insertAll(): Promise<void> {
  clearTimeout(late);
  late = undefined;
  const batch = waiting;
  waiting = [];
  if (batch.length === 0) return;
  const documents = batch.map(() => {
    const _id = uuid();
    return { ...sample, _id, numbers: { code: { series: 'floor', number: _id } } };
  });
  await dossiers.insertMany(documents, { ordered: false });
  for (const answer of batch) answer();
}
const tokens = new Set<string>();
const receive: handleUnaryCall<Buffer, Buffer> = (call, answer) => {
  tokens.add(
    createHash('sha256')
      .update(String(call.metadata.get('authorization')[0]))
      .digest('base64url'),
  );
  writes = JSON.parse(call.request.toString()) as FloorWrites;
  waiting.push(() => {
    answer(null, Buffer.alloc(1_500));
    void stream.publish('floor.event', Buffer.alloc(500), { msgID: uuid() });
  });
  if (shares.insert(writes.inserts) > 0) void insertAll();
  else late ??= setTimeout(() => void insertAll(), 200);
};
const bytes = (value: Buffer): Buffer => value;
const server = new Server();
server.addService(
  {
    receive: {
      path: '/floor/receive',
      requestStream: false,
      responseStream: false,
      requestSerialize: bytes,
      requestDeserialize: bytes,
      responseSerialize: bytes,
      responseDeserialize: bytes,
    },
  },
  { receive },
);
server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  process.stdout.write(`port ${port}\n`);
});
process.once('SIGTERM', () => {
  void (async () => {
    await events.close();
    server.forceShutdown();
    await Promise.all([below.close(), between.close(), above.close(), ...stores.map((one) => one.close())]);
    process.exit();
  })();
});
