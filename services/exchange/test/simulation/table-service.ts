import { createRecordProducer, type RecordProducer, valueDigest } from '@lienthong/messaging';
import type { ExchangeClient } from './service-client.ts';
import type { Databases } from './service-databases.ts';
import { silentLogger } from './service-exchange.ts';
import { type CallOptions, perform } from './service-process.ts';

export const tableChannel = 'd3-directory';

export interface TableService {
  readonly producer: RecordProducer;
  /** A person publishes a table. */
  publish(id: string, value: string): void;
  /** Exchange has written a table: another one than the own is compared with it, as its consumer does. */
  readBack(id: string): void;
  stop(): void;
}

/** As `directory` does it at the top: the table of sites and its version, and the real producer towards exchange. */
export function startTableService(options: {
  call: CallOptions;
  databases: Databases;
  client: ExchangeClient;
  unit: string;
  /** What exchange holds of a table: `directory` reads it back, so that nothing of it is lost with its own database. */
  held: (id: string) => string | undefined;
}): TableService {
  const { call, databases, client, unit, held } = options;
  const { tables } = databases;
  const found = (id: string) => {
    const row = tables.get(id);
    return row && { src: row.src, value: Buffer.from(row.value) };
  };
  const producer = createRecordProducer({
    client,
    channel: tableChannel,
    units: () => [unit],
    async *load() {
      for (const id of await perform(call, () => [...tables.rows.keys()])) {
        const row = found(id);
        if (row) yield { id, src: row.src, digest: valueDigest(row.value) };
      }
    },
    read: async ({ id }) => await perform(call, () => found(id)),
    async recount({ id }, { src: above }) {
      const value = held(id) ?? tables.get(id)?.value ?? '';
      tables.set([[id, { src: above + 1, value }]]);
      return { src: above + 1, value: Buffer.from(value) };
    },
    logger: silentLogger,
  });
  producer.start();
  return {
    producer,
    publish(id, value) {
      const src = (tables.get(id)?.src ?? 0) + 1;
      tables.set([[id, { src, value }]]);
      void producer.put({ unit, id }, { src, value: Buffer.from(value) });
    },
    readBack(id) {
      const there = held(id);
      if (there !== undefined && there !== tables.get(id)?.value) void producer.compare();
    },
    stop: () => void producer.stop(),
  };
}
