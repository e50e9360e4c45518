import { useQuery } from '@tanstack/react-query';
import type { Count } from '../../shared/feature.ts';
import { useSession } from '../../shared/session-context.tsx';
import { dossierCounts } from './queries.ts';

/** What is open at the counter. */
export const count: Count = {
  useCount: () => {
    const { data, error } = useQuery(dossierCounts(useSession().homeUnit.key));
    const open = data?.counts.find(({ filter }) => filter === 'DOSSIER_FILTER_OPEN')?.count;
    return error || open === undefined ? { least: 0, isExact: false } : { least: open, isExact: true };
  },
  of: { vi: '{n} hồ sơ đang giải quyết', en: '{n} open dossier|{n} open dossiers' },
};
