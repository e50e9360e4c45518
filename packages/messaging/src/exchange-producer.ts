import {
  type ExchangeServiceService,
  ListHeldRequest,
  PutRecord,
  PutRecordsRequest,
} from '@lienthong/contracts/exchange/v1/exchange';
import { inSpan, type Logger, type ServiceClient } from '@lienthong/runtime';
import type { RecordContent } from './exchange-contents.ts';
import { createRefusedRecords } from './refused-records.ts';
import { createRetryingLoop } from './retrying-loop.ts';
import { valueDigest } from './record-hash.ts';

/** Key of a produced record within its channel. */
export interface ProducedKey {
  unit: string;
  id: string;
}

/** One state of a value as its producer has stored it. */
export interface ProducedValue {
  /** The producer's own version of the value: rises by each change, is stored with it, never falls but by a restore. */
  src: number;
  value: Uint8Array;
  /** In place of `value`, which is empty then: a content that was put before (`putContent`). */
  content?: RecordContent;
  tombstone?: boolean;
  /** `traceparent`s of what led here (at most 8): beside the record, neither stored nor compared. */
  spans?: string[];
}

export interface ProducerOptions {
  client: Pick<ServiceClient<typeof ExchangeServiceService>, 'putRecords' | 'listHeld'>;
  channel: string;
  /** Units whose records this site produces now. */
  units: () => string[];
  /** Every key of a unit that the producer's store has: its version and the digest of its value (`valueDigest`, or the hash of its content). */
  load: (unit: string) => AsyncIterable<{ id: string; src: number; digest: string }>;
  /** The stored state of a key; undefined: none. Read again just before it is put, so that only the latest state is put. */
  read: (key: ProducedKey) => Promise<ProducedValue | undefined>;
  /**
   * The producer was restored: exchange holds version `above` of the key, of which the producer's store knows nothing. Computes the
   * value anew from its sources, stores it with a version greater than `above`, and returns it. May reject; it is asked again.
   */
  recount: (key: ProducedKey, above: number) => Promise<ProducedValue>;
  logger: Logger;
}

export interface RecordProducer {
  /** Compares, then puts; goes on for ever, also while exchange is away. Returns at once. */
  start(): void;
  /**
   * Says that a key has a new state in the store. Only the latest state of a key is put.
   * @returns resolves true when exchange holds this state or a later one, false when the producer was stopped before. Never rejects.
   */
  put(key: ProducedKey, value: ProducedValue): Promise<boolean>;
  /** Compares every key now (at start and daily it does so by itself); resolves when what differed is held, or at stop. */
  compare(): Promise<void>;
  /** What is not known to be held by exchange, and why. */
  status(): {
    compared: boolean;
    waiting: number;
    recounting: number;
    /** How many of those that wait exchange has refused, and why the last of them. */
    refused: number;
    refusal: string | undefined;
    failingSince: number | undefined;
  };
  stop(): Promise<void>;
}

const maxRecords = 200;
const maxBytes = 2_000_000;
const maxSpans = 8;
const dayMs = 86_400_000;

interface Waiting extends ProducedKey {
  latest: ProducedValue;
  restored: boolean;
  /** Who waits for a state: answered when it or a later one is held, however fast newer ones come. */
  done: { src: number; resolve: (held: boolean) => void }[];
}

/**
 * Puts a service's own records into `exchange` (docs/protocol/services.md). The service stores a value with its version `src` in one
 * write, then calls {@link RecordProducer.put}. What a crash left unput is found by the comparison at the next start, so the service
 * needs no outbox.
 *
 * - Exchange takes a put only above the `src` that it holds; a repeat changes nothing. Unknown outcomes are therefore put again.
 * - Before its first put, and daily, versions and digests of every key are compared. Exchange behind or empty: the stored state is put.
 *   Exchange ahead, or another value under the same version: this service's database was restored alone. The key is counted anew above
 *   what exchange holds and put with `restored`, which marks the record for people. The same happens to a single key whose put is
 *   refused because exchange is ahead: the database was restored under the running process.
 * - A record that exchange refuses (by its registry another site writes the unit) waits by itself; the others of its call go on.
 * - Nothing is put while a comparison reads, so that a put under way does not look like a restore.
 * - Whatever waits goes in one call, and one call is in flight.
 */
