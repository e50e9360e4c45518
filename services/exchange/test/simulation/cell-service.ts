import {
  createRecordConsumer,
  Holding,
  type RecordChange,
  type RecordConsumer,
  recordName,
} from '@lienthong/messaging';
import { toWatermark } from '../../../operations/src/adapters/to-watermark.ts';
import { FreshnessBook, type UnitFreshness } from '../../../operations/src/domain/freshness.ts';
import type { ExchangeClient } from './service-client.ts';
import type { Cell, Databases } from './service-databases.ts';
import { serviceTiming, silentLogger } from './service-exchange.ts';
import { type CallOptions, perform } from './service-process.ts';
import { tallyChannel } from './tally-service.ts';

export interface CellService {
  readonly consumer: RecordConsumer;
  /** What the level shows of a unit whose site is called silent after so long. */
  freshnessOf(unit: string, silentAfterMs?: number): UnitFreshness;
  stop(): void;
}

const partsOf = (name: string) => {
  const [channel = '', unit = '', id = ''] = name.split('/');
  return { channel, unit, id };
};

/** As `operations` does it: the real consumer, cells in the place of the last one, and its own words for how fresh a unit is. */
export function startCellService(options: {
  call: CallOptions;
  databases: Databases;
  client: ExchangeClient;
  replaced: (name: string, before: Cell | undefined, after: Cell) => void;
}): CellService {
  const { call, databases, client, replaced } = options;
  const fresh = new FreshnessBook();

  const holdings = new Map<string, Holding>();
  let holdingsAt = -1;

  function holdingOf(unit: string): Holding {
    const { cells } = databases;
    if (holdingsAt !== cells.changes) {
      holdingsAt = cells.changes;
      holdings.clear();
    }
    const known = holdings.get(unit);
    if (known) return known;
    const holding = new Holding();
    for (const [name, { rev, tag }] of cells.rows) {
      const key = partsOf(name);
      if (key.unit === unit) holding.add({ ...key, rev, tag });
    }
    holdings.set(unit, holding);
    return holding;
  }

  function write(changes: readonly RecordChange[]): void {
    const units = new Set<string>();
    for (const { key, stamp, value, tombstone, broke } of changes) {
      const name = recordName(key);
      const cell = { ...stamp, value: Buffer.from(value).toString(), tombstone, broke };
      replaced(name, databases.cells.get(name), cell);
      databases.cells.set([[name, cell]]);
      units.add(key.unit);
    }
    for (const unit of units) fresh.observe(unit, tallyChannel, holdingOf(unit));
  }

  const consumer = createRecordConsumer({
    client,
    consumer: 'operations',
    channels: [tallyChannel],
    store: {
      async *sources() {
        const names = await perform(call, () => [...databases.cells.rows.keys()]);
        for (const unit of new Set(names.map((name) => partsOf(name).unit)))
          yield { unit, channel: tallyChannel };
      },
      async *heldStamps(of) {
        const rows = await perform(call, () => [...databases.cells.rows]);
        for (const [name, { rev, tag }] of rows) {
          const key = partsOf(name);
          if (key.unit === of.unit && key.channel === of.channel) yield { key, stamp: { rev, tag } };
        }
      },
      find: async (keys) =>
        await perform(call, () => keys.map((key) => databases.cells.get(recordName(key)))),
      async apply(changes) {
        await perform(
          call,
          () => write(changes),
          () => write(changes.slice(0, changes.length >> 1)),
        );
      },
    },
    onWatermarks(watermarks) {
      for (const watermark of watermarks) fresh.tell(toWatermark(watermark), holdingOf(watermark.unit));
    },
    logger: silentLogger,
  });
  consumer.start();
  return {
    consumer,
    freshnessOf: (unit, silentAfterMs = serviceTiming.silence) =>
      fresh.of(unit, tallyChannel, holdingOf(unit), {
        machineNow: call.world.now,
        businessNow: call.world.now,
        silentAfterMs,
        behindAfterMs: 2 * serviceTiming.sums,
        isSetAside: false,
      }),
    stop: () => void consumer.stop(),
  };
}
