import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { getTallyConfirmation } from '../api/exchange.ts';
import {
  countDossiers,
  type DossierFilter,
  getDossier,
  listDossiers,
  listProcedures,
} from '../api/onestop.ts';

const freshMs = 15_000;
const pageSize = 50;

/** All keys begin with `dossiers`, so that one invalidation refreshes what a command may have moved. */
export const dossierList = (unit: string, filter: DossierFilter, search: string) =>
  infiniteQueryOptions({
    queryKey: ['dossiers', 'list', unit, filter, search],
    queryFn: ({ pageParam, signal }) =>
      listDossiers({ unit, filter, search, pageSize, pageToken: pageParam }, signal),
    initialPageParam: '',
    getNextPageParam: (last) => last.nextPageToken || undefined,
    placeholderData: keepPreviousData,
    refetchInterval: freshMs,
  });

export const dossierCounts = (unit: string) =>
  queryOptions({
    queryKey: ['dossiers', 'counts', unit],
    queryFn: ({ signal }) => countDossiers(unit, signal),
    refetchInterval: freshMs,
  });

export const oneDossier = (unit: string, id: string) =>
  queryOptions({
    queryKey: ['dossier', unit, id],
    queryFn: ({ signal }) => getDossier(unit, id, signal),
    refetchInterval: (query) =>
      // Until the last entry has left for the stream, somebody may be waiting to see it go.
      query.state.data?.history.every((entry) => entry.published) ? freshMs : 1_000,
  });

export const procedures = (unit: string) =>
  queryOptions({
    queryKey: ['procedures', unit],
    queryFn: ({ signal }) => listProcedures(unit, signal),
    staleTime: 10 * 60_000,
  });

export const dayConfirmation = (unit: string, day: string, settled: (levels: boolean) => number) =>
  queryOptions({
    queryKey: ['confirmation', unit, day],
    queryFn: ({ signal }) => getTallyConfirmation(unit, day, signal),
    retry: false,
    refetchInterval: (query) =>
      query.state.error ? false : settled(query.state.data?.every((level) => level.confirmed) ?? false),
  });
