import { setTimeout as pause } from 'node:timers/promises';
import { cpus, loadavg } from 'node:os';
import { eventually } from '@lienthong/testkit';
import { type Ratio, ratio } from '@lienthong/tools/bench/ratio';
import { type Collection, type Document, MongoClient } from 'mongodb';
import { v7 as uuid } from 'uuid';
import { type BenchProvince, commune, startBenchProvince } from './bench-province.ts';
import { readTotal } from './visibility.ts';

const seconds = 20;
const idleSeconds = 20;
const aims = [
  { perSecond: 5, aim: '<=6' },
  { perSecond: 50, aim: '<=4' },
  { perSecond: 100, aim: '<=2.5' },
] as const;

/**
 * CPU of one dossier over all processes of three levels, their idle share taken out, against the CPU of one durable insert of the same
 * document with the same indexes by the driver alone (client and engine), at the same rate, in turn. CPU is not wall time: a loaded machine
 * makes both dearer alike.
 */
export async function* run(): AsyncIterable<Ratio> {
  const bench = await startBenchProvince();
  const { database } = bench.province.site(commune);
  const mongo = new MongoClient(database.uri, {
    writeConcern: { w: 'majority', journal: true },
    retryWrites: false,
  });
  try {
    // Compiled code is part of service; compiling it is not.
    await atRate(50, 20, () => bench.receive());
    await settled(bench, 1_000);
    const insert = await createFloor(mongo, database.nameOf('onestop'));
    await atRate(50, 10, insert);
    const idle = await cpuOf(bench, () => pause(idleSeconds * 1_000));
    const idleMs = idle.all / idleSeconds;
    for (const { perSecond, aim } of aims) {
      const [count, before] = [perSecond * seconds, loadavg()[0] ?? 0];
      const from = await readTotal(bench);
      const busy = await cpuOf(bench, async () => {
        await atRate(perSecond, seconds, () => bench.receive());
        await settled(bench, from + count);
      });
      const floor = await cpuOf(bench, () => atRate(perSecond, seconds, insert));
      const dossier = (busy.all - idleMs * busy.seconds) / count;
      // What this process and the engine do anyway is no part of an insert.
      const alone =
        (floor.own + floor.engine - ((idle.own + idle.engine) / idleSeconds) * floor.seconds) / count;
      yield ratio(
        `cpu_per_dossier_vs_insert_${perSecond}`,
        dossier / alone,
        aim,
        `${dossier.toFixed(1)} ms of CPU a dossier over ${busy.processes} processes, ${alone.toFixed(2)} ms an insert; idle ${idleMs.toFixed(0)} ms a second; load ${before.toFixed(1)} before, ${(loadavg()[0] ?? 0).toFixed(1)} after, ${cpus().length} cores\n${busy.words}`,
      );
    }
  } finally {
    await mongo.close();
    await bench.close();
  }
}

interface Cpu {
  /** Of all processes of the province, in milliseconds. */
  all: number;
  /** Of the commune's engine. */
  engine: number;
  /** Of this process. */
  own: number;
  seconds: number;
  processes: number;
  /** Each process's part. */
  words: string;
}

async function cpuOf({ province }: BenchProvince, work: () => Promise<unknown>): Promise<Cpu> {
  const [before, own, started] = [await province.cpu(), process.cpuUsage(), performance.now()];
  await work();
  const { user, system } = process.cpuUsage(own);
  const known = new Map(before.map(({ name, ms }) => [name, ms]));
  const used = (await province.cpu()).map(({ name, ms }) => ({ name, ms: ms - (known.get(name) ?? 0) }));
  return {
    all: used.reduce((sum, { ms }) => sum + ms, 0),
    engine: used.find(({ name }) => name === `${commune}/database`)?.ms ?? 0,
    own: (user + system) / 1_000,
    seconds: (performance.now() - started) / 1_000,
    processes: used.length,
    words: used.map(({ name, ms }) => `${name} ${Math.round(ms)}`).join(', '),
  };
}

/** Calls at a steady rate, whatever each of them takes. */
async function atRate(perSecond: number, forSeconds: number, call: () => Promise<void>): Promise<void> {
  const calls: Promise<void>[] = [];
  const started = performance.now();
  for (let n = 0; n < perSecond * forSeconds; n += 1) {
    const due = started + (n * 1_000) / perSecond;
    if (due > performance.now()) await pause(due - performance.now());
    calls.push(call());
  }
  await Promise.all(calls);
}

/** The province counts them. */
const settled = (bench: BenchProvince, total: number): Promise<unknown> =>
  eventually(async () => (await readTotal(bench)) >= total, { timeoutMs: 60_000 });

/** One durable insert of a dossier's document, with all indexes of the dossiers. */
async function createFloor(mongo: MongoClient, database: string): Promise<() => Promise<void>> {
  const db = mongo.db(database);
  const dossiers = db.collection<Document>('dossiers');
  const alone: Collection<Document> = db.collection('dossiers_by_the_driver');
  for (const { key, unique, partialFilterExpression } of await dossiers.indexes())
    if (!('_id' in key) || Object.keys(key).length > 1)
      await alone.createIndex(key, {
        unique: unique === true,
        ...(partialFilterExpression && { partialFilterExpression }),
      });
  const sample = await dossiers.findOne({});
  let number = 0;
  return async () => {
    number += 1;
    const numbers = { code: { series: 'driver', number } };
    await alone.insertOne({ ...sample, _id: uuid() as never, numbers });
  };
}
