import { createHash } from 'node:crypto';
import { tallyChannel } from '@lienthong/domain';
import type { Binary, Db } from 'mongodb';
import { MongoClient } from 'mongodb';
import type { LocalSite } from '../province/local-site.ts';
import type { Province } from '../province/province.ts';

type Held = Map<string, string>;

/**
 * Holds the stores of all sites against each other, each with its neighbour on the way of a number: events of dossiers against facts, tallies against
 * the records of the same site, records along the route, records against cells. What `operations` shows rests on all of them.
 *
 * @param retired sites that are no more: what they hold is nobody's number now.
 * @returns what differs, in words; nothing when all agree.
 */
export async function compareStores(
  province: Province,
  retired: ReadonlySet<string> = new Set(),
): Promise<string[]> {
  const living = province.sites.filter(({ id }) => !retired.has(id));
  const sites = await Promise.all(living.map(readStores));
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

/** What the stores of one site hold. */
export interface SiteStores {
  id: string;
  parent: string | undefined;
  /** Ids of events that count or cancel. */
  events: Held | undefined;
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

export async function readStores({ id, described, database, config }: LocalSite): Promise<SiteStores> {
  const client = await MongoClient.connect(database.uri);
  const of = (service: 'onestop' | 'reporting' | 'operations' | 'exchange'): Db | undefined =>
    config.services[service] && client.db(database.nameOf(service));
  const prefix = `${tallyChannel('onestop')}/`;
  try {
    const records = await client
      .db(database.nameOf('exchange'))
      .collection<RecordDocument>('records')
      .find({ _id: { $gte: prefix, $lt: `${prefix}\uffff` } })
      .toArray();
    const held = records.flatMap(({ _id, record }) =>
      record ? [{ key: _id.slice(prefix.length), record }] : [],
    );
    const tallies = await readTallies(of('reporting'));
    return {
      id,
      parent: described.parent,
      events: await readEvents(of('onestop')),
      facts: await readFacts(of('reporting')),
      tallies: tallies && new Map(tallies.map(({ _id, value }) => [_id, digest(value)])),
      versions: new Map(tallies?.map(({ _id, src }) => [_id, src])),
      values: new Map(held.map(({ key, record }) => [key, record.content?.hash ?? digest(record.value)])),
      stamps: new Map(held.map(({ key, record }) => [key, `${record.rev}:${record.tag}`])),
      cells: await readCells(of('operations'), prefix),
    };
  } finally {
    await client.close();
  }
}

async function readEvents(db: Db | undefined): Promise<Held | undefined> {
  const dossiers = await db
    ?.collection<{ _id: string; events: { id: string; movements: unknown[]; cancels: unknown[] }[] }>(
      'dossiers',
    )
    .find({}, { projection: { 'events.id': 1, 'events.movements': 1, 'events.cancels': 1 } })
    .toArray();
  return (
    dossiers &&
    new Map(
      dossiers
        .flatMap(({ events }) => events)
        .filter(({ movements, cancels }) => movements.length + cancels.length > 0)
        .map((event) => [event.id, 'held']),
    )
  );
}

async function readFacts(db: Db | undefined): Promise<Held | undefined> {
  const facts = await db
    ?.collection<{ _id: string }>('facts_onestop')
    .find({}, { projection: { _id: 1 } })
    .toArray();
  return facts && new Map(facts.map(({ _id }) => [_id.slice(0, _id.lastIndexOf(':')), 'held']));
}

type TallyDocument = { _id: string; src: number; value: Binary };

const readTallies = (db: Db | undefined): Promise<TallyDocument[]> | undefined =>
  db?.collection<TallyDocument>('tallies_onestop').find().toArray();

async function readCells(db: Db | undefined, prefix: string): Promise<Held | undefined> {
  const cells = await db?.collection<{ _id: string; rev: number; tag: string }>('cells').find().toArray();
  return (
    cells &&
    new Map(
      cells
        .filter(({ _id }) => _id.startsWith(prefix))
        .map(({ _id, rev, tag }) => [_id.slice(prefix.length), `${rev}:${tag}`]),
    )
  );
}

/** A value that is long stands in a record by its hash. */
const digest = (value: Binary | null): string =>
  value ? createHash('sha256').update(value.buffer.subarray(0, value.position)).digest('hex') : '';

/** Only the keys that the other side speaks of. */
function ownOf(all: Held, mine: Held): Held {
  return new Map([...all].filter(([key]) => mine.has(key)));
}
