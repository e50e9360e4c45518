import {
  type InfiniteData,
  infiniteQueryOptions,
  keepPreviousData,
  queryOptions,
} from '@tanstack/react-query';
import { ApiFailure } from '../../api/failure.ts';
import {
  type Channel,
  countDossiers,
  type Dossier,
  type DossierFilter,
  type DossierPage,
  getDossier,
  listDossiers,
  listProcedures,
  previewDueDate,
} from '../../api/onestop.ts';

export const freshMs = 15_000;
const pageSize = 50;

export interface ListedPage extends DossierPage {
  /** What it answers. */
  of: DossierFilter;
  /** Of which list its next page is. */
  list: DossierFilter;
}

/** What is open ends with what has its result and waits to be collected: that too is to be done. */
const goesOnWith: Partial<Record<DossierFilter, DossierFilter>> = {
  DOSSIER_FILTER_OPEN: 'DOSSIER_FILTER_READY',
};

/** All keys begin with `dossiers`, so that one invalidation refreshes what a command may have moved. */
export const dossierList = (unit: string, filter: DossierFilter, search: string) =>
  infiniteQueryOptions({
    queryKey: ['dossiers', 'rows', unit, filter, search],
    queryFn: async ({ pageParam: { list, pageToken }, signal }): Promise<ListedPage> => {
      const ask = (of: DossierFilter, token: string): Promise<DossierPage> =>
        listDossiers({ unit, filter: of, search, pageSize, pageToken: token }, signal);
      const page = await ask(list, pageToken);
      const after = page.nextPageToken === '' ? goesOnWith[list] : undefined;
      if (!after) return { ...page, of: filter, list };
      const ready = await ask(after, '');
      return { ...ready, dossiers: [...page.dossiers, ...ready.dossiers], of: filter, list: after };
    },
    // What was searched for is not written to the device.
    meta: search === '' ? { kept: 'short' } : {},
    initialPageParam: { list: filter, pageToken: '' },
    getNextPageParam: ({ list, nextPageToken }: ListedPage) =>
      nextPageToken === '' ? undefined : { list, pageToken: nextPageToken },
    placeholderData: keepPreviousData,
    refetchInterval: freshMs,
  });

export const rowsOf = (data: InfiniteData<ListedPage> | undefined): readonly Dossier[] =>
  data?.pages.flatMap((page) => page.dossiers) ?? [];

export const dossierCounts = (unit: string) =>
  queryOptions({
    queryKey: ['dossiers', 'counts', unit],
    queryFn: ({ signal }) => countDossiers(unit, signal),
    meta: { kept: 'short' },
    refetchInterval: freshMs,
  });

/** What the unit has received last. */
export const lastReceived = (unit: string) =>
  queryOptions({
    queryKey: ['dossiers', 'received', unit],
    queryFn: async ({ signal }) => {
      const asked = { unit, filter: 'DOSSIER_FILTER_ALL', search: '', pageSize: 5, pageToken: '' } as const;
      return (await listDossiers(asked, signal)).dossiers;
    },
    meta: { kept: 'short' },
  });

export const oneDossier = (unit: string, id: string) =>
  queryOptions({
    queryKey: ['dossier', unit, id],
    queryFn: ({ signal }) => getDossier(unit, id, signal),
    meta: { kept: 'short' },
    refetchInterval: ({ state: { data, error } }) => {
      if (error instanceof ApiFailure && error.kind === 'refused') return false;
      // Until the last entry has left for the stream, somebody may be waiting to see it go.
      return data && isPublished(data) ? freshMs : 1_000;
    },
  });

/** Whether all that happened has left for the stream; a dossier whose history is not here yet does not say so. */
export const isPublished = ({ history }: Pick<Dossier, 'history'>): boolean =>
  history.length > 0 && history.every((entry) => entry.published);

export const procedures = (unit: string) =>
  queryOptions({
    queryKey: ['procedures', unit],
    queryFn: ({ signal }) => listProcedures(unit, signal),
    meta: { kept: 'long' },
    staleTime: 10 * 60_000,
  });

/** What would be promised to whoever hands in now; asked again, because an hour later it may be another day. */
export const previewedDueDate = (unit: string, procedureCode: string, channel: Channel) =>
  queryOptions({
    queryKey: ['preview', unit, procedureCode, channel],
    queryFn: ({ signal }) => previewDueDate({ unit, procedureCode, channel }, signal),
    refetchInterval: 4 * freshMs,
  });
