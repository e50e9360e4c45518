import { queryOptions } from '@tanstack/react-query';
import { call } from '../../api/call.ts';
import { listReports, type ListReportsResponse } from '../../gen/floods.ts';

/** The open reports of a unit. */
export const openReports = (unit: string) =>
  queryOptions({
    queryKey: ['floods', unit],
    queryFn: ({ signal }): Promise<ListReportsResponse> => call(listReports, { unit }, signal),
    refetchInterval: 15_000,
  });
