import { join } from 'node:path';
import {
  Channel,
  OneStopServiceService,
  ReceiveDossierRequest,
} from '@lienthong/contracts/onestop/v1/onestop';
import { startGuarded } from '@lienthong/devtools/process/guarded-child';
import { type CallSettings, createServiceClient, endpointOf, type ServiceClient } from '@lienthong/runtime';
import { eventually, startTestSite, type TestSite } from '@lienthong/testkit';
import { type Ratio, ratio } from '@lienthong/tools/bench/ratio';
import { type Collection, type Document, MongoClient } from 'mongodb';
import { v7 as uuid } from 'uuid';

const unit = '20116@0';
const concurrency = 64;
const rounds = 4;
const perRound = 3_000;

/**
 * Dossiers received over gRPC (signed in, validated, dated by the legal clock, stored durably, published) per second, against the
 * database driver alone inserting the same documents under the same indexes, one by one, at the same concurrency and durability.
 * Rounds alternate, so that both meet the same machine.
 */
export async function run(): Promise<Ratio[]> {
  const site = await startTestSite({ units: [unit], services: ['directory', 'onestop'] });
  const server = startGuarded({
    command: process.execPath,
    args: [join(import.meta.dirname, 'server.ts'), join(site.directory, 'site.yaml')],
    env: { NODE_OPTIONS: process.env['INTAKE_NODE_OPTIONS'] },
    logFile: join(site.directory, 'server.log'),
  });
  const client = createServiceClient(OneStopServiceService, endpointOf(site.config, 'onestop'));
  const mongo = new MongoClient(site.config.database.uri, {
    writeConcern: { w: 'majority', journal: true },
    retryWrites: false,
    maxPoolSize: concurrency,
  });
  try {
    return [await measure(site, client, mongo)];
  } finally {
    client.close();
    await mongo.close();
    await server.stop();
    await site.stop();
  }
}

async function measure(
  site: TestSite,
  client: ServiceClient<typeof OneStopServiceService>,
  mongo: MongoClient,
): Promise<Ratio> {
  // Four calls of one person run at once.
  const clerks = await Promise.all(
    Array.from({ length: concurrency / 4 }, async (_, at): Promise<CallSettings> => {
      const person = { roles: ['clerk' as const], units: [unit], subject: `clerk-${at}` };
      return { authorization: `Bearer ${await site.personToken(person)}`, timeoutMs: 30_000 };
    }),
  );
  const [clerk] = clerks;
  let sent = 0;
  const receive = async (): Promise<void> => {
    sent += 1;
    await client.receiveDossier(request(), clerks[sent % clerks.length]);
  };
  await eventually(() => client.listProcedures({ unit }, clerk), { timeoutMs: 30_000 });
  await inParallel(500, receive);

  const db = mongo.db(`${site.config.database.prefix}_onestop`);
  const dossiers = db.collection<{ _id: string }>('dossiers');
  const alone = db.collection<{ _id: string }>('dossiers_by_the_driver');
  for (const { key, unique, partialFilterExpression } of await dossiers.indexes())
    if (!('_id' in key) || Object.keys(key).length > 1)
      await alone.createIndex(key, {
        unique: unique === true,
        ...(partialFilterExpression && { partialFilterExpression }),
      });
  const sample = (
    await dossiers
      .find({ unit } as Document)
      .limit(1)
      .toArray()
  )[0] as Document;
  let number = 0;
  const insert = async (): Promise<void> => {
    number += 1;
    await (alone as unknown as Collection<Document>).insertOne(copyOf(sample, number));
  };
  await inParallel(500, insert);

  const rates = { intake: [] as number[], driver: [] as number[] };
  for (let round = 0; round < rounds; round += 1) {
    rates.driver.push(await inParallel(perRound, insert));
    rates.intake.push(await inParallel(perRound, receive));
    await eventually(async () => (await dossiers.countDocuments({ pending: true } as Document)) === 0, {
      timeoutMs: 60_000,
    });
  }
  const [intake, driver] = [median(rates.intake), median(rates.driver)];
  return ratio(
    'intake_vs_driver',
    intake / driver,
    '>=0.5',
    `${intake.toFixed(0)} dossiers/s over gRPC, ${driver.toFixed(0)} inserts/s by the driver alone, ${concurrency} at a time, median of ${rounds} rounds of ${perRound}`,
  );
}

function request(): ReceiveDossierRequest {
  return ReceiveDossierRequest.create({
    dossierId: uuid(),
    unit,
    procedureCode: '1.004837',
    channel: Channel.COUNTER,
    applicant: {
      name: 'Nguyễn Thị Bưởi',
      identityNumber: '046190000123',
      phone: '0905123456',
      address: 'Thôn Phụng Chánh',
    },
    summary: 'Đăng ký giám hộ',
  });
}

/** The same document with an id and a number of its own. */
const copyOf = (sample: Document, number: number): Document => ({
  ...sample,
  _id: uuid(),
  numbers: { code: { series: 'driver', number } },
});

/** @returns how many were done in a second. */
async function inParallel(count: number, work: () => Promise<void>): Promise<number> {
  let left = count;
  const started = performance.now();
  await Promise.all(
    Array.from({ length: concurrency }, async () => {
      while (left > 0) {
        left -= 1;
        await work();
      }
    }),
  );
  return (count / (performance.now() - started)) * 1_000;
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
