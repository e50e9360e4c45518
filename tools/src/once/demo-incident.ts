import { IncidentKind } from '@lienthong/contracts/exchange/v1/exchange';
import { join } from 'node:path';
import { backupDatabase, restoreDatabase } from '@lienthong/devtools/database-copy';
import type { ServiceName } from '@lienthong/runtime';
import type { LocalSite } from '../province/local-site.ts';
import type { Province } from '../province/province.ts';
import { readStores } from '../recount/stores.ts';
import { createClerk } from './clerk.ts';
import { replaceMachine } from './machines.ts';
import { createIncidentDesk, operatorOf, until } from './operators.ts';

/** What can be provoked at the first commune of a demonstration, for a person to decide. */
export const demoIncidents = ['restored', 'replaced', 'twin'] as const;
export type DemoIncident = (typeof demoIncidents)[number];

/** What to tell the visitor, and how the cause is ended where a person has to end it. */
export interface Provoked {
  words: string[];
  end?: () => Promise<void>;
}

export async function provoke(incident: DemoIncident, province: Province): Promise<Provoked> {
  const site = province.sites.find(({ config }) => config.services.onestop);
  if (!site) throw new Error('an incident needs a commune');
  switch (incident) {
    case 'restored':
      await restoreBackup(province, site);
      return { words: whereToLook(site, 'nguồn đã khôi phục / source restored') };
    case 'replaced':
      await replaceMachine(site);
      return { words: whereToLook(site, 'thiếu số liệu gốc / original figures missing') };
    case 'twin':
      return startCopy(province, site);
    default: {
      const never: never = incident;
      return never;
    }
  }
}

const whereToLook = (site: LocalSite, sign: string): string[] => [
  `Sự cố tại ${site.name} / an incident at ${site.name}: ${sign}.`,
  `  Mở ${site.publicUrl}/operator, đăng nhập ${operatorOf(site)}, đọc dòng đó và quyết định.`,
  `  Open that page as ${operatorOf(site)}, read the line, decide.`,
];

/** The site's databases go back to before some dossiers of a day that the levels above have counted. */
async function restoreBackup(province: Province, site: LocalSite): Promise<void> {
  const services = Object.keys(site.config.services) as ServiceName[];
  const copyOf = (service: ServiceName): string =>
    join(province.directory, 'copies', `${site.id}-${service}`);
  await receiveUpToTop(province, site);
  for (const service of services)
    await backupDatabase(site.database.uri, site.database.nameOf(service), copyOf(service));
  await receiveUpToTop(province, site);
  await site.process.kill();
  for (const service of services)
    await restoreDatabase(site.database.uri, site.database.nameOf(service), copyOf(service));
  await site.process.start();
  const desk = createIncidentDesk(site);
  try {
    await until('the restore is marked', async () => (await desk.list(IncidentKind.MARKED)).length > 0);
  } finally {
    desk.close();
  }
}

/** Three dossiers, until the province has the same records as the commune. */
async function receiveUpToTop(province: Province, site: LocalSite): Promise<void> {
  const [unit = ''] = site.described.owns;
  const recordsAt = async (one: LocalSite): Promise<string> => {
    const { stamps } = await readStores(one, 'onestop');
    return JSON.stringify(
      [...stamps].filter(([name]) => name.startsWith(`${unit}/`)).sort(([a], [b]) => (a < b ? -1 : 1)),
    );
  };
  const top = province.sites[0] ?? site;
  const before = await recordsAt(site);
  await receive(site, 3);
  await until('the dossiers are counted at every level', async () => {
    const here = await recordsAt(site);
    return here !== before && here === (await recordsAt(top));
  });
}

/** A copy of the site's machine runs beside it until a person switches it off. */
async function startCopy(province: Province, site: LocalSite): Promise<Provoked> {
  const above = province.site(site.described.parent ?? '');
  const copy = await province.copyOf(site.id);
  await copy.nats.start();
  await copy.link?.heal();
  await copy.process.start();
  const desk = createIncidentDesk(above);
  try {
    await until('the two copies are recognised', async () => {
      await Promise.all([receive(site, 1), receive(copy, 1)]);
      return (await desk.list(IncidentKind.TWIN)).length > 0;
    });
  } finally {
    desk.close();
  }
  const words = [
    ...whereToLook(above, `hai máy cùng chạy (${site.name}) / two copies run`),
    '  Nhấn Enter để tắt máy nhân bản, rồi gỡ dấu. / Press Enter to switch the copy off, then lift the mark.',
  ];
  const end = async (): Promise<void> => {
    await copy.process.kill();
    await copy.nats.kill();
    await copy.link?.cut();
    await copy.database.server?.stop();
  };
  return { words, end };
}

async function receive(site: LocalSite, count: number): Promise<void> {
  const clerk = createClerk(site, 1);
  try {
    for (let n = 0; n < count; n += 1) await clerk.receive();
  } finally {
    clerk.close();
  }
}
