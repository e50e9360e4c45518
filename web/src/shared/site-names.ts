import { queryOptions, useQuery } from '@tanstack/react-query';
import { readRegistry, type Site } from '../api/directory.ts';

export const registryQuery = queryOptions({
  queryKey: ['sites'],
  queryFn: ({ signal }) => readRegistry(signal),
  staleTime: 60_000,
});

export const useSites = () => useQuery({ ...registryQuery, select: ({ sites }) => sites });

/** `Xã Vinh Hiền (s20125)`; the id alone of a site that the registry held here does not know. */
export function useSiteNames(): (id: string) => string {
  const sites = useSites();
  return (id) =>
    siteName(
      sites.data?.find((one) => one.id === id),
      id,
    );
}

export const siteName = (site: Site | undefined, id: string): string => (site ? `${site.name} (${id})` : id);
