import { services } from '@lienthong/site';
import { hash as hashOnce } from 'node:crypto';
import type { Logger, RegisteredSite } from '@lienthong/runtime';
import type { ContentStore } from '../../src/adapters/content-store.ts';
import type { EngineRunner } from '../../src/adapters/engine-runner.ts';
import { signedText } from '../../src/adapters/environment.ts';
import { createLostRecords } from '../../src/adapters/fetch-record.ts';
import { joinCore } from '../../src/adapters/join-core.ts';
import { digestOf } from '../../src/queries/digest-of.ts';
import type { RecordStore } from '../../src/adapters/record-store.ts';
import type { HeldValue } from '../../src/commands/ports.ts';
import type { Site } from '../../src/commands/site.ts';
import type { SiteMemory } from '../../src/adapters/site-memory.ts';
import { type Document, foreignOf, foreignStamp, type Outline } from '../../src/domain/document.ts';
import type { MarkMove, Write, Written } from '../../src/domain/engine/effects.ts';
import type { Environment } from '../../src/domain/environment.ts';
import type { Message } from '../../src/domain/messages.ts';
import type { Registry } from '../../src/domain/registry.ts';
import { type Rules, rules } from '../../src/domain/rules.ts';
import { stampText } from '../../src/domain/stamp.ts';
import { standardTiming, type Timing } from '../../src/domain/timing.ts';
import { recordHandlers } from '../../src/grpc/record-handlers.ts';
import type { ExchangeDatabase } from './service-databases.ts';
import { type CallOptions, guarded, type Life, perform, StorageFailure } from './service-process.ts';
import { hour, minute, type World } from './world.ts';

export const registryKey = 'd3-directory/10@0/sites';

/** As in service; only the signs of life are rarer, since they are most of what happens in a day. */
export const serviceTiming: Timing = {
  ...standardTiming,
  hello: 10 * minute,
  silence: 15 * minute,
};

export const silentLogger = Object.fromEntries(
  ['trace', 'debug', 'info', 'warn', 'error', 'fatal'].map((level) => [level, () => undefined]),
) as unknown as Logger;

export type RecordHandlers = ReturnType<typeof recordHandlers>;

/** A running exchange: the service's own code over simulated databases and lines. */
export interface ExchangeProcess {
  readonly life: Life;
  readonly runner: EngineRunner;
  readonly handlers: RecordHandlers;
  /** As the operator's handlers see it. */
  readonly site: Site;
  readonly registry: Registry;
  readonly isStarted: boolean;
}

/** What is no rule of the core, and yet one: to be changed by mutations alone. */
export interface ChangedRules {
  readonly environment?: Partial<Environment>;
  /** False: the registry does not say how much of a unit was handed over. */
  readonly tellsHandOvers?: false;
  /** The stamp of the registry that a new engine takes for the one in use, from that and the held one's. */
  registryStamp?(used: string, held: string): string;
}

export interface ExchangeOptions {
  readonly site: string;
  /** What its configuration says of the sites. */
  readonly configured: readonly RegisteredSite[];
  readonly world: World;
  readonly life: Life;
  readonly call: CallOptions;
  readonly database: ExchangeDatabase;
  readonly rules?: Rules;
  readonly timing?: Partial<Timing>;
  readonly changed?: ChangedRules;
  readonly send: (hop: string, message: Message) => void;
  readonly written: (writes: readonly Write[], before: ReadonlyMap<string, Document>) => void;
  /** The neighbours that are listened to may be others. */
  readonly listening: () => void;
}

const sealOf = (key: string, secret: string, text: Uint8Array): string =>
  hashOnce('sha256', Buffer.concat([Buffer.from(secret + key), text]), 'base64url');

const mostHashes = 20_000;
const hashes = new Map<string, readonly [number, number]>();

/** Every site hashes the same states again and again. */
function hashOf(text: string): readonly [number, number] {
  const known = hashes.get(text);
  if (known) return known;
  const bytes = hashOnce('sha256', text, 'buffer');
  const found = [bytes.readInt32BE(0), bytes.readInt32BE(4)] as const;
  if (hashes.size >= mostHashes) hashes.clear();
  hashes.set(text, found);
  return found;
}

/** Keys are names here: what a site signs, nobody makes who does not have its name's secret. */
export const publicKeyOf = (site: string): string => `key-of-${site}`;

export function createSimEnvironment(world: World, site: string): Environment {
  return {
    now: () => world.now,
    clock: () => world.now,
    steady: () => world.now,
    random: () => world.random.real(),
    drawTag: () => world.random.tag(),
    sign: (key, record) => sealOf(key, publicKeyOf(site), signedText(key, record)),
    verify: (key, record, keys) =>
      keys.some((one) => sealOf(key, one, signedText(key, record)) === record.sig),
    signText: (text) => sealOf('', publicKeyOf(site), Buffer.from(text)),
    verifyText: (text, sig, keys) => keys.some((one) => sealOf('', one, Buffer.from(text)) === sig),
    hash: hashOf,
  };
}

