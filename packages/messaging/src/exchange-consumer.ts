import {
  type ExchangeServiceService,
  type Watermark,
  type WatchRecordsRequest,
  type WatchRecordsResponse,
} from '@lienthong/contracts/exchange/v1/exchange';
import type { Duplex, Logger, ServiceClient } from '@lienthong/runtime';
import { createHeldSums, type HeldSums } from './held-sums.ts';
import type { RecordChange, RecordStore } from './record-store.ts';
import { createRetryingLoop } from './retrying-loop.ts';
import { createSlice, sortInSlices } from './slice.ts';
import { fromWireStamp, type RecordKey, recordName, type Stamp, toWireStamp } from './record-hash.ts';

export interface ConsumerOptions {
  client: Pick<ServiceClient<typeof ExchangeServiceService>, 'watchRecords'>;
  /** Name of the calling service: it has one consumer, and a second one would end the first one's stream. */
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
/** Records listed in one message. */
const maxListed = 1_000;
/** Between two writes of what is shown already; the first after a rest does not wait. */
const restMs = 5_000;
/** Only a restore makes them differ. */
const sumsMs = 900_000;
/** A stream that is not refused within this time is open: exchange may have nothing to say. */
const settlingMs = 1_000;

/**
 * Reads records from this site's `exchange` as one more next hop (docs/protocol/services.md): changes come down a stream and are
 * written one after the other per key, and the stamps then held go up, after the write. What was not answered is offered again, so
 * nothing is acknowledged and nothing is queued durably here.
 *
 * - At each connection, before anything comes down, and every 15 minutes the sums over all that the store holds go up: whichever side was
 *   restored, what differs is listed and offered again. They are counted from the store at the start and daily, and kept meanwhile.
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
  const sums = createHeldSums(consumer, options.store);

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
    const session = createSession(say, options, sums, () => cut?.abort());
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

type Held = { key: RecordKey; stamp: Stamp };

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
  { store, onWatermarks }: ConsumerOptions,
  sums: HeldSums,
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

  const sayHeld = (entries: Held[], range = { full: '', after: '', upto: '' }): void =>
    say({
      $case: 'held',
      value: { entries: entries.map(({ key, stamp }) => ({ key, stamp: toWireStamp(stamp) })), ...range },
    });

  async function applyChanges(): Promise<void> {
    const batch = [...changes.values()].slice(0, maxBatch);
    for (const { key } of batch) changes.delete(recordName(key));
    const before = await store.find(batch.map(({ key }) => key));
    try {
      await store.apply(batch);
    } catch (error) {
      for (const { key } of batch) sums.invalidate(key);
      throw error;
    }
    for (const [index, { key, stamp }] of batch.entries()) sums.replace(key, before[index], stamp);
    restUntil = performance.now() + restMs;
    if (!ended) sayHeld(batch);
  }

  async function list(name: string): Promise<void> {
    lists.delete(name);
    const [unit = '', channel = ''] = name.split('/');
    const found: Held[] = [];
    const slice = createSlice();
    for await (const entry of store.heldStamps({ unit, channel })) {
      found.push(entry);
      await slice();
    }
    const sorted = await sortInSlices(found, ({ key }) => recordName(key));
    for (let at = 0, after = ''; at === 0 || at < sorted.length; at += maxListed) {
      const entries = sorted.slice(at, at + maxListed);
      const last = entries.at(-1);
      const upto = last && at + maxListed < sorted.length ? recordName(last.key) : '';
      sayHeld(entries, { full: name, after, upto });
      after = upto;
      await slice();
    }
  }

  function sendSums(): void {
    sumsWanted = false;
    say({ $case: 'sums', value: { sums: sums.all() } });
  }

  async function work(): Promise<void> {
    while (!ended) {
      const [name] = lists;
      if (isDue()) await applyChanges();
      else if (watermarks.length > 0) await onWatermarks?.(watermarks.splice(0));
      else if (name !== undefined) await list(name);
      else if (sumsWanted && sums.isDue()) await sums.invalidateAll();
      else if (sums.hasInvalid()) await sums.countOne();
      else if (sumsWanted) sendSums();
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
        if (isDue() || watermarks.length > 0 || lists.size > 0 || sums.hasInvalid() || sumsWanted) wake();
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
      while (store.show && failure === undefined && changes.size > 0) await applyChanges();
    },
  };
}
