import { ExchangeServiceService, ListHeldRequest } from '@lienthong/contracts/exchange/v1/exchange';
import {
  type ChoosingStore,
  createRecordConsumer,
  createRecordProducer,
  type ProducedValue,
  type RecordChange,
  type RecordStore,
  type SetAside,
  type UnusableChange,
  unknownHere,
} from '@lienthong/messaging';
import { createServiceClient, type ServiceContext } from '@lienthong/runtime';
import { directoryChannel } from '../config.ts';
import { directoryUnit } from '../domain/table.ts';
import { contentHash, type HeldTables } from '../projections/held-tables.ts';
import type { StoredTable, TableStore } from '../projections/ports.ts';

/** The directory's way to and from other sites. */
export interface Replication {
  /** A table of this site has a new version. */
  put(table: StoredTable): void;
  /** Goes on in the background for ever; exchange may be away. */
  start(): void;
  stop(): Promise<void>;
}

type Parts = Pick<ServiceContext, 'config' | 'identity' | 'reach' | 'logger'> & {
  store: TableStore;
  tables: HeldTables;
};

/**
 * At the province's site: every table is a record of exchange. What exchange holds of them is read back: where it is ahead, this database
 * was restored alone, or people decided there which registry of sites stands.
 */
export function createTableProducer({
  config,
  identity,
  reach,
  logger,
  store,
  tables,
  owner,
  setAside,
}: Parts & { owner: () => string; setAside: SetAside }): Replication {
  const client = createServiceClient(ExchangeServiceService, reach('exchange'), identity);
  const unit = directoryUnit(config.province);
  const there = new Map<string, RecordChange>();
  const valueOf = ({ src, content, tombstone }: StoredTable): ProducedValue => ({
    src,
    value: Buffer.from(content),
    tombstone,
  });

  /** @returns undefined when exchange itself has lost the content. @throws while it has not said yet what it holds. */
  async function findThere(id: string): Promise<string | undefined> {
    for await (const { records } of client.listHeld(
      ListHeldRequest.create({ channel: directoryChannel, unit }),
    ))
      for (const { key, digest, lacking } of records) {
        if (key?.id !== id || lacking) continue;
        const told = there.get(id);
        if (told?.tombstone && digest === '') return '';
        const content = Buffer.from(told?.value ?? []).toString();
        if (!told || contentHash(content) !== digest)
          throw new Error(`exchange has not told yet what it holds of ${id}`);
        return content;
      }
    return undefined;
  }

  const producer = createRecordProducer({
    client,
    channel: directoryChannel,
    units: () => [unit],
    async *load() {
      for (const { name, src, hash, tombstone } of await store.all())
        yield { id: name, src, digest: hash, tombstone };
    },
    async read({ id }) {
      const table = await store.find(id);
      return table && valueOf(table);
    },
    // Exchange has a later one than this database: nothing of it is lost, and the mark says what happened.
    async recount({ id }, { src, foreign }) {
      const theirs = there.get(id);
      // Another site writes the directory by now: what it put counts here as at every site.
      if (foreign === 'former_owner' && owner() !== config.site && theirs) {
        await setAside.records.apply([theirs]);
        return unknownHere;
      }
      const before = await store.find(id);
      // A table that others hold, and that nobody published here, is left as they have it.
      if (foreign !== '' && before?.origin !== 'published') return unknownHere;
      const content = (foreign === '' ? await findThere(id) : undefined) ?? before?.content ?? '';
      const table: StoredTable = {
        _id: id,
        // What the release shipped gives way to the next one; what people published does not.
        origin: before && content === before.content ? before.origin : 'published',
        content,
        hash: contentHash(content),
        src: Math.max(src, before?.src ?? 0) + 1,
        unit,
        name: id,
        tombstone: content === '',
        stamp: null,
      };
      if (!(await store.putOwn(table, before?.src ?? 0)))
        throw new Error(`the table ${id} was changed at the same time`);
      tables.use(table);
      return valueOf(table);
    },
    logger,
  });

  const readBack: RecordStore = {
    sources: () => (there.size === 0 ? [] : [{ unit, channel: directoryChannel }]),
    async *heldStamps() {
      for (const { key, stamp } of there.values()) yield { key, stamp };
    },
    find: (keys) =>
      Promise.resolve(keys.map((key) => (key.unit === unit ? there.get(key.id)?.stamp : undefined))),
    async apply(changes) {
      for (const change of changes) {
        if (change.key.unit !== unit) continue;
        there.set(change.key.id, change);
        const own = await store.find(change.key.id);
        // Which of the two is later, the versions say: what was published a moment ago is not there yet.
        if (own?.hash !== contentHash(Buffer.from(change.value).toString())) void producer.compare();
      }
    },
  };
  const consumer = createRecordConsumer({
    client,
    consumer: 'directory',
    channels: [directoryChannel],
    store: readBack,
    logger,
  });

  return {
    put: (table) => void producer.put({ unit, id: table.name }, valueOf(table)),
    start() {
      producer.start();
      consumer.start();
    },
    async stop() {
      await consumer.stop();
      await producer.stop();
      client.close();
    },
  };
}

/**
 * Where tables from above are kept: they override what the release shipped. One that cannot be read is left out, so that the one before
 * stays in use here.
 */
export function createReceivedTables({
  config,
  logger,
  store,
  tables,
}: Omit<Parts, 'identity'>): ChoosingStore {
  const ownUnit = directoryUnit(config.province);
  const idOf = (unit: string, name: string): string => (unit === ownUnit ? name : `${unit}/${name}`);
  const keyOf = ({ unit, name }: StoredTable): RecordChange['key'] => ({
    channel: directoryChannel,
    unit,
    id: name,
  });
  const toStored = ({ key, stamp, value, tombstone }: RecordChange): StoredTable => {
    const content = tombstone ? '' : Buffer.from(value).toString();
    return {
      _id: idOf(key.unit, key.id),
      origin: 'replicated',
      content,
      hash: contentHash(content),
      src: 0,
      unit: key.unit,
      name: key.id,
      tombstone,
      stamp,
    };
  };
  return {
    async *sources() {
      const units = new Set((await store.all()).flatMap(({ stamp, unit }) => (stamp ? [unit] : [])));
      for (const unit of units) yield { unit, channel: directoryChannel };
    },
    async *heldStamps({ unit }) {
      for (const table of await store.all())
        if (table.stamp && table.unit === unit) yield { key: keyOf(table), stamp: table.stamp };
    },
    find: (keys) =>
      Promise.all(keys.map(async ({ unit, id }) => (await store.find(idOf(unit, id)))?.stamp ?? undefined)),
    async apply(changes) {
      const unusable: UnusableChange[] = [];
      for (const change of changes) {
        const table = toStored(change);
        const reason = tables.refuse(table);
        if (reason) {
          unusable.push({ change, reason });
          continue;
        }
        await store.putReceived(table);
        tables.use(table);
        logger.info({ table: table.name, rev: change.stamp.rev }, 'a table was received');
      }
      return unusable;
    },
  };
}

/** At every other site. */
export function createTableConsumer(
  parts: Omit<Parts, 'store' | 'tables'> & { setAside: SetAside },
): Replication {
  const { identity, reach, logger, setAside } = parts;
  const client = createServiceClient(ExchangeServiceService, reach('exchange'), identity);
  const consumer = createRecordConsumer({
    client,
    consumer: 'directory',
    channels: [directoryChannel],
    store: setAside.records,
    logger,
  });
  return {
    put: () => undefined,
    start: () => consumer.start(),
    async stop() {
      await consumer.stop();
      client.close();
    },
  };
}
