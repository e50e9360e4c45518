import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  Channel,
  OneStopServiceService,
  ReceiveDossierRequest,
} from '@lienthong/contracts/onestop/v1/onestop';
import {
  GroupBy,
  OperationsServiceService,
  type Selection,
} from '@lienthong/contracts/operations/v1/operations';
import { repositoryRoot } from '@lienthong/devtools/repository';
import type { ServiceClient } from '@lienthong/runtime';
import { openProvince, type Province } from '@lienthong/tools/province/province';
import { v7 as uuidV7 } from 'uuid';
import { parse, stringify } from 'yaml';

export const provinceFile = join(repositoryRoot, 'deploy/provinces/hue-phu-loc.yaml');
export const commune = 's20116';
const day = '2025-06-30';
const clerksAtWork = 16;

export interface BenchProvince {
  province: Province;
  /** An integrating system's client at the province: this process is none of the province's. */
  operations: ServiceClient<typeof OperationsServiceService>;
  /** Dossiers received at the commune today, as the province counts them. */
  selection: Selection;
  receive(): Promise<void>;
  close(): Promise<void>;
}

/**
 * The local province with an empty state and ports of its own, running.
 *
 * @param as `demonstration`: the province file's intervals, every span written; `production`: as a site is installed, with every service's own
 *   intervals and no spans.
 */
export async function startBenchProvince(
  as: 'demonstration' | 'production' = 'demonstration',
): Promise<BenchProvince> {
  const state = await mkdtemp(join(tmpdir(), 'lienthong-bench-'));
  const described = parse(await readFile(provinceFile, 'utf8')) as {
    sites: { id: string; people: { username: string; roles: string[] }[] }[];
    settings?: unknown;
    sampling?: number;
  };
  const people = described.sites.find(({ id }) => id === commune)?.people ?? [];
  const [clerk] = people.filter(({ roles }) => roles.includes('clerk'));
  if (!clerk) throw new Error(`nobody receives dossiers at ${commune}`);
  // Four calls of one person run at once.
  const names = Array.from({ length: clerksAtWork }, (_, at) => `${clerk.username}.${at}`);
  people.push(...names.map((username) => ({ ...clerk, username })));
  if (as === 'production') {
    delete described.settings;
    described.sampling = 0;
  }
  const file = join(state, 'province.yaml');
  await writeFile(file, stringify(described));
  const province = await openProvince(file, {
    state: join(state, 'state'),
    freePorts: true,
    report: () => undefined,
  });
  await province.start();
  await province.clock.set(day, '08:00');
  const site = province.site(commune);
  const top = province.sites[0] ?? site;
  const clerks = names.map((name) => site.as(name, OneStopServiceService, 'onestop'));
  let received = 0;
  const operations = top.asClient(
    top.described.clients[0]?.clientId ?? '',
    OperationsServiceService,
    'operations',
  );
  const [unit = ''] = site.described.owns;
  const selection: Selection = {
    unit: top.described.owns[0] ?? '',
    from: day,
    to: day,
    indicators: ['received'],
    groupBy: [GroupBy.TOTAL],
    hierarchyDate: day,
    byDay: false,
    splitBy: [],
    dimensions: [],
  };
  return {
    province,
    operations,
    selection,
    async receive() {
      received += 1;
      await clerks[received % clerks.length]?.receiveDossier(
        ReceiveDossierRequest.create({
          dossierId: uuidV7(),
          unit,
          procedureCode: '2.000815',
          channel: Channel.COUNTER,
          applicant: { name: 'Nguyễn Văn Đo', identityNumber: '', phone: '', address: 'Thôn Diêm Trường' },
          summary: 'Chứng thực bản sao',
        }),
        { timeoutMs: 20_000 },
      );
    },
    async close() {
      for (const one of clerks) one.close();
      operations.close();
      await province.stop();
      await rm(state, { recursive: true, force: true });
    },
  };
}
