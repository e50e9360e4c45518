import { join } from 'node:path';
import { loadavg } from 'node:os';
import {
  DossierFilter,
  ListDossiersRequest,
  OneStopServiceService,
  ReceiveDossierRequest,
} from '@lienthong/contracts/onestop/v1/onestop';
import { startGuarded } from '@lienthong/devtools/process/guarded-child';
import { type CallSettings, createServiceClient, endpointOf, type ServiceClient } from '@lienthong/runtime';
import { eventually, startTestSite } from '@lienthong/testkit';
import { type Ratio, ratio } from '@lienthong/tools/bench/ratio';
import { type Document, MongoClient } from 'mongodb';
import { v7 as uuid } from 'uuid';
import { percentile } from '../spine/percentile.ts';

const unit = '20116@0';
const [few, many] = [1_000, 200_000];
const batch = 1_000;
const rounds = 300;
/** Of all dossiers, one in so many is open. */
const openEvery = 20;
const families = ['Nguyễn', 'Trần', 'Lê', 'Phạm', 'Hoàng', 'Phan', 'Võ', 'Đặng', 'Bùi', 'Đỗ'];
const middles = ['Thị', 'Văn', 'Hữu', 'Ngọc', 'Minh', 'Thanh', 'Quang'];
const given = [
  'Bưởi',
  'Đào',
  'Hạnh',
  'Khoa',
  'Lan',
  'Mai',
  'Nam',
  'Oanh',
  'Phúc',
  'Quý',
  'Sương',
  'Thảo',
  'Uyên',
];

type Counter = ServiceClient<typeof OneStopServiceService>;

interface Office {
  client: Counter;
  clerk: CallSettings;
  /** One that stands in it: by its code and id it is looked for. */
  known: { id: string; code: string };
  stop(): Promise<void>;
}

/** What a clerk asks for at the counter, by name. Each search finds as many as fill a page. */
const queries: Record<string, (office: Office) => Promise<unknown>> = {
  open: list({ filter: DossierFilter.OPEN }),
  late: list({ filter: DossierFilter.LATE }),
  closed: list({ filter: DossierFilter.CLOSED }),
  all: list({ filter: DossierFilter.ALL }),
  of_procedure: list({ filter: DossierFilter.ALL, procedureCode: '1.004837' }),
  by_name: list({ filter: DossierFilter.ALL, search: 'nguyen thi buoi' }),
  by_code: (office) => list({ filter: DossierFilter.ALL, search: office.known.code })(office),
  counts: ({ client, clerk }) => client.countDossiers({ unit }, clerk),
  one: ({ client, clerk, known }) => client.getDossier({ dossierId: known.id, code: '', unit: '' }, clerk),
};

function list(change: Partial<ListDossiersRequest>): (office: Office) => Promise<unknown> {
  return ({ client, clerk }) =>
    client.listDossiers(ListDossiersRequest.create({ unit, pageSize: 50, ...change }), clerk);
}

