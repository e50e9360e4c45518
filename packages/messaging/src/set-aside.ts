import type { DeadReason, Remedies } from '@lienthong/domain';
import {
  type DeadLetterSource,
  type Logger,
  type MachineClock,
  newestLetters,
  refuseUnknownLetter,
} from '@lienthong/runtime';
import type { Binary, Db } from 'mongodb';
import { watchDeadLetters } from './consumer-metrics.ts';
import { sumName } from './held-sums.ts';
import { type RecordKey, recordName, type Stamp } from './record-hash.ts';
import type { RecordContent } from './exchange-contents.ts';
import type { RecordChange, RecordSource, RecordStore } from './record-store.ts';

/** A change that a store cannot use, and why. */
export interface UnusableChange {
  readonly change: RecordChange;
  readonly reason: DeadReason;
}

/** A store that stores what it can use, and names the rest. */
export type ChoosingStore = Omit<RecordStore, 'apply'> & {
  apply(changes: RecordChange[]): Promise<UnusableChange[]>;
};

/** Records that a service could not use: kept with their stamps until they are used or replaced. */
export interface SetAside extends DeadLetterSource {
  /** What the consumer writes to. Of a record that was set aside it holds the stamp, so that nobody offers it for ever. */
  readonly records: RecordStore;
  /** While one stands, what its source says here is not complete. */
  has(source: RecordSource): boolean;
  /** Tries all again: a new release may know what the one before did not. */
  retryAll(): Promise<void>;
  /** Shows no more gauges. */
  stop(): void;
}

interface SetAsideDocument {
  _id: string;
  consumer: string;
  /** The record's name: what a letter is called. */
  name: string;
  key: RecordKey;
  stamp: Stamp;
  value: Binary;
  tombstone: boolean;
  broke: number;
  lifted: number;
  content: RecordContent | null;
  reason: DeadReason;
  attempts: number;
  deadSince: number;
}

/**
 * Beside a consumer's store: one record that it cannot use holds up no other. It becomes a dead letter, durable before it is answered,
 * and its stamp counts as held.
 *
 * @param options.consumer unique within the service: each has its own, of the same record too.
 * @param options.changed called after a source got its first dead letter or lost its last.
 */
