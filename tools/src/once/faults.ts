import { FreshnessReason } from '@lienthong/contracts/operations/v1/operations';
import { DeadLetterServiceService } from '@lienthong/contracts/common/v1/dead_letter';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { DirectoryServiceService, PublishTableRequest } from '@lienthong/contracts/directory/v1/directory';
import {
  ExchangeServiceService,
  ListNeighboursRequest,
  Relation,
} from '@lienthong/contracts/exchange/v1/exchange';
import { backupDatabase, restoreDatabase } from '@lienthong/devtools/database-copy';
import type { ServiceName, TableContents } from '@lienthong/runtime';
import type { LocalSite } from '../province/local-site.ts';
import type { Province } from '../province/province.ts';
import type { Contributor } from '../recount/contributor.ts';
import { readStores, type SiteStores } from '../recount/stores.ts';
import type { Clerk } from './clerk.ts';
import { readTable } from './directory-table.ts';
import { daysUnknownTo, type Ledger } from './ledger.ts';
import { operatorOf, reasonAtTop, until } from './operators.ts';
import { patiently } from './patient.ts';

/** The province's broker dies in the middle of the work and comes back. */
export async function killBroker(site: LocalSite, downMs: number): Promise<void> {
  await site.nats.kill();
  await pause(downMs);
  await site.nats.start();
}

/** All processes of a site die without a word and start again. */
export async function killSite(site: LocalSite, downMs: number): Promise<void> {
  await site.process.kill();
  await pause(downMs);
  await site.process.start();
}

/** A backup of one database, and what the site's stores held then of each contributor's numbers. */
export interface DatabaseCopy {
  service: ServiceName;
  directory: string;
  /** By owner of numbers. */
  stores: ReadonlyMap<string, SiteStores>;
}

export async function copyDatabase(
  province: Province,
  site: LocalSite,
  service: ServiceName,
  contributors: readonly Contributor[],
): Promise<DatabaseCopy> {
  const directory = join(province.directory, 'copies', `${site.id}-${service}`);
  await backupDatabase(site.database.uri, site.database.nameOf(service), directory);
  return { service, directory, stores: await storesOf(site, contributors) };
}

const storesOf = async (
  site: LocalSite,
  contributors: readonly Contributor[],
): Promise<Map<string, SiteStores>> =>
  new Map(
    await Promise.all(contributors.map(async ({ owner }) => [owner, await readStores(site, owner)] as const)),
  );

/** One database of a site goes back to a copy, alone; everything around it has moved on. */
export async function restoreAlone(
  province: Province,
  site: LocalSite,
  copy: DatabaseCopy,
  { ledger, contributors }: { ledger: Ledger; contributors: readonly Contributor[] },
): Promise<void> {
  await site.process.kill();
  await noteLoss(province, site, copy, ledger, contributors);
  await restoreDatabase(site.database.uri, site.database.nameOf(copy.service), copy.directory);
  await site.process.start();
}

async function noteLoss(
  province: Province,
  site: LocalSite,
  { service, stores }: DatabaseCopy,
  ledger: Ledger,
  contributors: readonly Contributor[],
): Promise<void> {
  const above = province.site(site.described.parent ?? '');
  if (service === 'exchange') {
    for (const day of await daysUnknownTo(site, above, contributors, stores))
      ledger.marked.set(day, 'exchange went back');
    // What it sent just before it died may still arrive above.
    for (const [owner, { stamps }] of await storesOf(site, contributors))
      for (const [name, stamp] of stamps)
        if (stores.get(owner)?.stamps.get(name) !== stamp) ledger.perhaps.add(`${owner}/${name}`);
    return;
  }
  for (const [owner, { versions }] of await storesOf(site, contributors))
    for (const [name, version] of versions) {
      const lost = version - (stores.get(owner)?.versions.get(name) ?? 0);
      const day = `${owner}/${name}`;
      if (lost > 1) ledger.marked.set(day, `reporting went back by ${lost} versions`);
      else if (lost > 0) ledger.perhaps.add(day);
    }
}

