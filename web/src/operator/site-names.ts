import { useQuery } from '@tanstack/react-query';
import { listSites, type Site } from '../api/directory.ts';

export const useSites = () =>
  useQuery({ queryKey: ['sites'], queryFn: ({ signal }) => listSites(signal), staleTime: 60_000 });

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
