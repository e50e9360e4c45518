import {
  type ExchangeServiceService,
  type Watermark,
  type WatchRecordsRequest,
  type WatchRecordsResponse,
} from '@lienthong/contracts/exchange/v1/exchange';
import type { Duplex, Logger, ServiceClient } from '@lienthong/runtime';
import type { RecordContent } from './exchange-contents.ts';
import { createRetryingLoop } from './retrying-loop.ts';
import {
  consumerEntryHash,
  fromWireStamp,
  hashBytes,
  type RecordKey,
  recordName,
  type Stamp,
  toWireStamp,
} from './record-hash.ts';

/** The present state of a record, owned or received. */
export interface RecordChange {
  key: RecordKey;
  stamp: Stamp;
  value: Uint8Array;
  /** In place of `value`: it was put as a content, which is whole at this site (`readContent`). */
  content?: RecordContent;
  /** There is no value any more; the stamp is held all the same. */
  tombstone: boolean;
  /** Revision at which its owner last had to raise, because it was restored; 0: never. */
  broke: number;
  /** The `broke` up to which a person at the owner has lifted the mark: the record is marked while `broke` is higher. */
  lifted: number;
  /** `traceparent`s of what led to it: links for a span. */
  spans: string[];
}

/** Where a consuming service keeps what it got. */
export interface RecordStore {
  /** Every record held, tombstones too, of the channels watched; of one unit and channel where they are given. */
  heldStamps(only?: { unit: string; channel: string }): AsyncIterable<{ key: RecordKey; stamp: Stamp }>;
  /**
   * Stores each change with its stamp, durably, in place of whatever is held (no comparison of revisions: the last one offered is the one
   * that counts). At most one change of a key is in a call, and calls come one after the other. A rejection answers for none of them: they are
   * tried again.
   */
  apply(changes: RecordChange[]): Promise<void>;
  /**
   * Takes changes as they come, before they are written, for those who look. A store that has it is written less often: what is shown
   * already may wait for more of its kind.
   */
  show?(changes: RecordChange[]): void;
}

export interface ConsumerOptions {
  client: Pick<ServiceClient<typeof ExchangeServiceService>, 'watchRecords'>;
  /** Name of the consuming service, unique at the site. */
  consumer: string;
  channels: string[];
  store: RecordStore;
  /** Up to when units' data is complete, as their sites say; in the order of the stream, after the changes before them were shown or applied. */
  onWatermarks?: (watermarks: Watermark[]) => void | Promise<void>;
  logger: Logger;
}

export interface RecordConsumer {
  /** Subscribes and stays subscribed for ever; exchange may be away at start. Returns at once. */
  start(): void;
  /** `connected`: the stream is open. `waiting`: changes that came and are not written yet. */
  status(): { connected: boolean; waiting: number; failingSince: number | undefined };
  stop(): Promise<void>;
}

const maxBatch = 500;
/** Between two writes of what is shown already; the first after a rest does not wait. */
const restMs = 100;
/** Sums are read from the whole store: seldom, since only a restore makes them differ. */
const sumsMs = 900_000;
/** A stream that is not refused within this time is open: exchange may have nothing to say. */
const settlingMs = 1_000;

/**
 * Reads records from this site's `exchange` as one more next hop (docs/protocol/services.md): changes come down a stream and are
 * written one after the other per key, and the stamps then held go up, after the write. What was not answered is offered again, so nothing is acknowledged and
 * nothing is queued durably here.
 *
 * - At each connection and every 15 minutes the sums over all that the store holds go up, read from the store itself: whichever side was
 *   restored, what differs is listed and offered again.
 * - Only the last state of a key that waits is written; whatever waits is written in one call.
 * - A store that shows changes by itself gets them at once. Their writes rest between one another; until then they do not count as held,
 *   so exchange offers them again if this process ends.
 * - A broken stream is opened again with back-off.
 */
export function createRecordConsumer(options: ConsumerOptions): RecordConsumer {
  const { client, consumer, channels, logger } = options;
  let stopped = false;
  let connected = false;
  let waitingNow = (): number => 0;
  let cut: AbortController | undefined;

  const loop = createRetryingLoop({ work: connection, logger, what: `watching records as ${consumer}` });

  function works(): void {
    connected = true;
    loop.succeeded();
  }

  /** One connection from its beginning to its end. */
  async function connection(): Promise<boolean> {
    cut = new AbortController();
    const stream = await client.watchRecords({ signal: cut.signal });
    const say = (message: NonNullable<WatchRecordsRequest['message']>): void => stream.write({ message });
    say({ $case: 'subscribe', value: { consumer, channels } });
    const session = createSession(say, options, () => cut?.abort());
    waitingNow = () => session.waiting();
    const timer = setInterval(() => session.compare(), sumsMs);
    const settling = setTimeout(works, settlingMs);
    try {
      session.compare();
      await readStream(stream, session);
    } finally {
      connected = false;
      clearInterval(timer);
      clearTimeout(settling);
      stream.end();
      cut.abort();
      await session.end();
    }
    if (stopped) return false;
    throw new Error('exchange ended the stream');
  }

  async function readStream(
    stream: Duplex<WatchRecordsRequest, WatchRecordsResponse>,
    session: Session,
  ): Promise<void> {
    try {
      for await (const response of stream) {
        works();
        session.take(response);
      }
    } catch (error) {
      if (!stopped) throw session.failure() ?? error;
    }
    const failure = session.failure();
    if (failure !== undefined) throw failure;
  }

  return {
    start: () => loop.start(),
    status: () => ({ connected, waiting: waitingNow(), failingSince: loop.failingSince() }),
    async stop() {
      stopped = true;
      cut?.abort();
      await loop.stop();
    },
  };
}

