import { setTimeout as pause } from 'node:timers/promises';
import { cpus, loadavg } from 'node:os';
import { eventually } from '@lienthong/testkit';
import { type Ratio, ratio } from '@lienthong/tools/bench/ratio';
import type { Province } from '@lienthong/tools/province/province';
import { type Collection, type Document, MongoClient } from 'mongodb';
import { v7 as uuid } from 'uuid';
import { type BenchProvince, commune, startBenchProvince } from './bench-province.ts';
import { type Floor, type FloorWrites, startFloor } from './floor.ts';
import { readTotal } from './visibility.ts';
import { countWrites, type SiteWrites, type Writes, writesSince } from './writes.ts';

const idleSeconds = 10;
const settleMs = 10_000;
/** A second. Fewer drown in what is taken anyway. */
const leastInserts = 50;
const aims = [
  { perSecond: 5, seconds: 40, aim: '<=6' },
  { perSecond: 50, seconds: 20, aim: '<=4' },
  { perSecond: 100, seconds: 20, aim: '<=2.5' },
] as const;

/**
 * CPU of one dossier over all processes of three levels, their idle share taken out, against the CPU of one durable insert of the same
 * document with the same indexes by the driver alone (client and engine), at the same rate, but at least 50 a second, in turn. CPU is not wall
 * time: a loaded machine makes both dearer alike. In the same turn the floor: the same number of durable writes, calls and messages by bare
 * parts. Nobody watches a board, in either.
 */
export async function* run(): AsyncIterable<Ratio> {
  const bench = await startBenchProvince('production');
  const { province } = bench;
  const { database } = province.site(commune);
  const mongo = new MongoClient(database.uri, {
    writeConcern: { w: 'majority', journal: true },
    retryWrites: false,
  });
  let floor: Floor | undefined;
  try {
    // Compiled code is part of service; compiling it is not.
    await atRate(50, 20, () => bench.receive());
    await settled(bench, 1_000);
    const insert = await createDriverInsert(mongo, database.nameOf('onestop'));
    await atRate(50, 10, insert);
    floor = await startFloor({
      engines: { commune: database.uri, district: engineOf(province, 1), province: engineOf(province, 0) },
      database: database.nameOf('onestop'),
      dossiers: 'dossiers_by_the_driver',
    });
    await atRate(50, 10, () =>
      floor?.receive({ inserts: 1, counted: 1, commune: 1, district: 1, province: 1 }),
    );
    for (const { perSecond, seconds, aim } of aims)
      yield await measureRate({ bench, floor, insert, perSecond, seconds, aim });
  } finally {
    await floor?.stop();
    await mongo.close();
    await bench.close();
  }
}

interface Measured {
  bench: BenchProvince;
  floor: Floor;
  insert: () => Promise<void>;
  perSecond: number;
  seconds: number;
  aim: string;
}

async function measureRate({ bench, floor, insert, perSecond, seconds, aim }: Measured): Promise<Ratio> {
  const [count, before, from] = [perSecond * seconds, loadavg()[0] ?? 0, await readTotal(bench)];
  const cpuOf = (work: () => Promise<unknown>): Promise<Cpu> => cpuWhile(bench.province, floor, work);
  const quiet = (): Promise<Cpu> => cpuOf(() => pause(idleSeconds * 1_000));
  await pause(settleMs);
  const earlier = await quiet();
  const busy = await cpuOf(async () => {
    await atRate(perSecond, seconds, () => bench.receive());
    await settled(bench, from + count);
  });
  await pause(settleMs);
  const later = await quiet();
  /** A second of rest, before and after: the machine may get busier meanwhile. */
  const atRest = (part: (cpu: Cpu) => number): number =>
    (part(earlier) + part(later)) / (earlier.seconds + later.seconds);
  /** What a dossier takes of it beyond what is taken anyway. */
  const each = (used: Cpu, part: (cpu: Cpu) => number, of = count): number =>
    (part(used) - atRest(part) * used.seconds) / of;
  const writes = writesOf(bench.province, (site, kind) =>
    each(busy, ({ writes: all }) => all.get(site)?.[kind] ?? 0),
  );
  const bare = await cpuOf(() => atRate(perSecond, seconds, () => floor.receive(writes)));
  const insertsPerSecond = Math.max(perSecond, leastInserts);
  const driver = await cpuOf(() => atRate(insertsPerSecond, seconds, insert));
  const dossier = each(busy, ({ all }) => all);
  const lowest = each(bare, ({ floor: own, engines }) => own + engines);
  // What this process and the engine do anyway is no part of an insert.
  const insertMs = each(driver, ({ own, engine }) => own + engine, insertsPerSecond * seconds);
  const alone = insertMs > 0 ? insertMs : Number.NaN;
  const times = (ms: number): string => `${ms.toFixed(1)} ms (${(ms / alone).toFixed(1)} inserts)`;
  const { inserts, counted, commune: updates, district, province } = writes;
  const all = inserts + counted + updates + district + province;
  return ratio(
    `cpu_per_dossier_vs_insert_${perSecond}`,
    dossier / alone,
    aim,
    `${times(dossier)} of CPU a dossier over ${busy.processes} processes, of which ${times(lowest)} is floor; ${alone.toFixed(2)} ms an insert
${all.toFixed(2)} durable write commands a dossier: commune ${inserts.toFixed(2)} of dossiers, ${counted.toFixed(2)} of facts with tallies, ${updates.toFixed(2)} of records and marks, district ${district.toFixed(2)}, province ${province.toFixed(2)}
${seconds} s; idle ${atRest(({ all: one }) => one).toFixed(0)} ms a second; load ${before.toFixed(1)} before, ${(loadavg()[0] ?? 0).toFixed(1)} after, ${cpus().length} cores
${busy.words}`,
  );
}

