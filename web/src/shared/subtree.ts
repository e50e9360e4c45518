import { queryOptions } from '@tanstack/react-query';
import { getSubtree } from '../api/directory.ts';
import type { Session } from '../api/session.ts';
import { localDayOf } from '../format/dates.ts';

/** The unit of whoever is signed in and all below it, on the day of business. */
export function subtreeQuery({ homeUnit, businessNow }: Pick<Session, 'homeUnit' | 'businessNow'>) {
  const day = localDayOf(businessNow);
  return queryOptions({
    queryKey: ['subtree', homeUnit.key, day],
    queryFn: ({ signal }) => getSubtree(homeUnit.key, day, signal),
    staleTime: 10 * 60_000,
  });
}
