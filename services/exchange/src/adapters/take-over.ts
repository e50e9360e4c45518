import type { Logger } from '@lienthong/runtime';
import { foreignStamp } from '../domain/document.ts';
import { nextHolder } from '../domain/engine/holders.ts';
import type { TakenRecord } from '../domain/engine/take-over.ts';
import type { Key } from '../domain/key.ts';
import { stampText } from '../domain/stamp.ts';
import type { ContentStore } from './content-store.ts';
import { fetchForOwner, type RecordAsker } from './fetch-record.ts';
import type { RecordStore } from './record-store.ts';

interface Parts {
  readonly records: Pick<RecordStore, 'read'>;
  readonly contents: Pick<ContentStore, 'put'>;
  /** Once it is built. */
  readonly asker: () => RecordAsker;
  readonly logger: Logger;
}

/**
 * Gets what former owners wrote of this site's units, one record after the other. What this site signed itself in another life is not
 * taken: people decide about that (R11).
 */
export function createTakeOver({ records, contents, asker, logger }: Parts): (keys: readonly Key[]) => void {
  /** Of a former life of this site: by key the stamp that was seen. */
  const own = new Map<Key, string>();
  let taking = false;

  async function takeOne(key: Key): Promise<TakenRecord | undefined> {
    const { engine } = asker().runner;
    const stored = (await records.read([key])).get(key);
    const document = stored && engine.seen(stored.document);
    const stamp = document && foreignStamp(document);
    if (!document || document.record || !stamp || own.get(key) === stampText(stamp)) return undefined;
    const holder = nextHolder(engine, document);
    const record = holder && (await fetchForOwner(asker(), key, holder, contents));
    if (!holder || !record) return undefined;
    if (record.by !== engine.memory.site) return { key, from: holder.hop, record };
    own.set(key, stampText(stamp));
    return undefined;
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
      for (const { key, record } of taken)
        if (record.content) await asker().runner.run((engine) => engine.wantContent(key));
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
