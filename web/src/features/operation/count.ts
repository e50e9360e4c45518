import { useQuery } from '@tanstack/react-query';
import type { Count } from '../../shared/feature.ts';
import { useSession } from '../../shared/session-context.tsx';
import { groupIncidents } from './group-incidents.ts';
import { incidentsQuery, strandedQuery, undecidedKinds, undecidedQuery } from './queries.ts';

/** Lines that wait for a decision, as the page lists them. */
function useCount(): number | undefined {
  const { services, site } = useSession();
  const isCounted = services.includes('reporting');
  const incidents = useQuery(incidentsQuery);
  const undecided = useQuery({ ...undecidedQuery, enabled: isCounted });
  const stranded = useQuery(strandedQuery);
  const units = isCounted ? undecided.data : [];
  if (incidents.error || undecided.error || stranded.error) return undefined;
  if (!incidents.data || !units || !stranded.data) return undefined;
  return (
    groupIncidents(incidents.data.incidents).length +
    units.flatMap(undecidedKinds).length +
    stranded.data.filter((one) => one.site !== site.id).length
  );
}

export const count: Count = {
  useCount,
  of: { vi: '{n} việc cần quyết định', en: '{n} to decide' },
};
