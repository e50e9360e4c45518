import { useQuery } from '@tanstack/react-query';
import type { Count } from '../../shared/feature.ts';
import { useSession } from '../../shared/session-context.tsx';
import { dossierCounts } from './queries.ts';

/** What is open at the counter. */
export const count: Count = {
  useCount: () => {
    const { data, error } = useQuery(dossierCounts(useSession().homeUnit.key));
    return error ? undefined : data?.counts.find(({ filter }) => filter === 'DOSSIER_FILTER_OPEN')?.count;
  },
  of: { vi: '{n} hồ sơ đang giải quyết', en: '{n} open dossier|{n} open dossiers' },
};