/** A site's exchange over simulated databases and lines. */
export async function startExchange(options: ExchangeOptions): Promise<ExchangeProcess> {
  const { site, world, life, call, database } = options;
  const { store, contents: held, memory: kept } = database;
  const records = guarded<RecordStore>(storeWith(options), call, {
    write: (writes: readonly Write[], move: MarkMove) =>
      writeObserved(options, writes.slice(0, writes.length >> 1), move),
  });
  const contents = guarded<ContentStore>(held, call);
  const memory = guarded<SiteMemory>(kept, call);
  const environment = { ...createSimEnvironment(world, site), ...options.changed?.environment };
  let isStarted = false;
  const heldRegistry = (): string => {
    const record = store.documents.get(registryKey)?.document.record;
    return record ? stampText(record) : '';
  };
  const { runner, sessions, source, follower } = await joinCore({
    engine: {
      site,
      rules: options.rules ?? rules,
      timing: { ...serviceTiming, ...options.timing },
      environment,
      registryKey,
      instance: environment.drawTag(null),
    },
    configured: options.configured,
    records,
    contents,
    memory,
    send(hop, _lane, message) {
      if (life.alive) options.send(hop, message);
    },
    // Of questions exchange's own ones alone are asked here.
    question: () => Promise.reject(new Error('no service answers here')),
    moved: () => options.listening(),
    // Contents are never damaged in these histories.
    recheck: () => undefined,
    businessNow: () => environment.clock(),
    // Two live copies of a site are no part of these histories.
    knownTwins: () => [],
    twins: () => Promise.resolve(),
    registryStamp: (used) => options.changed?.registryStamp?.(used, heldRegistry()) ?? used,
    logger: silentLogger,
  });
  const joined = {
    id: site,
    runner,
    records,
    contents,
    lost: createLostRecords({ runner, sessions, environment }, contents),
    sessions,
    names: source,
    channels: services,
    follower,
    logger: silentLogger,
  };
  const handlers = recordHandlers(joined as unknown as Site);
  life.atEnd.add(() => sessions.closeAll());
  sweepHourly(options, store, () => runner);
  void runner.start().then(() => {
    isStarted = true;
    options.listening();
  }, call.kill);
  return {
    life,
    runner,
    handlers,
    site: joined as unknown as Site,
    get registry() {
      return source.registry;
    },
    get isStarted() {
      return isStarted && life.alive;
    },
  };
}

function storeWith(options: ExchangeOptions): object {
  const { store } = options.database;
  return new Proxy(store, {
    get(_target, name) {
      if (name === 'write')
        return (writes: readonly Write[], move: MarkMove) => writeObserved(options, writes, move);
      if (name === 'moveMark') return ({ expected, next }: MarkMove) => store.mark(expected, next);
      if (name === 'outlines') return (bucket: string) => outlinesIn(options, bucket);
      if (name === 'held') return (channel: string, unit: string) => heldIn(options, channel, unit);
      const method: unknown = Reflect.get(store, name, store);
      return typeof method === 'function' ? (method.bind(store) as unknown) : method;
    },
  });
}

function writeObserved(
  options: ExchangeOptions,
  writes: readonly Write[],
  { expected, next }: MarkMove,
): Written {
  const { database, call } = options;
  const { store } = database;
  const before = new Map(
    [...store.read(writes.map((one) => one.key))].map(([key, stored]) => [key, stored.document] as const),
  );
  const isOurs = store.mark(expected, next);
  const conflicts = store.write(writes);
  options.written(
    writes.filter((one) => !conflicts.has(one.key)),
    before,
  );
  const isRegistry = writes.some(({ key, document }) => key === registryKey && document.record !== null);
  if (isRegistry && call.world.random.real() < call.failures.failRegistry)
    throw new StorageFailure('the answer to a write was lost');
  return { conflicts, isOurs };
}

async function* outlinesIn(
  { database: { store }, call }: ExchangeOptions,
  bucket: string,
): AsyncIterable<Outline> {
  yield* await perform(call, () => store.bucket(bucket));
}

/** What `RecordStore.held` reads of a channel and unit. */
async function* heldIn(
  { database: { store }, site, call }: ExchangeOptions,
  channel: string,
  unit: string,
): AsyncIterable<HeldValue> {
  for (const document of await perform(call, () => store.bucket(`${unit}/${channel}/`))) {
    const foreign = foreignOf(document, site);
    const { key, src, record } = document;
    if (record || foreign)
      yield {
        key,
        src,
        digest: digestOf(document),
        tombstone: record?.tombstone ?? false,
        foreign,
        stamp: foreign && foreignStamp(document),
        content: record?.content?.hash,
      };
  }
}

/** `adapters/content-sweep.ts`: records whose content is gone are let go of. */
function sweepHourly(
  { database, life, world }: ExchangeOptions,
  store: ExchangeDatabase['store'],
  runner: () => EngineRunner,
): void {
  world.after(hour / 2, () => {
    if (!life.alive) return;
    for (const [key, { document }] of store.documents) {
      const { record } = document;
      if (!record?.content || database.contents.read(record.content.hash)) continue;
      const { rev, tag } = record;
      runner()
        .run((engine) => engine.lacking(key, { rev, tag }))
        .catch(() => undefined);
    }
    sweepHourly({ database, life, world } as ExchangeOptions, store, runner);
  });
}
