import { counter, gauge, type Logger } from '@lienthong/runtime';
import type { Key } from '../domain/key.ts';
import { bytesHeldOf, type Holding, isPast } from './content-look.ts';
import { type ContentStore, graceMs, prefixes } from './content-store.ts';
import type { EngineRunner } from './engine-runner.ts';
import type { RecordStore } from './record-store.ts';

const held = gauge('lienthong.exchange.content_bytes', {
  description: 'large values and files, and parts of them, when they were last swept',
});
const missing = gauge('lienthong.exchange.contents_missing', {
  description: 'records whose content is gone and that no neighbour sends again',
});
const removed = counter('lienthong.exchange.content_bytes_removed', {
  description: 'bytes of contents that no record referred to any more',
});

const evidence = gauge('lienthong.exchange.evidence', {
  description: 'records kept because their successor did not know of them, when they were last swept',
});

/** R14. */
const evidenceMs = 400 * 86_400_000;
const firstMs = 300_000;
const everyMs = 3_600_000;
/** A timer that is later than this was not held up by work. */
const latenessMs = 30_000;

export interface Swept {
  /** What is still held. */
  readonly bytes: number;
  readonly removed: number;
  /** Records whose content is gone and that their neighbour has to send again. */
  readonly asked: number;
}

/** Takes away contents that nobody refers to any more, and finds records whose content is gone. */
export interface ContentSweep {
  sweep(): Promise<Swept>;
  /**
   * Records of which the value is gone, with a restore of some collections or a damaged disk, and that only the service that writes them
   * can bring back. As of the last sweep, without what has come back since.
   */
  lacking(): Promise<Key[]>;
  /** Whoever got all of a content found another hash. What is stored is hashed again; if it is damaged, it is missing from now on. */
  recheck(hash: string): void;
  start(): void;
  stop(): Promise<void>;
}

/**
 * Marks and sweeps once an hour. A content stays while a record or the evidence refers to it, and for `grace` after it, or a part
 * of it, was touched. Whoever writes a reference touches the content before (`content-store.ts`), so what is seen without reference and
 * untouched for so long has none on its way, unless the machine was asleep in between or its clock was set: then that sweep is left out.
 * What is stored is looked at before the records, the records before the evidence: what is replaced becomes evidence first.
 */
