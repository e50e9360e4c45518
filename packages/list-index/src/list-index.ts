import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Refusal, refuseField } from '@lienthong/domain';
import type { IndexEntry, ListCount, PageQuestion, PageRow, PageRows } from './entry.ts';
import { startIndexThread } from './index-thread.ts';
import type { WorkerQuestion } from './index-worker.ts';

/** What a list is asked for. Every result stands in the scope, in the list, and under every word and value. */
export interface ListQuery extends Omit<PageQuestion, 'after' | 'limit' | 'isFurther'> {
  pageSize: number;
  /** From the page before; empty: the first page. */
  pageToken: string;
}

export interface ListPage {
  /** In order: by the list's key, of a search newest first. */
  ids: string[];
  /** Empty: this was the last page. */
  nextPageToken: string;
  /** A search whose words alone find nothing: these are found by further words, too. */
  isFurther: boolean;
}

export interface ListIndexSettings {
  /** Where the index stands. It can be deleted at any time; it is built again at the next start. */
  file: string;
  /** Version of what entries are made of; a file of another one is built again. */
  shape: number;
  /** Entries of all aggregates with at least this `touched`, in any order; 0: of all. */
  entriesSince: (touched: number) => AsyncIterable<IndexEntry[]>;
  /** Told when the index's thread has ended by itself: from then on every question is refused. */
  failed: (error: Error) => void;
  /** Told when an entry could not be taken: the lists lack it until they are rebuilt. */
  missed: (error: Error) => void;
}

/** Lists, search and counts of one kind of aggregate. */
export interface ListIndex {
  /** Everything that the store numbered below this one was taken; 0: nothing, or not all. Asked before the store is written to. */
  watermark(): Promise<number>;
  /**
   * Takes what was written since, or everything of a file that is new. Questions wait for a moment, then they are refused until it ends.
   * @param isRestored the store knows nothing of its last write that the file holds: everything is taken anew.
   */
  start(isRestored: boolean): Promise<void>;
  /** The store is another one now: everything is taken anew. */
  rebuild(): Promise<void>;
  /** Takes an entry just written; whoever asks afterwards finds it. */
  put(entry: IndexEntry): void;
  /** @throws Refusal `INVALID_FIELD` for a token of another list, `LISTS_BUILDING`, `LISTS_AWAY`. */
  page(query: ListQuery): Promise<ListPage>;
  /** @throws Refusal `LISTS_BUILDING`, `LISTS_AWAY`. */
  count(counts: readonly ListCount[]): Promise<number[]>;
  stop(): Promise<void>;
}

/**
 * Writes of one moment may be taken in another order than they were numbered in. So many numbers before the highest are looked at again;
 * a store numbers by milliseconds, or by one where its clock stands.
 */
const lookBack = 300_000;
/** Begins what a token of a search says when its words are looked for further; a cursor of a search is digits. */
const furtherMark = 'further:';
/** Entries wait for one another, or for the next question. Waking the thread for each one cost 1.4 ms of CPU. */
const restMs = 1_000;
const mostUnsent = 500;
/** A start takes less than this, unless everything is taken. */
const patienceMs = 1_500;

/**
 * Lists, search and counts as a projection on SQLite, in a thread of its own. A page, a search and a count cost the same with a thousand
 * and with some hundred thousand aggregates, because each reads no more rows than it gives. Only a search within a range reads matches
 * that it leaves out; others get their answers in between.
 *
 * The store stays the only truth: the file is made from documents, and what a crash kept from it is read again at the next start.
 */
