import { compareSites, dayOf } from '@lienthong/domain';
import type { Logger } from '@lienthong/runtime';
import type { FetchedRecord, RestoredRegistry } from '../commands/ports.ts';
import type { Document } from '../domain/document.ts';
import { holdersOf } from '../domain/engine/holders.ts';
import type { Key } from '../domain/key.ts';
import type { SiteRecord } from '../domain/record.ts';
import { newerRegistry, registryStampOf } from '../domain/registry-record.ts';
import { rules } from '../domain/rules.ts';
import { higherStamp, type Stamp, stampText } from '../domain/stamp.ts';
import type { ContentStore } from './content-store.ts';
import { fetchValue, type RecordAsker } from './fetch-record.ts';
import type { RecordStore } from './record-store.ts';
import { parseSites, type RegistrySource, tableInPlace } from './registry-source.ts';

/** Keeps the registry in use at the newest that is known of. */
export interface RegistryFollower {
  /** The one that is held, before anything rests on the configuration. */
  load(): Promise<void>;
  /** Another one than that in use is known of: one after the other, and only the last, until it could be read. */
  follow(document: Document): void;
  /** What waits for a person; undefined: nothing. */
  findRestored(): Promise<RestoredRegistry | undefined>;
  stop(): void;
}

const againMs = 5_000;

export function createRegistryFollower(parts: {
  key: Key;
  source: RegistrySource;
  contents: Pick<ContentStore, 'read'>;
  records: Pick<RecordStore, 'read'>;
  /** Once it is built. */
  site: () => RecordAsker;
  /** Another registry is in use: links follow it. */
  changed: () => void;
  logger: Logger;
}): RegistryFollower {
  const { key, source, records, contents, site, logger } = parts;
  let following: Promise<void> = Promise.resolve();
  let wanted: Document | undefined;
  let again: NodeJS.Timeout | undefined;
  let stopped = false;
  let fetched: FetchedRecord | undefined;

  const tableOf = async ({ content, value }: SiteRecord): Promise<Uint8Array | undefined> =>
    content ? await contents.read(content.hash) : (value ?? undefined);

  const newerThan = (document: Document): Stamp | undefined =>
    newerRegistry(document, site().runner.engine.findRoute(key), rules);

  async function use(document: Document): Promise<void> {
    const newer = newerThan(document);
    if (!newer) {
      const { record } = document;
      const table = record && (await tableOf(record));
      if (table) return go(table, record);
      logger.error(
        { rev: record?.rev },
        'the content of the published registry of sites is gone; it is asked for again',
      );
      return;
    }
    const { value, record } = await fetchNewest(document);
    if (stampText(record) !== site().runner.engine.memory.registryStamp) await go(value, record);
    if (higherStamp(record, newer) !== record)
      throw new Error(`revision ${newer.rev} of the registry of sites is out of reach`);
  }

  async function go(table: Uint8Array, stamp: Stamp): Promise<void> {
    if (await source.use(table, stampText(stamp))) parts.changed();
    else
      logger.error(
        { rev: stamp.rev },
        'the published registry of sites is not usable here; the one before stays',
      );
    await site().runner.run((engine) => engine.useRegistry(source.registry, source.stamp));
  }

  /** Undefined: nothing was fetched, or the record here knows it already. */
  const fetchedFor = ({ record }: Document): FetchedRecord | undefined =>
    // One that was installed anew counts from 1 again: what it does not know may have the same revision as its own, or a lower one.
    fetched && rules.isForeign(fetched.record, record) ? fetched : undefined;

  /**
   * What this site lost itself, from the neighbour that holds the newest of it; one that does not answer now may be asked later.
   *
   * @throws when none has it, or none answers.
   */
  async function fetchNewest(document: Document): Promise<FetchedRecord> {
    const before = fetchedFor(document);
    const isNewer = (stamp: Stamp): boolean =>
      rules.isForeign(stamp, document.record) &&
      (!before || higherStamp(before.record, stamp) !== before.record);
    let failure: unknown;
    for (const holder of holdersOf(document, Object.keys(document.heard), rules)) {
      if (!isNewer(holder.stamp)) continue;
      try {
        const found = await fetchValue(site(), key, holder);
        if (found && isNewer(found.record)) {
          fetched = await keepWitness({ ...found, hop: holder.hop });
          return fetched;
        }
        logger.warn(
          { hop: holder.hop },
          'what a neighbour sent for the newer registry of sites is not the province’s',
        );
      } catch (error) {
        failure = error;
      }
    }
    if (before) return before;
    throw failure ?? new Error('no neighbour has shown the newer registry of sites');
  }

  /** That a newer one was seen stays known when its holder is set back as well (R5). */
  async function keepWitness({ hop, ...found }: FetchedRecord & { hop: string }): Promise<FetchedRecord> {
    await site().runner.run((engine) => engine.takeOver([{ key, from: hop, record: found.record }]));
    return found;
  }

  async function seenNow(): Promise<Document | undefined> {
    const stored = (await records.read([key])).get(key);
    return stored && site().runner.engine.seen(stored.document);
  }

  /** What could not be read; undefined: it is in use by now, or whoever said that it holds another one has said otherwise since. */
  async function stillWanted(): Promise<Document | undefined> {
    const document = await seenNow();
    const { engine } = site().runner;
    const stamp = document && registryStampOf(document, engine.findRoute(key), rules);
    return stamp && stampText(stamp) !== engine.memory.registryStamp ? document : undefined;
  }

  function attempt(document: Document, isFirst: boolean): void {
    clearTimeout(again);
    following = following
      .then(async () => {
        if (document !== wanted || stopped) return;
        const present = isFirst ? document : await stillWanted();
        if (present) await use(present);
      })
      .catch((error: unknown) => {
        if (isFirst)
          logger.error({ err: error }, 'the registry of sites could not be read; it is tried again');
        if (document === wanted && !stopped) again = setTimeout(() => attempt(document, false), againMs);
      });
  }

  function follow(document: Document): void {
    wanted = document;
    attempt(document, true);
  }

  return {
    async load() {
      const record = (await records.read([key])).get(key)?.document.record;
      const table = record && (await tableOf(record));
      if (table) await source.use(table, stampText(record));
    },
    follow,
    async findRestored() {
      const document = await seenNow();
      const newer = document && newerThan(document);
      if (!newer) return undefined;
      const own = document.record ? await tableOf(document.record) : undefined;
      const shown = fetchedFor(document);
      const table = shown && parseSites(shown.value);
      const { sites, text, isConfigured } = tableInPlace(
        own,
        source.configured,
        table,
        dayOf(site().environment.now()),
      );
      return {
        document,
        newer,
        difference: table && compareSites(sites, table.sites),
        fetched: shown,
        inPlace: Buffer.from(text),
        isConfigured,
      };
    },
    stop() {
      stopped = true;
      clearTimeout(again);
    },
  };
}