export function createContentSweep(parts: {
  contents: ContentStore;
  records: Pick<RecordStore, 'contentsIn' | 'withContent' | 'forgetEvidence'>;
  runner: () => Pick<EngineRunner, 'run'>;
  logger: Logger;
  grace?: number;
}): ContentSweep {
  const { contents, records, runner, logger, grace = graceMs } = parts;
  let timer: NodeJS.Timeout | undefined;
  let sweeping: Promise<unknown> | undefined;
  let stopped = false;
  let last: Swept | undefined;
  let evidenceLeft = 0;
  let lost = new Map<Key, string>();
  let unwatch: (() => void)[] = [];
  /** When contents were last hashed because somebody doubted them: a neighbour may do so all the time. */
  const rechecked = new Map<string, number>();
  let looking: Promise<void> = Promise.resolve();

  /** @returns bytes that were taken away. */
  async function clean(holding: Holding, isReferred: boolean, now: number): Promise<number> {
    const { head, pieces, parts: received, isWhole } = holding;
    const touches = [...(head ? [head] : []), ...pieces, ...received].map(({ touchedAt }) => touchedAt);
    if (!touches.every((touchedAt) => isPast(touchedAt, now))) {
      await contents.date(holding);
      return 0;
    }
    // A head without its pieces says what is not true: without it the content is asked for again.
    if (head && !isWhole) await contents.remove({ ...holding, pieces: [], parts: [] });
    if (Math.max(...touches.map((touchedAt) => touchedAt ?? 0)) > now - grace) return 0;
    if (!isReferred) return contents.remove(holding);
    return isWhole ? contents.removeParts(holding) : 0;
  }

  async function sweepPage(
    prefix: string,
    now: number,
  ): Promise<{ bytes: number; removed: number; lost: string[] }> {
    const holdings = await contents.look(prefix);
    const { present, evidence } = await records.contentsIn(prefix);
    let [all, gone] = [0, 0];
    for (const holding of holdings) {
      all += bytesHeldOf(holding);
      gone += await clean(holding, present.has(holding.hash) || evidence.has(holding.hash), now);
    }
    const whole = new Set(holdings.filter(({ isWhole }) => isWhole).map(({ hash }) => hash));
    return {
      bytes: Math.max(0, all - gone),
      removed: gone,
      lost: [...present].filter((hash) => !whole.has(hash)),
    };
  }

  /** A relay lets go of the record, so that its neighbour sends it again with its content; the others are left for people. */
  async function follow(hash: string): Promise<{ asked: Key[]; left: Key[] }> {
    const found = { asked: [] as Key[], left: [] as Key[] };
    for (const { key, rev, tag, size } of await records.withContent(hash)) {
      // It may have been received since it was looked for.
      if ((await contents.held(hash, size)).complete) break;
      const isAsked = await runner().run((engine) => engine.lacking(key, { rev, tag }));
      (isAsked ? found.asked : found.left).push(key);
    }
    return found;
  }

  /** @returns how many of its records their neighbours send again; the others are noted as left. */
  async function bringBack(hash: string, left: Map<Key, string>): Promise<number> {
    const found = await follow(hash);
    for (const key of found.left) left.set(key, hash);
    for (const key of found.asked)
      logger.warn({ record: key }, 'the content of a record is gone; its neighbour is asked for it again');
    for (const key of found.left)
      logger.error(
        { record: key },
        'the content of a record is gone; the service that writes it has to put it again',
      );
    return found.asked.length;
  }

  async function lookAt(hash: string): Promise<void> {
    if (stopped || !(await contents.removeIfDamaged(hash))) return;
    logger.error({ hash }, 'a content was damaged in the store of this site');
    rechecked.delete(hash);
    await bringBack(hash, lost);
  }

  async function sweep(): Promise<Swept> {
    const now = Date.now();
    const total = { bytes: 0, removed: 0, asked: 0 };
    evidenceLeft = await records.forgetEvidence(now - evidenceMs);
    const left = new Map<Key, string>();
    for (const prefix of prefixes) {
      if (stopped) break;
      const page = await sweepPage(prefix, now);
      total.bytes += page.bytes;
      total.removed += page.removed;
      for (const hash of page.lost) total.asked += await bringBack(hash, left);
    }
    lost = left;
    last = total;
    removed.add(total.removed);
    return total;
  }

  function wait(delay: number): void {
    if (stopped) return;
    const due = Date.now() + delay;
    timer = setTimeout(() => {
      // What was touched before looks older than it is: an hour later nothing of then is under way any more.
      const isOrdinary = Math.abs(Date.now() - due) < latenessMs;
      sweeping = (isOrdinary ? sweep() : Promise.resolve())
        .catch((error: unknown) =>
          logger.warn({ err: error }, 'the sweep of contents failed; it comes again'),
        )
        .finally(() => wait(everyMs));
    }, delay);
  }

  return {
    sweep,
    async lacking() {
      const keys: Key[] = [];
      for (const hash of await contents.lacking([...new Set(lost.values())])) {
        for (const { key } of await records.withContent(hash)) if (lost.has(key)) keys.push(key);
      }
      return keys;
    },
    recheck(hash) {
      const now = Date.now();
      for (const [one, at] of rechecked) if (now - at > everyMs) rechecked.delete(one);
      if (rechecked.has(hash)) return;
      rechecked.set(hash, now);
      looking = looking
        .then(() => lookAt(hash))
        .catch((error: unknown) => logger.warn({ err: error }, 'a doubted content could not be hashed'));
    },
    start() {
      unwatch = [
        held.watch((result) => {
          if (last) result.observe(last.bytes);
        }),
        missing.watch((result) => result.observe(lost.size)),
        evidence.watch((result) => result.observe(evidenceLeft)),
      ];
      wait(firstMs);
    },
    async stop() {
      stopped = true;
      clearTimeout(timer);
      for (const one of unwatch) one();
      await sweeping;
      await looking;
    },
  };
}
