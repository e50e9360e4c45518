import { useQuery } from '@tanstack/react-query';
import type { DossierFilter } from '../../api/onestop.ts';
import type { Attention, Count } from '../../shared/feature.ts';
import { useSession } from '../../shared/session-context.tsx';
import { dossierCounts } from './queries.ts';

/** How many of each filter; undefined: not known, also where an earlier answer may be true no more. */
function useCounts(): ((filter: DossierFilter) => number) | undefined {
  const { data, error } = useQuery(dossierCounts(useSession().homeUnit.key));
  if (error || !data) return undefined;
  return (filter) => data.counts.find((one) => one.filter === filter)?.count ?? 0;
}

/** What is open at the counter, and what of it cannot wait. */
export const count: Count = {
  useCount: () => {
    const counts = useCounts();
    return counts ? { least: counts('DOSSIER_FILTER_OPEN'), isExact: true } : { least: 0, isExact: false };
  },
  of: { vi: '{n} hồ sơ đang giải quyết', en: '{n} open dossier|{n} open dossiers' },
  useAttention: () => {
    const counts = useCounts();
    return counts && urgent.map((one) => ({ ...one, n: counts(one.filter) })).filter(({ n }) => n > 0);
  },
};

const urgent = [
  {
    id: 'late',
    filter: 'DOSSIER_FILTER_LATE',
    tone: 'late',
    of: { vi: '{n} hồ sơ quá hạn', en: '{n} dossier is late|{n} dossiers are late' },
    href: '/dossiers?filter=late',
  },
  {
    id: 'today',
    filter: 'DOSSIER_FILTER_DUE_TODAY',
    tone: 'soon',
    of: { vi: '{n} hồ sơ đến hạn hôm nay', en: '{n} dossier is due today|{n} dossiers are due today' },
    href: '/dossiers?filter=due_today',
  },
] as const satisfies readonly (Omit<Attention, 'n'> & { filter: DossierFilter })[];
