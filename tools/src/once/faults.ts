import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import {
  DirectoryServiceService,
  PublishTableRequest,
  ReadTablesRequest,
} from '@lienthong/contracts/directory/v1/directory';
import { ExchangeServiceService, ListNeighboursRequest } from '@lienthong/contracts/exchange/v1/exchange';
import {
  ListFreshnessRequest,
  OperationsServiceService,
} from '@lienthong/contracts/operations/v1/operations';
import { ListDeadLettersRequest, ReportingServiceService } from '@lienthong/contracts/reporting/v1/reporting';
import type { ServiceName } from '@lienthong/runtime';
import { backupDatabase, restoreDatabase } from '../province/database-copy.ts';
import type { LocalSite } from '../province/local-site.ts';
import type { Province } from '../province/province.ts';
import type { Clerk } from './clerk.ts';
import { patiently } from './patient.ts';

const operatorOf = (site: LocalSite): string => {
  const found = site.described.people.find(({ roles }) => roles.includes('operator'));
  if (!found) throw new Error(`site ${site.id} has no operator`);
  return found.username;
};

async function until(what: string, condition: () => Promise<boolean>, withinMs = 60_000): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`not within ${withinMs} ms: ${what}`);
    await pause(200);
  }
}

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

/** One database of a site goes back to a copy, alone; everything around it has moved on. */
export async function restoreAlone(site: LocalSite, service: ServiceName, copy: string): Promise<void> {
  await site.process.kill();
  await restoreDatabase(site.database.uri, site.database.nameOf(service), copy);
  await site.process.start();
}

export async function copyDatabase(
  province: Province,
  site: LocalSite,
  service: ServiceName,
): Promise<string> {
  const copy = join(province.directory, 'copies', `${site.id}-${service}`);
  await backupDatabase(site.database.uri, site.database.nameOf(service), copy);
  return copy;
}

/** The site's own exchange says that its parent is not there: the line is cut in truth, with no way around it. */
export async function noticeCut(site: LocalSite): Promise<void> {
  const operator = site.as(operatorOf(site), ExchangeServiceService, 'exchange');
  try {
    await until('the site notices that its line is cut', async () => {
      const { neighbours } = await patiently(() => operator.listNeighbours(ListNeighboursRequest.create()));
      return neighbours.some(({ relation, connected }) => relation === 'parent' && !connected);
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

interface FieldsTable {
  fields: { code: string; name: string }[];
}

/** The catalogue of procedure fields, read and published as the province's operator does. */
export function createCatalogueKeeper(province: Province) {
  const top = province.sites[0] as LocalSite;
  const reader = top.asService('operations', DirectoryServiceService, 'directory');
  const publisher = top.as(operatorOf(top), DirectoryServiceService, 'directory');
  return {
    async read(): Promise<FieldsTable> {
      const { tables } = await patiently(() =>
        reader.readTables(ReadTablesRequest.create({ names: ['fields'] })),
      );
      return JSON.parse(tables[0]?.content.toString() ?? '{}') as FieldsTable;
    },
    publish: (table: FieldsTable) =>
      patiently(() =>
        publisher.publishTable(
          PublishTableRequest.create({
            table: { name: 'fields', content: Buffer.from(JSON.stringify(table)) },
          }),
        ),
      ),
    close() {
      reader.close();
      publisher.close();
    },
  };
}

/**
 * A dossier of a field that the catalogue does not know becomes a dead letter at the commune, while others are counted and the unit's as-of
 * stands still. Then the catalogue is put right and the operator tries again.
 */
export async function poison(province: Province, site: LocalSite, clerk: Clerk): Promise<void> {
  const residence = '1.004194';
  const catalogue = createCatalogueKeeper(province);
  const operator = site.as(operatorOf(site), ReportingServiceService, 'reporting');
  const top = province.sites[0] as LocalSite;
  const board = top.asClient(
    top.described.clients[0]?.clientId ?? '',
    OperationsServiceService,
    'operations',
  );
  const letters = async () =>
    (await patiently(() => operator.listDeadLetters(ListDeadLettersRequest.create()))).deadLetters;
  const [unit = ''] = site.described.owns;
  const reason = async (): Promise<string | undefined> => {
    const { units } = await patiently(() =>
      board.listFreshness(ListFreshnessRequest.create({ unit: top.described.owns[0] ?? '' })),
    );
    return units.find((one) => one.unit === unit)?.reason;
  };
  try {
    const whole = await catalogue.read();
    await catalogue.publish({ fields: whole.fields.filter(({ code }) => code !== 'residence') });
    await until('a dossier of an unknown field becomes a dead letter', async () => {
      await clerk.receive(residence);
      return (await letters()).length > 0;
    });
    await clerk.receive('2.000815');
    await until(
      'the province says why the as-of stands still',
      async () => (await reason()) === 'dead_letter',
    );
    await catalogue.publish(whole);
    await until('after the retry no dead letter is left', async () => {
      for (const { id } of await letters()) await patiently(() => operator.retryDeadLetter({ id }));
      return (await letters()).length === 0;
    });
  } finally {
    catalogue.close();
    operator.close();
    board.close();
  }
}