export async function createSetAside(options: {
  db: Db;
  consumer: string;
  store: ChoosingStore;
  remedies: Remedies;
  clock: MachineClock;
  logger: Logger;
  changed?: () => void;
}): Promise<SetAside> {
  const { db, consumer, store, remedies, clock, logger, changed = () => undefined } = options;
  const collection = db.collection<SetAsideDocument>('set_aside');
  await collection.createIndex({ consumer: 1, deadSince: 1 });
  const idOf = (name: string): string => `${consumer}:${name}`;
  /** What is held of it, by source and name. */
  const letters = new Map<string, Map<string, { key: RecordKey; stamp: Stamp }>>();
  let last: Promise<unknown> = Promise.resolve();

  const lettersOf = (source: RecordSource) => letters.get(sumName(source));

  function note(key: RecordKey, stamp: Stamp): void {
    const ofSource = lettersOf(key) ?? new Map<string, { key: RecordKey; stamp: Stamp }>();
    letters.set(sumName(key), ofSource.set(recordName(key), { key, stamp }));
  }

  function forget(key: RecordKey): void {
    const ofSource = lettersOf(key);
    ofSource?.delete(recordName(key));
    if (ofSource?.size === 0) letters.delete(sumName(key));
  }

  for await (const { key, stamp } of collection.find({ consumer }, { projection: { key: 1, stamp: 1 } }))
    note(key, stamp);

  /** One after the other: a record tried again must not be stored after its successor. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = last.then(work);
    last = turn.catch(() => undefined);
    return turn;
  }

  async function keep({ change, reason }: UnusableChange): Promise<void> {
    const { key, stamp, value, content, tombstone, broke, lifted } = change;
    const name = recordName(key);
    await collection.updateOne(
      { _id: idOf(name) },
      {
        $set: {
          key,
          stamp,
          value: Buffer.from(value) as unknown as Binary,
          content: content ?? null,
          tombstone,
          broke,
          lifted,
          reason,
        },
        $setOnInsert: { consumer, name, deadSince: clock.now() },
        $inc: { attempts: 1 },
      },
      { upsert: true },
    );
    note(key, stamp);
    logger.error({ record: name, rev: stamp.rev, reason }, 'a record cannot be used here and was set aside');
  }

  async function release(keys: readonly RecordKey[]): Promise<void> {
    const released = keys.filter((key) => lettersOf(key)?.has(recordName(key)));
    if (released.length === 0) return;
    await collection.deleteMany({ _id: { $in: released.map((key) => idOf(recordName(key))) } });
    for (const key of released) forget(key);
    changed();
  }

  async function apply(changes: RecordChange[]): Promise<UnusableChange[]> {
    const unusable = await store.apply(changes);
    for (const one of unusable) await keep(one);
    if (unusable.length > 0) changed();
    const left = new Set(unusable.map(({ change }) => change));
    await release(changes.filter((change) => !left.has(change)).map(({ key }) => key));
    return unusable;
  }

  async function retry(id: string, sees: (unit: string) => boolean): Promise<DeadReason | undefined> {
    const found = await collection.findOne({ _id: idOf(id) });
    if (!found || !sees(found.key.unit)) refuseUnknownLetter();
    const { key, stamp, tombstone, broke, lifted, content, value } = found;
    const change: RecordChange = {
      key,
      stamp,
      value: Buffer.from(value.buffer),
      ...(content && { content }),
      tombstone,
      broke,
      lifted,
      spans: [],
    };
    return (await apply([change]))[0]?.reason;
  }

  async function waiting(): Promise<{ count: number; oldest: number | undefined }> {
    const [oldest] = await collection.find({ consumer }).sort({ deadSince: 1 }).limit(1).toArray();
    return { count: await collection.countDocuments({ consumer }), oldest: oldest?.deadSince };
  }

  const unwatch = watchDeadLetters(consumer, waiting, clock);
  const show = store.show && ((changes: RecordChange[]) => store.show?.(changes));
  return {
    consumer,
    remedies,
    records: {
      async *sources() {
        yield* store.sources();
        for (const ofSource of letters.values())
          for (const { key } of [...ofSource.values()].slice(0, 1))
            yield { unit: key.unit, channel: key.channel };
      },
      async *heldStamps(of) {
        for await (const held of store.heldStamps(of))
          if (!lettersOf(of)?.has(recordName(held.key))) yield held;
        yield* lettersOf(of)?.values() ?? [];
      },
      async find(keys) {
        const found = await store.find(keys);
        return keys.map((key, index) => lettersOf(key)?.get(recordName(key))?.stamp ?? found[index]);
      },
      apply: async (changes) => void (await inTurn(() => apply(changes))),
      ...(show ? { show } : {}),
    },
    has: (source) => letters.has(sumName(source)),
    list(sees, before) {
      const older = before && { deadSince: { $lt: before.getTime() } };
      async function* seen() {
        for await (const one of collection.find({ consumer, ...older }).sort({ deadSince: -1 }))
          if (sees(one.key.unit)) yield toLetter(one);
      }
      return newestLetters(seen());
    },
    retry: (id, sees) => inTurn(() => retry(id, sees)),
    async retryAll() {
      for (const id of [...letters.values()].flatMap((ofSource) => [...ofSource.keys()]))
        await inTurn(() => retry(id, () => true));
    },
    stop: unwatch,
  };
}

function toLetter({ name, key, stamp, reason, attempts, deadSince }: SetAsideDocument) {
  return {
    id: name,
    eventType: `record.${key.channel}`,
    eventId: `${stamp.rev}:${stamp.tag}`,
    subject: key.id,
    unit: key.unit,
    eventTime: undefined,
    reason,
    attempts,
    deadSince: new Date(deadSince),
  };
}
