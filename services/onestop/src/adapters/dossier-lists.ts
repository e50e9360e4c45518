import { type AggregateStore, createKeyedList, type Listed, withKnownOutcome } from '@lienthong/aggregates';
import { addDays, type LocalDay } from '@lienthong/domain';
import type { Filter } from 'mongodb';
import type { DossierDocument } from '../commands/dossier-document.ts';
import { parseCode } from '../domain/dossier-code.ts';
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

export interface DossierLists {
  /**
   * What is to be done by due date, the most urgent first; what is closed, everything, and search results newest first.
   * @throws Refusal `INVALID_FIELD` for a page token that belongs to another list.
   */
  list(query: ListQuery): Promise<{ items: Listed<DossierDocument>[]; nextPageToken: string }>;
  count(unit: string, today: LocalDay): Promise<Record<ListFilter, number>>;
}

/** Lanes of a filter, the range of its lane keys, and the direction in which it is read. */
interface Slice {
  lanes: Lane[];
  range: { $gte?: string; $lt?: string };
  newestFirst: boolean;
}

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

/** Lists by equality on the unit and one indexed key. */
export function createDossierLists(store: AggregateStore<DossierDocument>): DossierLists {
  const page = createKeyedList(store);

  return {
    list({ unit, filter, words, code, procedureCode, today, pageSize, pageToken }) {
      const slice = filter === 'ALL' ? undefined : sliceOf(filter, today);
      const byOrder = words.length > 0 || code !== '' || !slice;
      const [first, ...others] = words;
      const lanes: (Lane | undefined)[] = slice?.lanes ?? [undefined];
      return page({
        list: [unit, filter, words, code, procedureCode],
        parts: lanes.map(
          (lane) =>
            ({
              unit,
              ...(code === '' ? {} : parseCode(code)),
              ...(first === undefined ? {} : { tokens: first }),
              ...(lane === undefined ? {} : { lane }),
              ...(slice && Object.keys(slice.range).length > 0 ? { laneKey: slice.range } : {}),
              ...(others.length === 0 ? {} : { $and: others.map((word) => ({ tokens: word })) }),
              ...(procedureCode === '' ? {} : { 'state.subject.procedureCode': procedureCode }),
            }) as Filter<DossierDocument>,
        ),
        key: byOrder ? 'orderKey' : 'laneKey',
        newestFirst: byOrder || slice.newestFirst,
        pageSize,
        pageToken,
      });
    },

    async count(unit, today) {
      const of = (filter: Exclude<ListFilter, 'ALL' | 'OPEN'>): Promise<number> => {
        const { lanes, range } = sliceOf(filter, today);
        return counted({ lane: lanes[0], ...(Object.keys(range).length > 0 ? { laneKey: range } : {}) });
      };
      const counted = (where: Filter<DossierDocument>): Promise<number> =>
        withKnownOutcome(() => store.collection.countDocuments({ unit, ...where }));
      const [running, waiting, ready, closed, dueToday, late] = await Promise.all([
        counted({ lane: 'running' }),
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