/** Write commands of a dossier at each level, as the engines have counted them. */
function writesOf({ sites }: Province, each: (site: string, kind: keyof SiteWrites) => number): FloorWrites {
  const [top = '', middle = ''] = sites.map(({ id }) => id);
  const least = (count: number): number => Math.max(0, count);
  return {
    inserts: least(each(commune, 'inserts')),
    counted: least(each(commune, 'bulk')),
    commune: least(each(commune, 'updates')),
    district: least(each(middle, 'updates')),
    province: least(each(top, 'updates')),
  };
}

const engineOf = ({ sites }: Province, level: number): string => sites[level]?.database.uri ?? '';

interface Cpu {
  /** Of all processes of the province, in milliseconds. */
  all: number;
  /** Of the commune's engine. */
  engine: number;
  /** Of the engines of all sites. */
  engines: number;
  /** Of the floor's process and servers. */
  floor: number;
  /** Of this process. */
  own: number;
  writes: Writes;
  seconds: number;
  processes: number;
  /** Each process's part. */
  words: string;
}

async function cpuWhile(province: Province, floor: Floor, work: () => Promise<unknown>): Promise<Cpu> {
  const written = await countWrites(province);
  const [before, bare, own, started] = [
    await province.cpu(),
    await floor.cpu(),
    process.cpuUsage(),
    performance.now(),
  ];
  await work();
  const { user, system } = process.cpuUsage(own);
  const known = new Map(before.map(({ name, ms }) => [name, ms]));
  const used = (await province.cpu()).map(({ name, ms }) => ({ name, ms: ms - (known.get(name) ?? 0) }));
  const sum = (some: typeof used): number => some.reduce((all, { ms }) => all + ms, 0);
  return {
    all: sum(used),
    engine: sum(used.filter(({ name }) => name === `${commune}/database`)),
    engines: sum(used.filter(({ name }) => name.endsWith('/database'))),
    floor: (await floor.cpu()) - bare,
    own: (user + system) / 1_000,
    seconds: (performance.now() - started) / 1_000,
    writes: writesSince(written, await countWrites(province)),
    processes: used.length,
    words: used.map(({ name, ms }) => `${name} ${Math.round(ms)}`).join(', '),
  };
}

/** Calls at a steady rate, whatever each of them takes. */
async function atRate(
  perSecond: number,
  forSeconds: number,
  call: () => Promise<void> | undefined,
): Promise<void> {
  const calls: Promise<void>[] = [];
  const started = performance.now();
  for (let n = 0; n < perSecond * forSeconds; n += 1) {
    const due = started + (n * 1_000) / perSecond;
    if (due > performance.now()) await pause(due - performance.now());
    const under = call();
    if (under) calls.push(under);
  }
  await Promise.all(calls);
}

/** The province counts them. */
const settled = (bench: BenchProvince, total: number): Promise<unknown> =>
  eventually(async () => (await readTotal(bench)) >= total, { timeoutMs: 60_000 });

/** One durable insert of a dossier's document, with all indexes of the dossiers. */
async function createDriverInsert(mongo: MongoClient, database: string): Promise<() => Promise<void>> {
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