export function createRecordProducer(options: ProducerOptions): RecordProducer {
  const { client, channel, logger } = options;
  const waiting = new Map<string, Waiting>();
  /** Keys to be counted anew, with the version that exchange has. */
  const suspects = new Map<string, ProducedKey & { above: number }>();
  const comparisons: (() => void)[] = [];
  /** Keys that a comparison found behind and that are not known to be held yet. */
  const behind = new Set<string>();
  let compareWanted = true;
  let compared = false;
  let daily: NodeJS.Timeout | undefined;
  const nameOf = ({ unit, id }: ProducedKey): string => `${unit}/${id}`;

  const loop = createRetryingLoop({ work, logger, what: `putting records of ${channel}` });
  const refused = createRefusedRecords(() => loop.wake());

  function queue(key: ProducedKey, latest: ProducedValue, restored: boolean): Waiting {
    const name = nameOf(key);
    const found = waiting.get(name);
    if (!found) {
      const entry: Waiting = { unit: key.unit, id: key.id, latest, restored, done: [] };
      waiting.set(name, entry);
      return entry;
    }
    if (latest.src >= found.latest.src) {
      const spans = [...(found.latest.spans ?? []), ...(latest.spans ?? [])].slice(-maxSpans);
      found.latest = { ...latest, spans };
    }
    found.restored ||= restored;
    return found;
  }

  function suspect(key: ProducedKey, above: number): void {
    logger.warn(
      { channel, unit: key.unit, record: key.id, above },
      'exchange is ahead of its producer, which was restored',
    );
    suspects.set(nameOf(key), { unit: key.unit, id: key.id, above });
  }

  async function compareAll(): Promise<void> {
    compareWanted = false;
    try {
      for (const unit of options.units()) await compareUnit(unit);
      compared = true;
    } catch (error) {
      compareWanted = true;
      throw error;
    }
  }

  async function compareUnit(unit: string): Promise<void> {
    // Exchange first: what is stored meanwhile can only make the producer newer, which is no sign of a restore.
    const held = new Map<string, { src: number; digest: string; tombstone: boolean }>();
    for await (const { records } of client.listHeld(ListHeldRequest.create({ channel, unit })))
      for (const { key, src, digest, tombstone } of records)
        if (key) held.set(key.id, { src, digest, tombstone });
    for await (const { id, src, digest } of options.load(unit)) {
      const there = held.get(id);
      held.delete(id);
      const key = { unit, id };
      if (!there || there.src < src) {
        const stored = await options.read(key);
        if (stored) {
          queue(key, stored, false);
          behind.add(nameOf(key));
        }
      } else if (there.src > src || (there.digest !== digest && !there.tombstone)) {
        suspect(key, there.src);
      }
    }
    for (const [id, { src, tombstone }] of held) if (!tombstone) suspect({ unit, id }, src);
  }

  /** A recount that fails holds up its own key alone. @returns the first failure. */
  async function recountSuspects(): Promise<unknown> {
    let failure: unknown;
    for (const [name, { above, ...key }] of suspects) {
      try {
        const counted = await options.recount(key, above);
        if (counted.src <= above)
          throw new Error(`the recount of ${channel}/${name} has version ${counted.src}, not above ${above}`);
        queue(key, counted, true);
        behind.add(name);
        suspects.delete(name);
      } catch (error) {
        failure ??= error;
      }
    }
    return failure;
  }

  function nextBatch(): Waiting[] {
    const batch: Waiting[] = [];
    const units = new Set(options.units());
    let bytes = 0;
    for (const [name, entry] of waiting) {
      // Another site writes this unit's records by now: exchange would refuse the whole call for ever.
      if (!units.has(entry.unit)) {
        waiting.delete(name);
        settle(name, entry, Number.POSITIVE_INFINITY, false);
        continue;
      }
      if (suspects.has(name) || refused.isAside(name)) continue;
      bytes += entry.latest.value.length + 300;
      if (batch.length > 0 && (bytes > maxBytes || batch.length >= maxRecords)) break;
      batch.push(entry);
    }
    return batch;
  }

  function settle(name: string, entry: Waiting, upTo: number, held: boolean): void {
    behind.delete(name);
    const answered = entry.done.filter(({ src }) => src <= upTo);
    entry.done = entry.done.filter(({ src }) => src > upTo);
    for (const { resolve } of answered) resolve(held);
  }

  async function putBatch(batch: Waiting[]): Promise<void> {
    const sent = batch.map((entry) => ({ entry, ...entry.latest, restored: entry.restored }));
    const links = sent.flatMap(({ spans }) => spans ?? []).slice(0, maxSpans);
    const request = PutRecordsRequest.create({
      records: sent.map(({ entry, src, value, content, tombstone, restored, spans }) =>
        PutRecord.create({
          key: { channel, unit: entry.unit, id: entry.id },
          src,
          value: Buffer.from(value),
          content,
          tombstone: tombstone ?? false,
          restored,
          spans: (spans ?? []).slice(0, maxSpans).map((traceparent) => ({ traceparent })),
        }),
      ),
    });
    const { outcomes } = await inSpan(`put ${channel}`, { links }, () =>
      client.putRecords(request, { timeoutMs: 15_000 }),
    );
    if (suspects.size === 0) loop.succeeded();
    const byName = new Map(outcomes.map((outcome) => [nameOf(outcome.key ?? { unit: '', id: '' }), outcome]));
    // A record that is not taken holds up nobody but itself.
    let failure: Error | undefined;
    for (const { entry, src, value, content, tombstone } of sent) {
      const name = nameOf(entry);
      const outcome = byName.get(name);
      if (!outcome) {
        failure ??= new Error(`exchange gave no outcome for ${channel}/${name}`);
        continue;
      }
      if (outcome.refusal) {
        const reason = refused.setAside(name, outcome.refusal);
        if (reason) logger.warn({ channel, record: name, reason }, 'exchange refused a record');
        continue;
      }
      const isHeld =
        outcome.taken ||
        (outcome.src === src && (tombstone || outcome.digest === (content?.hash ?? valueDigest(value))));
      if (!isHeld && outcome.src < src) {
        failure ??= new Error(`exchange did not take ${channel}/${name}`);
        continue;
      }
      if (!isHeld) {
        suspect(entry, outcome.src);
        continue;
      }
      settle(name, entry, src, true);
      if (entry.latest.src > src) entry.restored = false;
      else waiting.delete(name);
    }
    if (failure !== undefined) throw failure;
  }

  /** One round; says whether there is more to do at once. */
  async function work(): Promise<boolean> {
    if (compareWanted) await compareAll();
    const failure = await recountSuspects();
    const batch = nextBatch();
    if (batch.length > 0) await putBatch(batch);
    if (failure !== undefined) throw failure;
    // What came since waits for its own answer: beside a steady flow the comparison would never end.
    if (!compareWanted && behind.size === 0 && suspects.size === 0)
      for (const done of comparisons.splice(0)) done();
    const isWaiting = [...waiting.keys()].some((name) => !refused.isAside(name));
    return compareWanted || isWaiting || suspects.size > 0;
  }

  return {
    start() {
      loop.start();
      daily = setInterval(() => {
        compareWanted = true;
        loop.wake();
      }, dayMs);
    },
    put: (key, value) =>
      new Promise((resolve) => {
        if (loop.stopped()) {
          resolve(false);
          return;
        }
        queue(key, value, false).done.push({ src: value.src, resolve });
        loop.wake();
      }),
    compare: () =>
      new Promise((resolve) => {
        if (loop.stopped()) {
          resolve();
          return;
        }
        compareWanted = true;
        comparisons.push(resolve);
        loop.wake();
      }),
    status: () => ({
      compared,
      waiting: waiting.size,
      recounting: suspects.size,
      refused: refused.count(),
      refusal: refused.reason(),
      failingSince: loop.failingSince(),
    }),
    async stop() {
      clearInterval(daily);
      refused.stop();
      await loop.stop();
      for (const { done } of waiting.values()) for (const { resolve } of done) resolve(false);
      waiting.clear();
      for (const done of comparisons.splice(0)) done();
    },
  };
}
