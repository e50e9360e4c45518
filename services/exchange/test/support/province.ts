import { ExchangeServiceService, type Watermark } from '@lienthong/contracts/exchange/v1/exchange';
import type { Lineage } from '@lienthong/domain';
import {
  createRecordConsumer,
  createRecordProducer,
  type ProducedValue,
  type RecordChange,
  type RecordConsumer,
  type RecordContent,
  type RecordProducer,
  recordName,
  unknownHere,
  valueDigest,
} from '@lienthong/messaging';
import { createLogger } from '@lienthong/runtime';
import {
  type DatabaseServer,
  eventually,
  type LineFaults,
  type NatsTree,
  startSiteTree,
  type TestSite,
} from '@lienthong/testkit';
import { connect } from '@nats-io/transport-node';
import { MongoClient, type ObjectId } from 'mongodb';
import { createApp } from '../../src/app.ts';
import { createSite, type RunningSite } from '../../src/adapters/create-site.ts';

const logger = createLogger('test', 'test', 'fatal');
export const unitOf = (site: string): string => `${site.slice(1)}@0`;

/** Sites with their exchange on real servers. Each has a database of its own on one server, and its own NATS server. */
export interface Province {
  readonly tree: NatsTree;
  readonly database: DatabaseServer;
  getSite(id: string): TestSite;
  /** Hosts a site's exchange in this process. */
  host(id: string): Promise<void>;
  unhost(id: string): Promise<void>;
  stop(): Promise<void>;
}

export async function startProvince(
  wanted: readonly { id: string; parent?: string }[],
  tables: 'host' | 'leave' = 'host',
  line?: (site: string) => LineFaults,
): Promise<Province> {
  const sites = await startSiteTree(wanted, { services: ['exchange', 'reporting', 'operations'], line });
  const province: Province = {
    tree: sites.nats,
    database: sites.database,
    getSite: (id) => sites.siteOf(id),
    host: (id) => sites.host(id, { exchange: createApp }),
    unhost: (id) => sites.unhost(id),
    stop: () => sites.stop(),
  };
  if (tables === 'host') for (const { id } of wanted) await province.host(id);
  return province;
}

/** Whoever has a site's link credential may say anything on its link. */
export async function sayOnLink(
  { tree }: Pick<Province, 'tree'>,
  site: string,
  subject: string,
  bytes: Uint8Array,
): Promise<void> {
  const { servers, user, pass } = tree.getSite(site).linkLogin;
  const nc = await connect({ servers, user, pass });
  nc.publish(subject, bytes);
  await nc.flush();
  await nc.close();
}

/** Waits until a site has heard every neighbour: only then does it pass on what it is asked. */
export async function untilConnected(site: TestSite): Promise<void> {
  const client = site.as('operations', ExchangeServiceService, 'exchange');
  await eventually(async () =>
    (await client.listNeighbours({})).neighbours.every(({ connected }) => connected),
  );
}

/** A service that makes tallies: its store is this map, which a test may set back as a restore would. */
export class TallyMaker {
  readonly producer: RecordProducer;
  store = new Map<string, { src: number; lineage?: Lineage; value: string; content?: RecordContent }>();
  /** Its sources do not tell what its keys were before. */
  knowsNothing = false;
  readonly #unit: string;

