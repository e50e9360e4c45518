import { ExchangeServiceService } from '@lienthong/contracts/exchange/v1/exchange';
import {
  createRecordConsumer,
  createRecordProducer,
  type ProducedValue,
  type RecordChange,
  type RecordStore,
} from '@lienthong/messaging';
import { endpointOf, createServiceClient, type Surroundings } from '@lienthong/runtime';
import { directoryUnit } from '../domain/table.ts';
import { contentHash, type HeldTables } from '../projections/held-tables.ts';
import type { StoredTable, TableStore } from './table-store.ts';

export const directoryChannel = 'd3-directory';

/** The directory's way to and from other sites. */
export interface Replication {
  /** A table of this site has a new version. */
  put(table: StoredTable): void;
  /** Goes on in the background for ever; exchange may be away. */
  start(): void;
  stop(): Promise<void>;
}

type Parts = Pick<Surroundings, 'config' | 'identity' | 'logger'> & { store: TableStore; tables: HeldTables };

/** At the province's site: every table is a record of exchange. */
export function createTableProducer({ config, identity, logger, store }: Parts): Replication {
  const client = createServiceClient(ExchangeServiceService, endpointOf(config, 'exchange'), identity);
  const unit = directoryUnit(config.province);
  const valueOf = ({ src, content, tombstone }: StoredTable): ProducedValue => ({
    src,
    value: Buffer.from(content),
    tombstone,
  });
  const producer = createRecordProducer({
    client,
    channel: directoryChannel,
    units: () => [unit],
    async *load() {
      for (const { name, src, hash } of await store.all()) yield { id: name, src, digest: hash };
    },
    async read({ id }) {
      const table = await store.find(id);
      return table && valueOf(table);
    },
    // The source of a table is the table itself: what was published since the backup is lost, and the mark says so.
    async recount({ id }, above) {
      const before = await store.find(id);
      const table: StoredTable = before
        ? { ...before, src: above + 1 }
        : {
            _id: id,
            origin: 'release',
            content: '',
            hash: contentHash(''),
            src: above + 1,
            unit,
            name: id,
            tombstone: true,
            stamp: null,
          };
      if (!(await store.putOwn(table, before?.src ?? 0)))
        throw new Error(`the table ${id} was changed at the same time`);
      return valueOf(table);
    },
    logger,
  });
  return {
    put: (table) => void producer.put({ unit, id: table.name }, valueOf(table)),
    start: () => producer.start(),
    async stop() {
      await producer.stop();
      client.close();
    },
  };
}

/** At every other site: tables come from above and override what the release shipped. */
export function createTableConsumer({ config, identity, logger, store, tables }: Parts): Replication {
  const client = createServiceClient(ExchangeServiceService, endpointOf(config, 'exchange'), identity);
  const ownUnit = directoryUnit(config.province);
  const keyOf = ({ unit, name }: StoredTable): RecordChange['key'] => ({
    channel: directoryChannel,
    unit,
    id: name,
  });
  const toStored = ({ key, stamp, value, tombstone }: RecordChange): StoredTable => {
    const content = tombstone ? '' : Buffer.from(value).toString();
    return {
      _id: key.unit === ownUnit ? key.id : `${key.unit}/${key.id}`,
      origin: 'received',
      content,
      hash: contentHash(content),
      src: 0,
      unit: key.unit,
      name: key.id,
      tombstone,
      stamp,
    };
  };
  const received: RecordStore = {
    async *heldStamps(only) {
      for (const table of await store.all())
        if (table.stamp && (!only || (only.channel === directoryChannel && only.unit === table.unit)))
          yield { key: keyOf(table), stamp: table.stamp };
    },
    async apply(changes) {
      for (const change of changes) {
        const table = toStored(change);
        await store.putReceived(table);
        tables.use(table);
        logger.info({ table: table.name, rev: change.stamp.rev }, 'a table was received');
      }
    },
  };
  const consumer = createRecordConsumer({
    client,
    consumer: 'directory',
    channels: [directoryChannel],
    store: received,
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
