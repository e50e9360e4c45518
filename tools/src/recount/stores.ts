import { createHash } from 'node:crypto';
import { tallyChannel } from '@lienthong/domain';
import type { ServiceName } from '@lienthong/runtime';
import type { Binary, Db } from 'mongodb';
import type { LocalSite } from '../province/local-site.ts';
import type { Province } from '../province/province.ts';
import type { Contributor } from './contributor.ts';
import { type FindDatabase, inDatabases } from './databases.ts';

type Held = Map<string, string>;

/**
 * Holds the stores of all sites against each other, each with its neighbour on the way of a contributor's numbers: its events against facts,
 * tallies against the records of the same site, records along the route, records against cells. What `operations` shows rests on all of them.
 *
 * @param retired sites that are no more: what they hold is nobody's number now.
 * @returns what differs, in words; nothing when all agree.
 */
export async function compareStores(
  province: Province,
  contributors: readonly Contributor[],
  retired: ReadonlySet<string> = new Set(),
): Promise<string[]> {
  const living = province.sites.filter(({ id }) => !retired.has(id));
  const all = contributors.map(async (contributor) =>
    (await compareStoresOf(contributor, living)).map((words) => `${contributor.owner}: ${words}`),
  );
  return (await Promise.all(all)).flat();
}

async function compareStoresOf(contributor: Contributor, living: readonly LocalSite[]): Promise<string[]> {
  const { owner } = contributor;
  const sites = await Promise.all(
    living.map((site) =>
      inDatabases(site, async (find) => {
        const own = find(owner);
        return {
          ...(await storesIn(find, site, owner)),
          events: own && held(await contributor.readEventIds(own)),
        };
      }),
    ),
  );
  const differences: string[] = [];
  const hold = (what: string, one: Held, other: Held): void => {
    const keys = new Set([...one.keys(), ...other.keys()]);
    const wrong = [...keys].filter((key) => one.get(key) !== other.get(key));
    if (wrong.length > 0) differences.push(`${what}: ${wrong.length} differ, e.g. ${wrong[0]}`);
  };
  for (const { id, parent, events, facts, tallies, values, stamps, cells } of sites) {
    if (events && facts) hold(`${id}: events and facts`, events, facts);
    if (tallies) hold(`${id}: tallies and records`, tallies, ownOf(values, tallies));
    if (cells) hold(`${id}: records and cells`, stamps, cells);
    const above = sites.find((site) => site.id === parent);
    if (above) hold(`${id} and ${above.id}: records`, stamps, ownOf(above.stamps, stamps));
  }
  return differences;
}

/** What the stores of one site hold of one owner's numbers. */
export interface SiteStores {
  id: string;
  parent: string | undefined;
  /** Ids of the events that have facts. */
  facts: Held | undefined;
  /** Digest of the value by `unit/day`. */
  tallies: Held | undefined;
  /** The tally's version by `unit/day`. */
  versions: ReadonlyMap<string, number>;
  values: Held;
  /** Stamp by `unit/day`. */
  stamps: Held;
  cells: Held | undefined;
}

interface RecordDocument {
  _id: string;
  record: { rev: number; tag: string; value: Binary | null; content: { hash: string } | null } | null;
}

export const readStores = (site: LocalSite, owner: ServiceName): Promise<SiteStores> =>
  inDatabases(site, (find) => storesIn(find, site, owner));

async function storesIn(
  find: FindDatabase,
  { id, described }: LocalSite,
  owner: ServiceName,
): Promise<SiteStores> {
  const prefix = `${tallyChannel(owner)}/`;
  const [exchange, reporting, operations] = [find('exchange'), find('reporting'), find('operations')];
  const records = await exchange
    ?.collection<RecordDocument>('records')
    .find({ _id: { $gte: prefix, $lt: `${prefix}\uffff` } })
    .toArray();
  const tallies = await reporting?.collection<TallyDocument>(`tallies_${owner}`).find().toArray();
  const facts = reporting && (await readFacts(reporting, owner));
  const cells = operations && (await readCells(operations, prefix));
  const kept = (records ?? []).flatMap(({ _id, record }) =>
    record ? [{ key: _id.slice(prefix.length), record }] : [],
  );
  return {
    id,
    parent: described.parent,
    facts,
    tallies: tallies && new Map(tallies.map(({ _id, value }) => [_id, digest(value)])),
    versions: new Map(tallies?.map(({ _id, src }) => [_id, src])),
    values: new Map(kept.map(({ key, record }) => [key, record.content?.hash ?? digest(record.value)])),
    stamps: new Map(kept.map(({ key, record }) => [key, `${record.rev}:${record.tag}`])),
    cells,
  };
}

type TallyDocument = { _id: string; src: number; value: Binary };

async function readFacts(db: Db, owner: ServiceName): Promise<Held> {
  const facts = await db
    .collection<{ _id: string }>(`facts_${owner}`)
    .find({}, { projection: { _id: 1 } })
    .toArray();
  return held(facts.map(({ _id }) => _id.slice(0, _id.lastIndexOf(':'))));
}

async function readCells(db: Db, prefix: string): Promise<Held> {
  const cells = await db.collection<{ _id: string; rev: number; tag: string }>('cells').find().toArray();
  return new Map(
    cells
      .filter(({ _id }) => _id.startsWith(prefix))
      .map(({ _id, rev, tag }) => [_id.slice(prefix.length), `${rev}:${tag}`]),
  );
}

const held = (ids: readonly string[]): Held => new Map(ids.map((id) => [id, 'held']));

/** A value that is long stands in a record by its hash. */
const digest = (value: Binary | null): string =>
  value ? createHash('sha256').update(value.buffer.subarray(0, value.position)).digest('hex') : '';

/** Only the keys that the other side speaks of. */
function ownOf(all: Held, mine: Held): Held {
  return new Map([...all].filter(([key]) => mine.has(key)));
}
