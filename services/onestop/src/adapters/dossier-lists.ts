import { createHash } from 'node:crypto';
import { addDays, type LocalDay, refuseField } from '@lienthong/domain';
import type { Collection, Filter } from 'mongodb';
import type { DossierDocument } from '../commands/dossier-document.ts';
import type { Lane } from '../domain/worklist.ts';

export const filters = ['OPEN', 'DUE_TODAY', 'LATE', 'WAITING', 'READY', 'CLOSED', 'ALL'] as const;
export type ListFilter = (typeof filters)[number];

export interface ListQuery {
  unit: string;
  filter: ListFilter;
  /** Folded words, the most selective first; every one has to match. */
  words: string[];
  /** A whole dossier code; empty: any. */
  code: string;
  /** Empty: all. */
  procedureCode: string;
  today: LocalDay;
  pageSize: number;
  /** From the page before; empty: the first page. */
  pageToken: string;
}

/** What a list needs of a dossier. */
export type ListedDossier = Pick<DossierDocument, '_id' | 'version' | 'unit' | 'code' | 'dossier'>;

export interface DossierLists {
  /**
   * What is to be done by due date, the most urgent first; what is closed, everything, and search results newest first.
   * @throws Refusal `INVALID_FIELD` for a page token that belongs to another list.
   */
  list(query: ListQuery): Promise<{ dossiers: ListedDossier[]; nextPageToken: string }>;
  count(unit: string, today: LocalDay): Promise<Record<ListFilter, number>>;
}

type Document = ListedDossier & Pick<DossierDocument, 'laneKey' | 'orderKey'>;
type Key = 'laneKey' | 'orderKey';

/** Lanes of a filter, the range of its lane keys, and the direction in which it is read. */
interface Slice {
  lanes: Lane[];
  range: { $gte?: string; $lt?: string };
  newestFirst: boolean;
}

const projection = { _id: 1, version: 1, unit: 1, code: 1, dossier: 1, laneKey: 1, orderKey: 1 };

function sliceOf(filter: Exclude<ListFilter, 'ALL'>, today: LocalDay): Slice {
  switch (filter) {
    case 'OPEN':
      return { lanes: ['running', 'waiting'], range: {}, newestFirst: false };
    case 'DUE_TODAY':
      return { lanes: ['running'], range: { $gte: today, $lt: addDays(today, 1) }, newestFirst: false };
    case 'LATE':
      return { lanes: ['running'], range: { $lt: today }, newestFirst: false };
    case 'WAITING':
      return { lanes: ['waiting'], range: {}, newestFirst: false };
    case 'READY':
      return { lanes: ['ready'], range: {}, newestFirst: false };
    case 'CLOSED':
      return { lanes: ['closed'], range: {}, newestFirst: true };
    default: {
      const never: never = filter;
      return never;
    }
  }
}

/** Lists by equality on the unit and one indexed key: the page begins where the one before ended, nothing is skipped over. */
export function createDossierLists(dossiers: Collection<DossierDocument>): DossierLists {
  async function page(
    where: Filter<DossierDocument>,
    key: Key,
    newestFirst: boolean,
    limit: number,
  ): Promise<Document[]> {
    return dossiers
      .find(where, { projection })
      .sort({ [key]: newestFirst ? -1 : 1 })
      .limit(limit)
      .toArray() as Promise<Document[]>;
  }

  return {
    async list(query) {
      const { unit, filter, words, code, procedureCode, today, pageSize } = query;
      const slice = filter === 'ALL' ? undefined : sliceOf(filter, today);
      const bySearch = words.length > 0 || code !== '';
      const key: Key = bySearch || !slice ? 'orderKey' : 'laneKey';
      const newestFirst = key === 'orderKey' || (slice?.newestFirst ?? true);
      const after = readToken(query);
      const [first, ...others] = words;
      const lanes: (Lane | undefined)[] = slice?.lanes ?? [undefined];
      const found = await Promise.all(
        lanes.map((lane) => {
          const range = slice?.range ?? {};
          const beyond = after === '' ? {} : newestFirst ? { $lt: after } : { $gt: after };
          const keyed: Record<string, object> =
            key === 'laneKey' ? { laneKey: { ...range, ...beyond } } : { laneKey: range, orderKey: beyond };
          return page(
            {
              unit,
              ...(code === '' ? {} : { code }),
              ...(first === undefined ? {} : { tokens: first }),
              ...(lane === undefined ? {} : { lane }),
              ...withoutEmpty(keyed),
              ...(others.length === 0 ? {} : { $and: others.map((word) => ({ tokens: word })) }),
              ...(procedureCode === '' ? {} : { 'dossier.subject.procedureCode': procedureCode }),
            } as Filter<DossierDocument>,
            key,
            newestFirst,
            pageSize + 1,
          );
        }),
      );
      const sign = newestFirst ? -1 : 1;
      const merged = found.flat().sort((a, b) => (a[key] < b[key] ? -sign : sign));
      const dossiersOfPage = merged.slice(0, pageSize);
      const last = dossiersOfPage.at(-1);
      const nextPageToken = merged.length > pageSize && last ? writeToken(query, last[key]) : '';
      return { dossiers: dossiersOfPage, nextPageToken };
    },

    async count(unit, today) {
      const of = (filter: Exclude<ListFilter, 'ALL' | 'OPEN'>): Promise<number> => {
        const { lanes, range } = sliceOf(filter, today);
        const where = { unit, lane: lanes[0], ...withoutEmpty({ laneKey: range }) };
        return dossiers.countDocuments(where as Filter<DossierDocument>);
      };
      const [running, waiting, ready, closed, dueToday, late] = await Promise.all([
        dossiers.countDocuments({ unit, lane: 'running' }),
        of('WAITING'),
        of('READY'),
        of('CLOSED'),
        of('DUE_TODAY'),
        of('LATE'),
      ]);
      return {
        OPEN: running + waiting,
        DUE_TODAY: dueToday,
        LATE: late,
        WAITING: waiting,
        READY: ready,
        CLOSED: closed,
        ALL: running + waiting + ready + closed,
      };
    },
  };
}

function withoutEmpty(keyed: Record<string, object>): Record<string, object> {
  return Object.fromEntries(Object.entries(keyed).filter(([, range]) => Object.keys(range).length > 0));
}

/** Names the list that a token belongs to. */
function listName({ unit, filter, words, code, procedureCode }: ListQuery): string {
  return createHash('sha256')
    .update(JSON.stringify([unit, filter, words, code, procedureCode]))
    .digest('base64url')
    .slice(0, 12);
}

function writeToken(query: ListQuery, key: string): string {
  return Buffer.from(`${listName(query)}${key}`).toString('base64url');
}

function readToken(query: ListQuery): string {
  if (query.pageToken === '') return '';
  const text = Buffer.from(query.pageToken.slice(0, 400), 'base64url').toString();
  const name = listName(query);
  if (!text.startsWith(name)) refuseField('page_token', 'PAGE_TOKEN', 'the token belongs to another list');
  return text.slice(name.length);
}
