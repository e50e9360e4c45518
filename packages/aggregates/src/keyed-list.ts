import { createHash } from 'node:crypto';
import { refuseField } from '@lienthong/domain';
import type { Filter } from 'mongodb';
import type { AggregateStore } from './aggregate-store.ts';
import type { StateDocument } from './definition.ts';
import { withKnownOutcome } from './unknown-outcome.ts';

/** A document as lists read it. */
export type Listed<D extends StateDocument> = Omit<D, 'events' | 'commands'>;

export interface KeyedQuery<D> {
  /** What is listed, as the page token names it: a token belongs to one list. */
  list: readonly unknown[];
  /** The parts of the list, each by equality on what an index begins with; pages are merged by key. */
  parts: Filter<D>[];
  /** A text field by which that index goes on, different for each document. */
  key: keyof D & string;
  newestFirst: boolean;
  pageSize: number;
  /** From the page before; empty: the first page. */
  pageToken: string;
}

/**
 * Lists by one indexed key: a page begins where the one before ended, nothing is skipped over.
 * @throws Refusal `INVALID_FIELD` for a page token of another list.
 */
export function createKeyedList<D extends StateDocument>({
  collection,
  upcast,
}: AggregateStore<D>): (query: KeyedQuery<D>) => Promise<{ items: Listed<D>[]; nextPageToken: string }> {
  return async ({ list, parts, key, newestFirst, pageSize, pageToken }) => {
    const name = createHash('sha256').update(JSON.stringify(list)).digest('base64url').slice(0, 12);
    const after = readToken(name, pageToken);
    const beyond = after === '' ? {} : { [newestFirst ? '$lt' : '$gt']: after };
    const found = await withKnownOutcome(() =>
      Promise.all(
        parts.map((part) => {
          const range: Record<string, unknown> = { ...(part[key] as object | undefined), ...beyond };
          const where = Object.keys(range).length === 0 ? part : { ...part, [key]: range };
          return collection
            .find(where as Filter<D>, { projection: { events: 0, commands: 0 } })
            .sort({ [key]: newestFirst ? -1 : 1 })
            .limit(pageSize + 1)
            .toArray() as Promise<D[]>;
        }),
      ),
    );
    const sign = newestFirst ? -1 : 1;
    const merged = found.flat().sort((a, b) => (a[key] < b[key] ? -sign : sign));
    const items = merged.slice(0, pageSize).map(upcast);
    const last = merged[pageSize - 1];
    const nextPageToken =
      merged.length > pageSize && last
        ? Buffer.from(`${name}${String(last[key])}`).toString('base64url')
        : '';
    return { items, nextPageToken };
  };
}

function readToken(name: string, token: string): string {
  if (token === '') return '';
  const text = Buffer.from(token.slice(0, 400), 'base64url').toString();
  if (!text.startsWith(name)) refuseField('page_token', 'PAGE_TOKEN', 'the token belongs to another list');
  return text.slice(name.length);
}
