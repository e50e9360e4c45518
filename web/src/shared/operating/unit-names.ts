import { useQuery } from '@tanstack/react-query';
import type { Unit } from '../../api/directory.ts';
import { useSession } from '../session-context.tsx';
import { subtreeQuery } from '../subtree.ts';

/** `Xã Vinh Hưng (20116)` of `20116@0`: people know units by name and code. The code alone while the register is not here. */
export function unitNameIn(units: readonly Unit[] | undefined, key: string): string {
  const code = key.split('@')[0] ?? '';
  const name = units?.find((unit) => unit.key === key)?.name;
  return name ? `${name} (${code})` : code;
}

export function useUnitNames(): (key: string | undefined) => string {
  const units = useQuery(subtreeQuery(useSession()));
  return (key = '') => unitNameIn(units.data, key);
}
