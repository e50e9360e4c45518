import {
  type HeldRecord,
  ListHeldRequest,
  PutRecord,
  PutRecordsRequest,
} from '@lienthong/contracts/exchange/v1/exchange';
import { inSpan } from '@lienthong/runtime';
import { toWireStamp, valueDigest } from './record-hash.ts';
import {
  type HeldRecordState,
  type ProducedKey,
  type ProducedValue,
  type ProducerOptions,
  type RecordProducer,
  stateOf,
  unknownHere,
} from './record-producer.ts';
import { createRefusedRecords } from './refused-records.ts';
import { createRetryingLoop } from './retrying-loop.ts';

const maxRecords = 200;
const maxBytes = 2_000_000;
const maxSpans = 8;
const dayMs = 86_400_000;
/** What was left to people is compared again: that they have decided is told to nobody. */
const lookAgainMs = 600_000;

interface Waiting extends ProducedKey {
  latest: ProducedValue;
  restored: boolean;
  /** Who waits for a state: answered when it or a later one is held, however fast newer ones come. */
  done: { src: number; resolve: (held: boolean) => void }[];
}

/** A key of which exchange has another state than its producer put. */
interface Suspect extends ProducedKey {
  readonly held: HeldRecordState;
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
 * - A record that exchange refuses (by its registry another site writes the unit) waits by itself; the others go on, and who waits for it
 *   is told. Its unit alone is not complete.
 * - Exchange tells its epoch in every answer. A new one means that it was started or restored: everything is compared again.
 * - Of a key of which only others know (a stub, a record of the unit's former owner, a holding that the sources here know nothing of)
 *   nothing is put: it is left to people. What they decide is found within ten minutes, and a new state of the service's own is judged
 *   at once: whether its sources know the key by now.
 * - Nothing is put while a comparison reads, so that a put under way does not look like a restore.
 * - Whatever waits goes in one call, and one call is in flight.
 */
export function createRecordProducer(options: ProducerOptions): RecordProducer {
  const { client, channel, logger } = options;
  const waiting = new Map<string, Waiting>();
  /** Keys to be counted anew, with the version that exchange has. */
  const suspects = new Map<string, Suspect>();
  /** Keys that are left to people, with what others hold. */
  const left = new Map<string, Suspect>();
  const comparisons: (() => void)[] = [];
  /** Keys that a comparison found behind and that are not known to be held yet. */
  const behind = new Set<string>();
  /** Keys whose content exchange does not have: reading them again puts its bytes. */
  const withoutBytes = new Set<string>();
  /** Keys that exchange refused and does not hold yet, with their unit: nothing else waits for them. */
  const notTaken = new Map<string, string>();
  let compareWanted = true;
  let lookWanted = false;
  let compared = false;
  /** Told last; of the running or last comparison; of the last one of which all is held. */
  let toldEpoch = '';
  let comparedEpoch = '';
  let settledEpoch = '';
  let toldLeft = 0;
  let daily: NodeJS.Timeout | undefined;
  let looking: NodeJS.Timeout | undefined;
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

  function suspect({ unit, id }: ProducedKey, held: HeldRecordState): void {
    suspects.set(nameOf({ unit, id }), { unit, id, held });
  }

  function leave(name: string, key: Suspect): void {
    left.set(name, key);
    const entry = waiting.get(name);
    waiting.delete(name);
    if (entry) settle(name, entry, Number.POSITIVE_INFINITY, false);
  }

  function noteEpoch(epoch: string): void {
    if (epoch === toldEpoch || epoch === '') return;
    toldEpoch = epoch;
    compareWanted = true;
    loop.wake();
  }

  async function compareAll(): Promise<void> {
    compareWanted = false;
    comparedEpoch = '';
    left.clear();
    try {
      for (const unit of options.units()) await compareUnit(unit);
      compared = true;
    } catch (error) {
      compareWanted = true;
      throw error;
    }
  }

  /** Only the units of what was left to people. */
  async function compareLeft(): Promise<void> {
    lookWanted = false;
    const units = new Set([...left.values()].map(({ unit }) => unit));
    left.clear();
    try {
      for (const unit of options.units()) if (units.has(unit)) await compareUnit(unit);
    } catch (error) {
      compareWanted = true;
      throw error;
    }
  }

  function tellLeft(): void {
    if (left.size > toldLeft)
      logger.error({ channel, records: left.size }, 'others hold records that are not here: people decide');
    toldLeft = left.size;
  }

  async function compareUnit(unit: string): Promise<void> {
    // Exchange first: what is stored meanwhile can only make the producer newer, which is no sign of a restore.
    const held = new Map<string, HeldRecord>();
    for await (const { records, epoch } of client.listHeld(ListHeldRequest.create({ channel, unit }))) {
      if (comparedEpoch === '') toldEpoch = comparedEpoch = epoch;
      else noteEpoch(epoch);
      for (const record of records) if (record.key) held.set(record.key.id, record);
    }
    for await (const { id, src, digest, tombstone = false } of options.load(unit)) {
      const there = held.get(id);
      held.delete(id);
      const key = { unit, id };
      if (there && there.foreign !== '') {
        suspect(key, stateOf(there));
      } else if (!there || there.src < src) {
        const stored = await options.read(key);
        if (stored) {
          queue(key, stored, (stored.lostAt ?? 0) > (there?.src ?? 0));
          behind.add(nameOf(key));
        }
      } else if (
        there.src > src ||
        there.tombstone !== tombstone ||
        (!tombstone && there.digest !== digest)
      ) {
        suspect(key, stateOf(there));
      }
    }
    for (const [id, there] of held) {
      // A stub is no holding of the producer: nothing here was lost that it could count.
      if (there.foreign === 'stub') leave(nameOf({ unit, id }), { unit, id, held: stateOf(there) });
      else if (!there.tombstone) suspect({ unit, id }, stateOf(there));
    }
  }

  /** A recount that fails holds up its own key alone. @returns the first failure. */
  async function recountSuspects(): Promise<unknown> {
    let failure: unknown;
    let recounted = 0;
    let leaving = 0;
    for (const [name, { held, ...key }] of suspects) {
      try {
        const counted = await options.recount(key, held);
        if (counted === unknownHere) {
          leave(name, { ...key, held });
          leaving += 1;
        } else {
          if (counted.src <= held.src)
            throw new Error(
              `the recount of ${channel}/${name} is version ${counted.src}, not above ${held.src}`,
            );
          queue(key, counted, counted.takesOver === undefined);
          behind.add(name);
          recounted += 1;
        }
        suspects.delete(name);
      } catch (error) {
        failure ??= error;
      }
    }
    if (recounted + leaving > 0)
      logger.warn(
        { channel, recounted, left: leaving },
        'exchange was ahead of its producer, which was restored',
      );
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
      // Its sources may know the key by now: it is not put before they were asked again.
      const known = left.get(name);
      if (known) {
        left.delete(name);
        suspects.set(name, known);
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
    notTaken.delete(name);
    answer(entry, upTo, held);
  }

  function answer(entry: Waiting, upTo: number, held: boolean): void {
    const answered = entry.done.filter(({ src }) => src <= upTo);
    entry.done = entry.done.filter(({ src }) => src > upTo);
    for (const { resolve } of answered) resolve(held);
  }

  async function putBatch(batch: Waiting[]): Promise<void> {
    const sent = batch.map((entry) => ({ entry, ...entry.latest, restored: entry.restored }));
    const links = sent.flatMap(({ spans }) => spans ?? []).slice(0, maxSpans);
    const request = PutRecordsRequest.create({
      records: sent.map(({ entry, src, value, content, tombstone, takesOver, restored, spans }) =>
        PutRecord.create({
          key: { channel, unit: entry.unit, id: entry.id },
          src,
          value: Buffer.from(value),
          content,
          tombstone: tombstone ?? false,
          restored,
          takesOver: takesOver && toWireStamp(takesOver),
          spans: (spans ?? []).slice(0, maxSpans).map((traceparent) => ({ traceparent })),
        }),
      ),
    });
    const { outcomes, epoch } = await inSpan(`put ${channel}`, { links }, () =>
      client.putRecords(request, { timeoutMs: 15_000 }),
    );
    if (suspects.size === 0) loop.succeeded();
    noteEpoch(epoch);
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
        notTaken.set(name, entry.unit);
        if (outcome.refusal.code === 'CONTENT_UNKNOWN') withoutBytes.add(name);
        answer(entry, src, false);
        continue;
      }
      if (!outcome.taken && outcome.foreign !== '') {
        suspect(entry, stateOf(outcome));
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
        suspect(entry, stateOf(outcome));
        continue;
      }
      settle(name, entry, src, true);
      if (entry.latest.src > src) entry.restored = false;
      else waiting.delete(name);
    }
    if (failure !== undefined) throw failure;
  }

  /** Puts bytes that exchange has lost, or never got, before the record that names them is tried again. */
  async function putBytes(batch: readonly Waiting[]): Promise<unknown> {
    let failure: unknown;
    for (const { unit, id, restored } of batch) {
      const name = nameOf({ unit, id });
      if (!withoutBytes.delete(name)) continue;
      try {
        const stored = await options.read({ unit, id });
        if (stored) queue({ unit, id }, stored, restored);
      } catch (error) {
        withoutBytes.add(name);
        failure ??= error;
      }
    }
    return failure;
  }

  /** One round; says whether there is more to do at once. */
  async function work(): Promise<boolean> {
    if (compareWanted) await compareAll();
    else if (lookWanted) await compareLeft();
    const recounting = await recountSuspects();
    tellLeft();
    const batch = nextBatch();
    const reading = await putBytes(batch);
    const failure = recounting ?? reading;
    if (batch.length > 0) await putBatch(batch);
    if (failure !== undefined) throw failure;
    // What came since waits for its own answer: beside a steady flow the comparison would never end.
    const isBehind = [...behind].some((name) => !notTaken.has(name));
    if (!compareWanted && !isBehind && suspects.size === 0) {
      settledEpoch = comparedEpoch;
      for (const done of comparisons.splice(0)) done();
    }
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
      looking = setInterval(() => {
        lookWanted = left.size > 0;
        if (lookWanted) loop.wake();
      }, lookAgainMs);
    },
    put: (key, value) =>
      new Promise((resolve) => {
        if (loop.stopped()) {
          resolve(false);
          return;
        }
        // A person has decided what becomes of it.
        if (value.takesOver) left.delete(nameOf(key));
        queue(key, value, value.lostAt === value.src).done.push({ src: value.src, resolve });
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
    noteEpoch,
    status: () => ({
      compared,
      waiting: waiting.size,
      recounting: suspects.size,
      refused: refused.count(),
      refusal: refused.reason(),
      left: left.size,
      notTaken: new Set(notTaken.values()),
      failingSince: loop.failingSince(),
      epoch: settledEpoch,
    }),
    async stop() {
      clearInterval(daily);
      clearInterval(looking);
      refused.stop();
      await loop.stop();
      for (const { done } of waiting.values()) for (const { resolve } of done) resolve(false);
      waiting.clear();
      for (const done of comparisons.splice(0)) done();
    },
  };
}