export function createListIndex({ file, shape, entriesSince, failed, missed }: ListIndexSettings): ListIndex {
  const thread = startIndexThread({ file, shape, failed });
  const { ask } = thread;
  let unsent: IndexEntry[] = [];
  let resting: NodeJS.Timeout | undefined;
  let ready = Promise.withResolvers<void>();
  let isReady = false;

  function send(): void {
    clearTimeout(resting);
    resting = undefined;
    if (unsent.length === 0) return;
    const entries = unsent;
    unsent = [];
    ask({ kind: 'put', entries }).catch((error: unknown) => {
      if (!thread.hasEnded()) missed(error as Error);
    });
  }

  async function askWhenReady<T>(asked: WorkerQuestion): Promise<T> {
    const isAwaited = (): boolean => !isReady && !thread.hasEnded();
    if (isAwaited()) await Promise.race([ready.promise, pause(patienceMs, undefined, { ref: false })]);
    if (isAwaited())
      throw new Refusal('unavailable', 'LISTS_BUILDING', 'the lists are being built: try again later');
    send();
    return ask<T>(asked);
  }

  /** As many rows as there are up to the limit, by as many questions as it takes. */
  async function readRows(question: PageQuestion): Promise<PageRow[]> {
    const rows: PageRow[] = [];
    let after: string | undefined = question.after;
    while (after !== undefined) {
      const limit = question.limit - rows.length;
      const read: PageRows = await askWhenReady({ kind: 'page', question: { ...question, after, limit } });
      rows.push(...read.rows);
      after = read.stoppedAt === '' ? undefined : read.stoppedAt;
    }
    return rows;
  }

  async function take(from: number): Promise<void> {
    for await (const entries of entriesSince(from))
      if (entries.length > 0) await ask({ kind: 'put', entries });
  }

  async function takeAll(): Promise<void> {
    await ask({ kind: 'empty' });
    await take(0);
  }

  async function whenTaken(work: () => Promise<void>): Promise<void> {
    if (isReady) ready = Promise.withResolvers();
    isReady = false;
    await work();
    await ask({ kind: 'built' });
    isReady = true;
    ready.resolve();
  }

  return {
    watermark: () => ask<number>({ kind: 'watermark' }),
    start: (isRestored) =>
      whenTaken(async () => {
        const watermark = await ask<number>({ kind: 'watermark' });
        if (isRestored || watermark === 0) await takeAll();
        else await take(Math.max(0, watermark - lookBack));
      }),
    rebuild: () => whenTaken(takeAll),
    put(entry) {
      unsent.push(entry);
      if (unsent.length >= mostUnsent) send();
      else resting ??= setTimeout(send, restMs);
    },
    async page({ pageSize, pageToken, ...question }) {
      const name = nameOf(question);
      const isSearch = question.words.length > 0;
      const token = readToken(name, pageToken);
      let isFurther = isSearch && token.startsWith(furtherMark);
      const after = isFurther ? token.slice(furtherMark.length) : token;
      let rows = await readRows({ ...question, isFurther, after, limit: pageSize + 1 });
      if (isSearch && rows.length === 0 && pageToken === '') {
        isFurther = true;
        rows = await readRows({ ...question, isFurther, after, limit: pageSize + 1 });
      }
      const page = rows.slice(0, pageSize);
      const last = page.at(-1);
      const isMore = rows.length > pageSize && last !== undefined;
      return {
        ids: page.map(({ id }) => id),
        nextPageToken: isMore
          ? Buffer.from(`${name}${isFurther ? furtherMark : ''}${last.cursor}`).toString('base64url')
          : '',
        isFurther,
      };
    },
    count: (counts) => askWhenReady<number[]>({ kind: 'count', counts: [...counts] }),
    stop() {
      send();
      return thread.stop();
    },
  };
}

/** Names the list that a token belongs to. */
function nameOf(question: Omit<ListQuery, 'pageSize' | 'pageToken'>): string {
  const { scope, list, range, newestFirst, facet, words, exact } = question;
  return createHash('sha256')
    .update(JSON.stringify([scope, list, range.from, range.to, newestFirst, facet, words, exact]))
    .digest('base64url')
    .slice(0, 12);
}

function readToken(name: string, token: string): string {
  if (token === '') return '';
  const text = Buffer.from(token.slice(0, 400), 'base64url').toString();
  if (!text.startsWith(name)) refuseField('page_token', 'PAGE_TOKEN', 'the token belongs to another list');
  return text.slice(name.length);
}
