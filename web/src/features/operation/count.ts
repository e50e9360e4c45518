import { useQuery } from '@tanstack/react-query';
import type { Count, Counted } from '../../shared/feature.ts';
import { useSession } from '../../shared/session-context.tsx';
import { countLines } from './count-lines.ts';
import { incidentsQuery, strandedQuery, undecidedQuery } from './queries.ts';

/** Lines that wait for a decision, as the page lists them. */
function useCount(): Counted {
  const { services, site } = useSession();
  const isCounted = services.includes('reporting');
  const incidents = known(useQuery(incidentsQuery));
  const undecided = known(useQuery({ ...undecidedQuery, enabled: isCounted }));
  const stranded = known(useQuery(strandedQuery));
  return countLines({ incidents, undecided: isCounted ? undecided : [], stranded }, site.id);
}

/** What an earlier answer said may be true no more. */
const known = <Data>({ data, error }: { data: Data | undefined; error: unknown }): Data | undefined =>
  error ? undefined : data;

const of = { vi: '{n} việc cần quyết định', en: '{n} to decide' };

export const count: Count = {
  useCount,
  of,
  useAttention: () => {
    const { least, isExact } = useCount();
    if (least > 0) return [{ id: 'decide', tone: 'late', n: least, of, href: '/operator' }];
    return isExact ? [] : undefined;
  },
};
