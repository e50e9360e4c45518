import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  type ChangedSites,
  DirectoryServiceService,
  HandOverUnitsRequest,
  ListSitesRequest,
  NameSuccessorRequest,
  RetireSiteRequest,
  type SitesDecision,
} from '@lienthong/contracts/directory/v1/directory';
import { HistoryDecision } from '@lienthong/contracts/reporting/v1/reporting';
import { Refusal } from '@lienthong/domain';
import type { ServiceName } from '@lienthong/runtime';
import { parse, stringify } from 'yaml';
import type { LocalSite } from '../province/local-site.ts';
import type { Province } from '../province/province.ts';
import { decideHistory } from './machines.ts';
import { operatorOf, until } from './operators.ts';
import { patiently } from './patient.ts';

const reason = 'sáp nhập theo nghị quyết';

/**
 * A commune's units go over to another commune's site, by the commands of the province's operator: the successor is named, its units are
 * handed over once all of their records have arrived, the successor inherits their history, and the former site is retired and switched off.
 */
export async function merge(
  province: Province,
  former: LocalSite,
  successor: LocalSite,
  owners: readonly ServiceName[],
): Promise<void> {
  const [top] = province.sites;
  if (!top) throw new Error('the province has no site at its top');
  const above = province.site(successor.described.parent ?? '');
  const units = former.described.owns;
  const directory = top.as(operatorOf(top), DirectoryServiceService, 'directory');
  try {
    const [site, to] = [former.id, successor.id];
    await decide((decision) =>
      directory.nameSuccessor(NameSuccessorRequest.create({ site, successor: to, decision })),
    );
    // Nothing is named: the successor is.
    await decide((decision) => directory.handOverUnits(HandOverUnitsRequest.create({ units, decision })), {
      when: 'every record of the former site has arrived',
      isMet: (changed) => changed.units.every(({ unconfirmed }) => unconfirmed === 0),
    });
    for (const each of [former, above, successor])
      await knows(each, (sites) => sites.get(to)?.includes(units[0] ?? ''));
    await actFor(successor, units);
    for (const unit of units)
      for (const owner of owners)
        await decideHistory(successor, { owner, unit }, above, HistoryDecision.INHERIT, reason);
    await decide((decision) => directory.retireSite(RetireSiteRequest.create({ site, decision })));
    for (const each of [above, successor]) await knows(each, (sites) => !sites.has(site));
  } finally {
    directory.close();
  }
  await former.process.stop();
  await former.nats.stop();
  await former.link?.cut();
}

/** A dry run until its condition is met, then the decision upon the table that it showed. */
async function decide(
  command: (decision: SitesDecision) => Promise<{ changed?: ChangedSites | undefined }>,
  { when, isMet }: { when: string; isMet: (changed: ChangedSites) => boolean } = {
    when: 'a dry run',
    isMet: () => true,
  },
): Promise<void> {
  let hash = '';
  await until(when, async () => {
    const changed = await patiently(() => command({ dryRun: true, reason: '', hash: '' })).then(
      (answer) => answer.changed,
      (error: unknown) => {
        if (error instanceof Refusal && error.kind === 'precondition') return undefined;
        throw error;
      },
    );
    if (!changed || !isMet(changed)) return false;
    hash = changed.hash;
    return true;
  });
  await patiently(() => command({ dryRun: false, reason, hash }));
}

type Owners = ReadonlyMap<string, readonly string[]>;

/** A site's directory lists the sites as it is wanted. */
async function knows(site: LocalSite, isSo: (owners: Owners) => boolean | undefined): Promise<void> {
  const directory = site.as(operatorOf(site), DirectoryServiceService, 'directory');
  try {
    await until(`site ${site.id} hears of another registry of sites`, async () => {
      const { sites } = await patiently(() => directory.listSites(ListSitesRequest.create()));
      return isSo(new Map(sites.map(({ id, owns }) => [id, owns]))) ?? false;
    });
  } finally {
    directory.close();
  }
}

/** The people of a site may act for more units: their file is read again by itself. */
async function actFor(site: LocalSite, units: readonly string[]): Promise<void> {
  const path = join(dirname(site.files.config), 'people.yaml');
  const file = parse(await readFile(path, 'utf8')) as { people: { units: string[] }[] };
  for (const person of file.people) person.units = [...new Set([...person.units, ...units])];
  await writeFile(path, stringify(file), { mode: 0o600 });
  const [unit = ''] = units;
  await until(`people of site ${site.id} may act for ${unit}`, async () =>
    unitsIn(await patiently(() => site.token(operatorOf(site)))).includes(unit),
  );
}

const unitsIn = (token: string): string[] =>
  (JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as { units: string[] }).units;
