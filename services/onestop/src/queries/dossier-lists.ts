import type { AggregateLists, Listed } from '@lienthong/aggregates';
import { addDays, dayOf, type Instant, refuseField } from '@lienthong/domain';
import type { DossierDocument } from '../commands/dossier-document.ts';
import { dueBefore, type ListName } from '../domain/worklist.ts';

export const filters = ['OPEN', 'DUE_TODAY', 'LATE', 'WAITING', 'READY', 'CLOSED', 'ALL'] as const;
export type ListFilter = (typeof filters)[number];

export interface ListQuery {
  unit: string;
  filter: ListFilter;
  /** Something was typed: with no word in it nothing is found. */
  isSearch: boolean;
  /** Folded words; every one has to match. */
  words: string[];
  /** What may be a whole dossier code; of another one, or of a part of one, the words decide. Empty: any. */
  code: string;
  /** Empty: all. */
  procedureCode: string;
  now: Instant;
  pageSize: number;
  /** From the page before; empty: the first page. */
  pageToken: string;
}

interface DossierPage {
  items: Listed<DossierDocument>[];
  nextPageToken: string;
  /** A search that nothing answers by who or which it is, but by procedure and address. */
  isFurther: boolean;
}

export interface DossierLists {
  /**
   * What is to be done by due date, the most urgent first; what is closed, everything, and search results newest first.
   * @throws Refusal `INVALID_FIELD` for a page token that belongs to another list.
   */
  list(query: ListQuery): Promise<DossierPage>;
  count(unit: string, now: Instant): Promise<Record<ListFilter, number>>;
}

/** The list of a filter, the part of it, and the direction in which it is read. */
interface Slice {
  list: ListName;
  range: { from: string; to: string };
  newestFirst: boolean;
}

const everything = { from: '', to: '' } as const;

function sliceOf(filter: ListFilter, now: Instant): Slice {
  switch (filter) {
    case 'OPEN':
      return { list: 'open', range: everything, newestFirst: false };
    case 'DUE_TODAY':
      return {
        list: 'running',
        range: { from: dueBefore(now), to: addDays(dayOf(now), 1) },
        newestFirst: false,
      };
    case 'LATE':
      return { list: 'running', range: { from: '', to: dueBefore(now) }, newestFirst: false };
    case 'WAITING':
      return { list: 'waiting', range: everything, newestFirst: false };
    case 'READY':
      return { list: 'ready', range: everything, newestFirst: false };
    case 'CLOSED':
      return { list: 'closed', range: everything, newestFirst: true };
    case 'ALL':
      return { list: 'all', range: everything, newestFirst: true };
    default:
      return filter satisfies never;
  }
}

export function createDossierLists(
  lists: Pick<AggregateLists<DossierDocument>, 'page' | 'count'>,
): DossierLists {
  return {
    async list({ unit, filter, isSearch, words, code, procedureCode, now, pageSize, pageToken: given }) {
      const { since, pageToken } = readToken(given, now);
      const asked = { ...sliceOf(filter, since), scope: unit, facet: procedureCode, pageSize, pageToken };
      const page = async (by: { words: string[]; exact: string[] }): Promise<DossierPage> => {
        const { nextPageToken, ...found } = await lists.page({ ...asked, ...by });
        return { ...found, nextPageToken: nextPageToken === '' ? '' : `${since}.${nextPageToken}` };
      };
      if (code !== '' && pageToken === '') {
        const found = await page({ words: [], exact: [code] });
        if (found.items.length > 0) return found;
      }
      if (isSearch && words.length === 0) return { items: [], nextPageToken: '', isFurther: false };
      return page({ words, exact: [] });
    },

    async count(unit, now) {
      const counted = await lists.count(
        filters.map((filter) => {
          const { list, range } = sliceOf(filter, now);
          return { scope: unit, list, ...range };
        }),
      );
      return Object.fromEntries(filters.map((filter, at) => [filter, counted[at] ?? 0])) as Record<
        ListFilter,
        number
      >;
    },
  };
}

/** A page goes on by the moment of the first: what becomes late meanwhile changes no list that is being read. */
function readToken(token: string, now: Instant): { since: Instant; pageToken: string } {
  if (token === '') return { since: now, pageToken: '' };
  const [, since, pageToken] = /^(\d{1,15})\.(.+)$/.exec(token) ?? [];
  if (since === undefined || pageToken === undefined)
    refuseField('page_token', 'PAGE_TOKEN', 'the token belongs to another list');
  return { since: Number(since), pageToken };
}