  constructor(site: TestSite) {
    this.#unit = unitOf(site.config.site);
    const read = (id: string): ProducedValue | undefined => {
      const stored = this.store.get(id);
      return stored && { ...stored, value: Buffer.from(stored.value) };
    };
    this.producer = createRecordProducer({
      client: site.as('reporting', ExchangeServiceService, 'exchange'),
      channel: 'u2-tally-onestop',
      units: () => [this.#unit],
      load: async function* (this: TallyMaker) {
        for (const [id, { src, value, content }] of this.store)
          yield { id, src, digest: content?.hash ?? valueDigest(Buffer.from(value)) };
      }.bind(this),
      read: async ({ id }) => read(id),
      recount: async ({ id }, { src, foreign }) => {
        const before = this.store.get(id);
        if (!before || foreign === 'former_owner' || this.knowsNothing) return unknownHere;
        this.store.set(id, { src: Math.max(before.src, src) + 1, value: `${before.value} recounted` });
        return read(id) as ProducedValue;
      },
      logger,
    });
    this.producer.start();
  }

  /** Value by the name of its record. */
  values(): Record<string, string> {
    return sorted(
      [...this.store].map(([day, { value }]) => [`u2-tally-onestop/${this.#unit}/${day}`, value] as const),
    );
  }

  /** Stores and puts; resolves true when exchange holds it, false when it is left to people. */
  async put(day: string, value: string, spans: string[] = []): Promise<boolean> {
    const src = (this.store.get(day)?.src ?? 0) + 1;
    this.store.set(day, { src, value });
    return this.producer.put({ unit: this.#unit, id: day }, { src, value: Buffer.from(value), spans });
  }
}

const sorted = (values: readonly (readonly [string, string])[]): Record<string, string> =>
  Object.fromEntries([...values].sort(([a], [b]) => (a < b ? -1 : 1)));

/** A service that keeps cells, as operations does; its store is this map. */
export class CellKeeper {
  readonly consumer: RecordConsumer;
  store = new Map<string, RecordChange>();
  readonly watermarks = new Map<string, Watermark>();
  readonly arrivals: { name: string; value: string; at: number }[] = [];

  constructor(site: TestSite) {
    this.consumer = createRecordConsumer({
      client: site.as('operations', ExchangeServiceService, 'exchange'),
      consumer: 'operations',
      channels: ['u2-tally-onestop'],
      store: {
        sources: () => [...this.store.values()].map(({ key }) => key),
        heldStamps: async function* (this: CellKeeper, of: { unit: string; channel: string }) {
          for (const { key, stamp } of this.store.values())
            if (key.unit === of.unit && key.channel === of.channel) yield { key, stamp };
        }.bind(this),
        find: async (keys) => keys.map((key) => this.store.get(recordName(key))?.stamp),
        apply: async (changes) => {
          for (const change of changes) {
            this.store.set(recordName(change.key), change);
            const value = Buffer.from(change.value).toString();
            this.arrivals.push({ name: recordName(change.key), value, at: performance.now() });
          }
        },
      },
      onWatermarks: (watermarks) => {
        for (const watermark of watermarks) this.watermarks.set(watermark.unit, watermark);
      },
      logger,
    });
    this.consumer.start();
  }

  /** Value by the name of its record, without those that were deleted. */
  values(): Record<string, string> {
    return sorted(
      [...this.store]
        .filter(([, one]) => !one.tombstone)
        .map(([name, one]) => [name, Buffer.from(one.value).toString()] as const),
    );
  }
}

/** All collections of a service's database, to be put back later: a backup. */
export async function copyDatabase(site: TestSite, service = 'exchange'): Promise<Map<string, unknown[]>> {
  return withDatabase(site, service, async (db) => {
    const copy = new Map<string, unknown[]>();
    for (const { name } of await db.listCollections().toArray()) {
      copy.set(name, await db.collection(name).find().toArray());
    }
    return copy;
  });
}

export async function restoreDatabase(
  site: TestSite,
  copy: ReadonlyMap<string, unknown[]>,
  service = 'exchange',
): Promise<void> {
  await withDatabase(site, service, async (db) => {
    for (const { name } of await db.listCollections().toArray()) await db.collection(name).deleteMany({});
    for (const [name, documents] of copy) {
      // Beside a running process: what it has written since everything was deleted gives way, too.
      const operations = (documents as { _id: ObjectId }[]).map((one) => ({
        replaceOne: { filter: { _id: one._id }, replacement: one, upsert: true },
      }));
      if (operations.length > 0) await db.collection(name).bulkWrite(operations);
    }
  });
}

/** Empties collections of a service's database, also under the running process. */
export async function emptyCollections(site: TestSite, names: string[], service = 'exchange'): Promise<void> {
  await withDatabase(site, service, async (db) => {
    for (const name of names) await db.collection(name).deleteMany({});
  });
}

export async function withDatabase<T>(
  { config }: TestSite,
  service: string,
  work: (db: ReturnType<MongoClient['db']>) => Promise<T>,
): Promise<T> {
  const client = await MongoClient.connect(config.database.uri);
  try {
    return await work(client.db(`${config.database.prefix}_${service}`));
  } finally {
    await client.close();
  }
}

export { createSite, eventually, type RunningSite };