interface Session {
  take(response: WatchRecordsResponse): void;
  compare(): void;
  waiting(): number;
  /** Why the session gave up, if it did. */
  failure(): unknown;
  /** Waits for the write under way. */
  end(): Promise<void>;
}

/** What one connection does, strictly one after the other: writes, then listings, then sums, so that no sum is taken beside a write. */
function createSession(
  say: (message: NonNullable<WatchRecordsRequest['message']>) => void,
  { consumer, store, onWatermarks }: ConsumerOptions,
  giveUp: () => void,
): Session {
  let changes = new Map<string, RecordChange>();
  let watermarks: Watermark[] = [];
  const lists = new Set<string>();
  let sumsWanted = false;
  let ended = false;
  let failure: unknown;
  let working: Promise<void> | undefined;
  let restUntil = 0;
  let rest: NodeJS.Timeout | undefined;

  const isDue = (): boolean =>
    changes.size > 0 && (!store.show || changes.size >= maxBatch || performance.now() >= restUntil);

  const sayHeld = (entries: { key: RecordKey; stamp: Stamp }[], full = ''): void =>
    say({
      $case: 'held',
      value: { entries: entries.map(({ key, stamp }) => ({ key, stamp: toWireStamp(stamp) })), full },
    });

  async function applyChanges(): Promise<void> {
    const batch = [...changes.values()].slice(0, maxBatch);
    for (const { key } of batch) changes.delete(recordName(key));
    await store.apply(batch);
    restUntil = performance.now() + restMs;
    sayHeld(batch);
  }

  async function list(name: string): Promise<void> {
    lists.delete(name);
    const [unit = '', channel = ''] = name.split('/');
    const entries: { key: RecordKey; stamp: Stamp }[] = [];
    for await (const entry of store.heldStamps({ unit, channel })) entries.push(entry);
    sayHeld(entries, name);
  }

  async function sendSums(): Promise<void> {
    sumsWanted = false;
    const sums = new Map<string, { xor: bigint; count: number }>();
    for await (const { key, stamp } of store.heldStamps()) {
      const name = `${key.unit}/${key.channel}/`;
      const sum = sums.get(name) ?? { xor: 0n, count: 0 };
      sum.xor ^= consumerEntryHash(consumer, key, stamp);
      sum.count += 1;
      sums.set(name, sum);
    }
    say({
      $case: 'sums',
      value: { sums: [...sums].map(([name, { xor, count }]) => ({ name, xor: hashBytes(xor), count })) },
    });
  }

  async function work(): Promise<void> {
    while (!ended) {
      const [name] = lists;
      if (isDue()) await applyChanges();
      else if (watermarks.length > 0) await onWatermarks?.(watermarks.splice(0));
      else if (name !== undefined) await list(name);
      else if (sumsWanted) await sendSums();
      else return;
    }
  }

  function wake(): void {
    working ??= work()
      .catch((error: unknown) => {
        failure = error;
        ended = true;
        giveUp();
      })
      .finally(() => {
        working = undefined;
        if (ended) return;
        if (isDue() || watermarks.length > 0 || lists.size > 0 || sumsWanted) wake();
        else if (changes.size > 0) wakeAfterRest();
      });
  }

  function wakeAfterRest(): void {
    clearTimeout(rest);
    rest = setTimeout(wake, restUntil - performance.now());
  }

  return {
    take(response) {
      const came: RecordChange[] = [];
      for (const { key, stamp, value, content, tombstone, broke, lifted, spans } of response.changes) {
        if (!key) continue;
        const { channel, unit, id } = key;
        const name = recordName(key);
        // Again at the end: what waits is written in the order in which it was last offered.
        changes.delete(name);
        const change = {
          key: { channel, unit, id },
          stamp: fromWireStamp(stamp),
          value,
          tombstone,
          broke,
          lifted,
          spans: spans.map(({ traceparent }) => traceparent),
          ...(content && { content: { hash: content.hash, size: content.size, type: content.type } }),
        };
        changes.set(name, change);
        came.push(change);
      }
      if (came.length > 0) store.show?.(came);
      watermarks.push(...response.watermarks);
      for (const name of response.listUnits) lists.add(name);
      wake();
    },
    compare() {
      sumsWanted = true;
      wake();
    },
    waiting: () => changes.size,
    failure: () => failure,
    async end() {
      ended = true;
      clearTimeout(rest);
      await working;
      // In an orderly stop nothing that was shown is left unwritten; that it is held, the next sums tell.
      if (store.show && failure === undefined && changes.size > 0) await store.apply([...changes.values()]);
    },
  };
}