/** The site's own exchange says that its parent is not there: the line is cut in truth, with no way around it. */
export async function noticeCut(site: LocalSite): Promise<void> {
  const operator = site.as(operatorOf(site), ExchangeServiceService, 'exchange');
  try {
    await until('the site notices that its line is cut', async () => {
      const { neighbours } = await patiently(() => operator.listNeighbours(ListNeighboursRequest.create()));
      return neighbours.some(({ relation, connected }) => relation === Relation.PARENT && !connected);
    });
  } finally {
    operator.close();
  }
}

/** Somebody signs in anew at a site whose line is cut: its issuer is its own. */
export async function signInAnew(site: LocalSite): Promise<void> {
  const [person] = site.described.people;
  if (!person) throw new Error(`nobody works at site ${site.id}`);
  await patiently(() => site.token(person.username));
}

/** The catalogue of indicators, read and published as the province's operator does. */
export function createCatalogueKeeper(province: Province) {
  const top = province.sites[0] as LocalSite;
  const publisher = top.as(operatorOf(top), DirectoryServiceService, 'directory');
  return {
    read: () => readTable(top, 'indicators'),
    publish: (table: TableContents['indicators']) =>
      patiently(() =>
        publisher.publishTable(
          PublishTableRequest.create({
            table: { name: 'indicators', content: Buffer.from(JSON.stringify(table)) },
          }),
        ),
      ),
    close: () => publisher.close(),
  };
}

/**
 * The province ends an indicator too early by mistake. What counts by it becomes a dead letter at the commune, while others are counted and the
 * unit's as-of stands still. Then the catalogue is put right and the operator tries again.
 */
export async function poison(province: Province, site: LocalSite, clerk: Clerk): Promise<void> {
  const catalogue = createCatalogueKeeper(province);
  const desk = createLetterDesk(site);
  // While the catalogue is poor, a comparison finds events that it cannot use at another commune as well.
  const desks = province.sites.filter(({ config }) => config.services.reporting).map(createLetterDesk);
  const [unit = ''] = site.described.owns;
  try {
    const whole = await catalogue.read();
    const ended = whole.indicators.map((row) =>
      row.code === 'withdrawn' ? { ...row, validTo: '2025-01-01' } : row,
    );
    await catalogue.publish({ ...whole, indicators: ended });
    await until('an event that counts by an ended indicator becomes a dead letter', async () => {
      const { id } = await clerk.receive();
      await clerk.withdraw(id);
      return (await desk.letters()).length > 0;
    });
    await clerk.receive('2.000815');
    await until(
      'the province says why the as-of stands still',
      async () => (await reasonAtTop(province, unit)) === FreshnessReason.DEAD_LETTER,
    );
    await catalogue.publish(whole);
    await until('every commune has the whole catalogue', async () => {
      const held = await Promise.all(desks.map((one) => one.isEnded('withdrawn')));
      return !held.some(Boolean);
    });
    await until('after the retry no dead letter is left', async () => {
      await Promise.all(desks.map((one) => one.retry()));
      return (await Promise.all(desks.map((one) => one.letters()))).flat().length === 0;
    });
  } finally {
    catalogue.close();
    for (const one of [desk, ...desks]) one.close();
  }
}

/** A commune's operator, the events that could not be used there, and the catalogue that they need. */
function createLetterDesk(site: LocalSite) {
  const service = 'reporting';
  const operator = site.as(operatorOf(site), DeadLetterServiceService, service);
  const letters = async () =>
    (await patiently(() => operator.listDeadLetters({ service, before: undefined }))).deadLetters;
  return {
    letters,
    /** By the site's catalogue. */
    async isEnded(code: string): Promise<boolean> {
      const { indicators } = await readTable(site, 'indicators');
      return indicators.some((row) => row.code === code && row.validTo !== '');
    },
    async retry(): Promise<void> {
      for (const { consumer, id } of await letters())
        await patiently(() => operator.retryDeadLetter({ service, consumer, id }));
    },
    close: () => operator.close(),
  };
}
