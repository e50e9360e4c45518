import { useQuery } from '@tanstack/react-query';
import { getSubtree } from '../../api/directory.ts';
import { useSession } from '../session-context.tsx';
import { localDayOf } from '../../format/dates.ts';

/** `Xã Vinh Hưng (20116)` of `20116@0`: people know units by name and code. The code alone while the register is not here. */
export function useUnitNames(): (key: string | undefined) => string {
  const { homeUnit, businessNow } = useSession();
  const day = localDayOf(businessNow);
  const units = useQuery({
    queryKey: ['subtree', homeUnit.key, day],
    queryFn: ({ signal }) => getSubtree(homeUnit.key, day, signal),
    staleTime: 10 * 60_000,
  });
  return (key = '') => {
    const code = key.split('@')[0] ?? '';
    const name = units.data?.find((unit) => unit.key === key)?.name;
    return name ? `${name} (${code})` : code;
  };
}
