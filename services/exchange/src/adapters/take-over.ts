import type { Logger } from '@lienthong/runtime';
import type { Document } from '../domain/document.ts';
import { foreignStamp } from '../domain/document.ts';
import type { TakenRecord } from '../domain/engine/take-over.ts';
import type { Key } from '../domain/key.ts';
import { isConsumerHop } from '../domain/route.ts';
import { stampText } from '../domain/stamp.ts';
import type { ContentStore } from './content-store.ts';
import { type FetchedRecord, fetchRecord, type RecordAsker } from './fetch-record.ts';
import type { RecordStore } from './record-store.ts';
import { encodeWholeRecord } from './whole-record.ts';

/** The next hop that holds a record of this key, or knows of a site beyond that does. */
export function holderOf({ runner }: Pick<RecordAsker, 'runner'>, document: Document): string | undefined {
  const next = runner.engine.findRoute(document.key)?.next ?? [];
  return next.find((hop) => !isConsumerHop(hop) && document.heard[hop]?.chain.some(({ rev }) => rev > 0));
}

interface Parts {
  readonly records: Pick<RecordStore, 'read'>;
  readonly contents: Pick<ContentStore, 'put' | 'read'>;
  /** Once it is built. */
  readonly asker: () => RecordAsker;
}

const findDocument = async ({ records, asker }: Parts, key: Key): Promise<Document | undefined> => {
  const stored = (await records.read([key])).get(key);
  return stored && asker().runner.engine.seen(stored.document);
};

/**
 * What this site tells the one towards the owner of a record: its own, or, where it holds none, what the next site beyond holds. Undefined:
 * nobody on the way does.
 */
export async function answerRecord(parts: Parts, key: Key): Promise<Uint8Array | undefined> {
  const document = await findDocument(parts, key);
  if (document?.record) return encodeWholeRecord(key, document.record, parts.contents);
  const hop = document && holderOf(parts.asker(), document);
  const fetched = hop === undefined ? undefined : await fetchRecord(parts.asker(), key, hop);
  return fetched && encodeWholeRecord(key, fetched.record, { read: async () => Buffer.from(fetched.value) });
}

/**
 * Gets what former owners wrote of this site's units, one record after the other. What this site signed itself in another life is not
 * taken: people decide about that (R11).
 */
export function createTakeOver(parts: Parts & { logger: Logger }): (keys: readonly Key[]) => void {
  const { contents, asker, logger } = parts;
  /** Of a former life of this site: by key the stamp that was seen. */
  const own = new Map<Key, string>();
  let taking = false;

  async function takeOne(key: Key): Promise<TakenRecord | undefined> {
    const document = await findDocument(parts, key);
    const stamp = document && foreignStamp(document);
    if (!document || document.record || !stamp || own.get(key) === stampText(stamp)) return undefined;
    const from = holderOf(asker(), document);
    const fetched: FetchedRecord | undefined =
      from === undefined ? undefined : await fetchRecord(asker(), key, from);
    if (from === undefined || !fetched) return undefined;
    const { record, value } = fetched;
    if (record.by === asker().runner.engine.memory.site) {
      own.set(key, stampText(stamp));
      return undefined;
    }
    if (record.content) await contents.put(value);
    return { key, from, record };
  }

  async function take(keys: readonly Key[]): Promise<void> {
    const taken: TakenRecord[] = [];
    try {
      for (const key of keys) {
        const one = await takeOne(key);
        if (one) taken.push(one);
      }
    } finally {
      if (taken.length > 0) await asker().runner.run((engine) => engine.takeOver(taken));
    }
  }

  return (keys) => {
    // It is told again.
    if (taking) return;
    taking = true;
    take(keys)
      .catch((error: unknown) => logger.warn({ err: error }, 'what was handed over could not be fetched yet'))
      .finally(() => {
        taking = false;
      });
  };
}
