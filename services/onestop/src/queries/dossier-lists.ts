import type { AggregateLists, Listed } from '@lienthong/aggregates';
import { addDays, type LocalDay } from '@lienthong/domain';
import type { DossierDocument } from '../commands/dossier-document.ts';
import type { ListName } from '../domain/worklist.ts';

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
  today: LocalDay;
  pageSize: number;
  /** From the page before; empty: the first page. */
  pageToken: string;
}

export interface DossierLists {
  /**
   * What is to be done by due date, the most urgent first; what is closed, everything, and search results newest first.
   * @throws Refusal `INVALID_FIELD` for a page token that belongs to another list.
   */
  list(query: ListQuery): Promise<{ items: Listed<DossierDocument>[]; nextPageToken: string }>;
  count(unit: string, today: LocalDay): Promise<Record<ListFilter, number>>;
}

/** The list of a filter, the days of it, and the direction in which it is read. */
interface Slice {
  list: ListName;
  range: { from: LocalDay | ''; to: LocalDay | '' };
  newestFirst: boolean;
}

const everything = { from: '', to: '' } as const;

function sliceOf(filter: ListFilter, today: LocalDay): Slice {
  switch (filter) {
    case 'OPEN':
      return { list: 'open', range: everything, newestFirst: false };
    case 'DUE_TODAY':
      return { list: 'running', range: { from: today, to: addDays(today, 1) }, newestFirst: false };
    case 'LATE':
      return { list: 'running', range: { from: '', to: today }, newestFirst: false };
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

export function createDossierLists(lists: AggregateLists<DossierDocument>): DossierLists {
  return {
    async list({ unit, filter, isSearch, words, code, procedureCode, today, pageSize, pageToken }) {
      const asked = { ...sliceOf(filter, today), scope: unit, facet: procedureCode, pageSize, pageToken };
      if (code !== '' && pageToken === '') {
        const found = await lists.page({ ...asked, words: [], exact: [code] });
        if (found.items.length > 0) return found;
      }
      if (isSearch && words.length === 0) return { items: [], nextPageToken: '' };
      return lists.page({ ...asked, words, exact: [] });
    },

    async count(unit, today) {
      const counted = await lists.count(
        filters.map((filter) => {
          const { list, range } = sliceOf(filter, today);
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
