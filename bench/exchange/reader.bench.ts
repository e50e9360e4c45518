import { loadavg } from 'node:os';
import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises';
import type { WatchRecordsRequest, WatchRecordsResponse } from '@lienthong/contracts/exchange/v1/exchange';
import { addDays, dimensionsOf, tallyChannel } from '@lienthong/domain';
import { createRecordConsumer } from '@lienthong/messaging';
import { createLogger } from '@lienthong/runtime';
import { type Ratio, ratio } from '@lienthong/tools/bench/ratio';
import type { Cell } from '../../services/operations/src/domain/cell.ts';
import { createCellProjection } from '../../services/operations/src/projections/cell-projection.ts';

const cellCount = process.env['LT_FULL'] ? 1_000_000 : 200_000;
const unitCount = 168;
const units = Array.from({ length: unitCount }, (_, at) => `${20_000 + at}@0`);
/** How long a stop of the event loop may be. */
const aimMs = 20;

/**
 * A reader with many cells, and how long it stops its event loop: at its start, when all is counted from the store; at a connection
 * after that; and when exchange, being restored, asks for all that it holds.
 */
export async function* run(): AsyncIterable<Ratio> {
  const { projection, loading } = await loadCells();
  const exchange = createExchange();
  const consumer = createRecordConsumer({
    client: { watchRecords: async () => exchange.connect() },
    consumer: 'operations',
    channels: [tallyChannel('onestop')],
    store: {
      ...projection.records,
      apply: async (changes) => void (await projection.records.apply(changes)),
    },
    logger: createLogger('bench', 'bench', 'fatal'),
  });
  const names = units.map((unit) => `${unit}/${tallyChannel('onestop')}/`);
  const first = await measure(async () => {
    consumer.start();
    await exchange.until(({ message }) => message?.$case === 'sums');
  });
  const again = await measure(async () => {
    exchange.end();
    await exchange.until(({ message }) => message?.$case === 'sums');
  });
  const listed = await measure(async () => {
    exchange.send({ listUnits: names });
    let left = unitCount;
    await exchange.until(
      ({ message }) =>
        message?.$case === 'held' && message.value.full !== '' && message.value.upto === '' && --left === 0,
    );
  });
  const stopped = consumer.stop();
  exchange.end();
  await stopped;
  const cells = `${cellCount} cells of ${unitCount} units, loaded in ${(loading / 1_000).toFixed(1)} s; load of the machine ${loadavg()[0]?.toFixed(1)}`;
  yield ratio(
    'reader_reconnection_stop_ms',
    again.stopMs,
    `<=${aimMs}`,
    `${cells}; before, counted from the store: ${words(first)}; a connection after that: ${words(again)}`,
  );
  yield ratio('reader_listing_stop_ms', listed.stopMs, `<=${aimMs}`, `all of it listed: ${words(listed)}`);
}

interface Measured {
  /** The longest stretch in which nothing else could run, in CPU of the main thread: what other processes take is not counted. */
  readonly stopMs: number;
  /** The same by the clock. */
  readonly clockStopMs: number;
  readonly ms: number;
  readonly cpuMs: number;
}

const words = ({ stopMs, clockStopMs, ms, cpuMs }: Measured): string =>
  `${ms.toFixed(0)} ms, ${cpuMs.toFixed(0)} ms of CPU, longest stop ${stopMs.toFixed(1)} ms (by the clock ${clockStopMs.toFixed(1)} ms)`;

async function measure(work: () => Promise<void>): Promise<Measured> {
  await pause(200);
  const cpu = process.cpuUsage();
  const started = performance.now();
  let [stopMs, clockStopMs, isOver] = [0, 0, false];
  const probe = (async () => {
    while (!isOver) {
      const [before, at] = [threadCpuMs(), performance.now()];
      await nextTurn();
      stopMs = Math.max(stopMs, threadCpuMs() - before);
      clockStopMs = Math.max(clockStopMs, performance.now() - at);
    }
  })();
  await work();
  isOver = true;
  await probe;
  const { user, system } = process.cpuUsage(cpu);
  return { stopMs, clockStopMs, ms: performance.now() - started, cpuMs: (user + system) / 1e3 };
}

function threadCpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1e3;
}

async function loadCells() {
  const started = performance.now();
  const counters = [
    {
      indicator: 'received',
      dimensions: dimensionsOf({ channel: 'counter', field: 'residence' }),
      carriedBy: '',
      value: 1,
    },
  ];
  async function* load(): AsyncIterable<Cell> {
    const days = Math.ceil(cellCount / unitCount);
    for (let at = 0; at < cellCount; at += 1) {
      const day = addDays('2010-01-01', at % days);
      const tag = at.toString(16).padStart(16, '0');
      const unit = units[Math.floor(at / days)] ?? '';
      yield {
        source: tallyChannel('onestop'),
        unit,
        day,
        counters,
        facts: 1,
        digest: tag,
        rev: 1,
        tag,
        broke: 0,
        lifted: 0,
      };
    }
  }
  const projection = await createCellProjection({ load, write: async () => undefined });
  return { projection, loading: performance.now() - started };
}

/** The other end of the stream, which says what it is told to. */
function createExchange() {
  let said: ((request: WatchRecordsRequest) => void) | undefined;
  let wake: (() => void) | undefined;
  let waiting: (WatchRecordsResponse | undefined)[] = [];
  const push = (one: WatchRecordsResponse | undefined): void => {
    waiting.push(one);
    wake?.();
  };
  return {
    connect() {
      waiting = [];
      return {
        write: (request: WatchRecordsRequest) => said?.(request),
        end: () => undefined,
        async *[Symbol.asyncIterator]() {
          for (;;) {
            while (waiting.length === 0)
              await new Promise<void>((resolve) => {
                wake = resolve;
              });
            const next = waiting.shift();
            if (next === undefined) return;
            yield next;
          }
        },
      };
    },
    send: (part: Partial<WatchRecordsResponse>): void =>
      push({ changes: [], watermarks: [], listUnits: [], ...part }),
    /** The stream breaks. */
    end: () => push(undefined),
    until: (holds: (request: WatchRecordsRequest) => boolean): Promise<void> =>
      new Promise((resolve) => {
        said = (request) => {
          if (holds(request)) resolve();
        };
      }),
  };
}