/** Lists, search, counts and one dossier, through the service: an office with 200,000 dossiers against one with 1,000, in turn. */
export async function* run(): AsyncIterable<Ratio> {
  const [small, large] = [await openOffice(few), await openOffice(many)];
  try {
    for (const [name, ask] of Object.entries(queries)) {
      const times = { small: [] as number[], large: [] as number[] };
      for (let round = 0; round < rounds; round += 1) {
        times.small.push(await timed(() => ask(small)));
        times.large.push(await timed(() => ask(large)));
      }
      const [one, other] = [percentile(times.small, 0.5), percentile(times.large, 0.5)];
      yield ratio(
        `lists_${name}_200k_vs_1k`,
        other / one,
        '<=1.5',
        `p50 ${other.toFixed(2)} ms with ${many}, ${one.toFixed(2)} ms with ${few} dossiers; load ${(loadavg()[0] ?? 0).toFixed(1)}`,
      );
    }
  } finally {
    await small.stop();
    await large.stop();
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

/** An office with so many dossiers: two are received by a clerk, the others are their copies with names and codes of their own. */
async function openOffice(count: number): Promise<Office> {
  const site = await startTestSite({ units: [unit], services: ['directory', 'onestop'] });
  const start = () =>
    startGuarded({
      command: process.execPath,
      args: [join(import.meta.dirname, 'server.ts'), join(site.directory, 'site.yaml')],
      logFile: join(site.directory, 'server.log'),
    });
  const client = createServiceClient(OneStopServiceService, endpointOf(site.config, 'onestop'));
  const clerk: CallSettings = {
    authorization: `Bearer ${await site.personToken({ roles: ['clerk'], units: [unit], lifetime: '7200s' })}`,
    timeoutMs: 30_000,
  };
  const mongo = new MongoClient(site.config.database.uri);
  const dossiers = mongo
    .db(`${site.config.database.prefix}_onestop`)
    .collection<Document & { _id: string }>('dossiers');
  let server = start();
  const countAll = async (): Promise<number> => {
    const { counts } = await client.countDossiers({ unit }, clerk);
    return counts.find(({ filter }) => filter === DossierFilter.ALL)?.count ?? 0;
  };
  await eventually(() => client.listProcedures({ unit }, clerk), { timeoutMs: 60_000 });
  const open = await receive(client, clerk);
  const closed = await receive(client, clerk);
  await client.finishDossier({ dossierId: closed, version: 1, idempotencyKey: uuid(), note: '' }, clerk);
  await client.returnDossier({ dossierId: closed, version: 2, idempotencyKey: uuid(), note: '' }, clerk);
  await eventually(async () => (await dossiers.countDocuments({ pending: true })) === 0);
  await server.stop();

  const samples = [await dossiers.findOne({ _id: open }), await dossiers.findOne({ _id: closed })];
  const [oneOpen, oneClosed] = samples;
  if (!oneOpen || !oneClosed) throw new Error('the samples are gone');
  for (let from = 0; from < count; from += batch)
    await dossiers.insertMany(
      Array.from({ length: batch }, (_, at) =>
        copyOf((from + at) % openEvery === 0 ? oneOpen : oneClosed, from + at),
      ),
    );
  server = start();
  await eventually(async () => (await countAll()) === count + samples.length, { timeoutMs: 300_000 });
  return {
    client,
    clerk,
    known: { id: open, code: String((oneOpen['state'] as Document)['code']) },
    async stop() {
      client.close();
      await mongo.close();
      await server.stop();
      await site.stop();
    },
  };
}

async function receive(client: Counter, clerk: CallSettings): Promise<string> {
  const dossierId = uuid();
  await client.receiveDossier(
    ReceiveDossierRequest.create({
      dossierId,
      unit,
      procedureCode: '1.004837',
      channel: 1,
      applicant: {
        name: 'Nguyễn Thị Bưởi',
        identityNumber: '',
        phone: '0905123456',
        address: 'Thôn Phụng Chánh',
      },
      summary: 'Đăng ký giám hộ',
    }),
    clerk,
  );
  return dossierId;
}

/** The same dossier with an id, a code, a number and a person of its own. */
function copyOf(sample: Document, at: number): Document & { _id: string } {
  const { state, touched } = sample as { state: Document; touched: number };
  const _id = uuid();
  const code = `H57.01.16-250630-${String(at + 10).padStart(6, '0')}`;
  const pick = (from: readonly string[], step: number): string =>
    from[Math.floor(at / step) % from.length] ?? '';
  // A common name fills a page in both offices.
  const isCommon = at % 10 === 0;
  const other = `${pick(families, 1)} ${pick(middles, families.length)} ${pick(given, families.length * middles.length)}`;
  const name = isCommon ? 'Nguyễn Thị Bưởi' : other;
  const applicant = { ...state['applicant'], name, phone: `09${String(at).padStart(8, '0')}` };
  return {
    ...sample,
    _id,
    numbers: { code: { series: 'H57.01.16-250630', number: at + 10 } },
    touched: touched + at + 1,
    state: { ...state, id: _id, code, applicant, receivedAt: state['receivedAt'] + at },
  };
}
