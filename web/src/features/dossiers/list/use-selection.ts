import { useRef, useState } from 'react';
import type { Dossier } from '../../../api/onestop.ts';

export interface Selection {
  /** Those chosen that are still listed, in the order of the list. */
  chosen: readonly Dossier[];
  has: (id: string) => boolean;
  toggle: (id: string) => void;
  /** All from the one chosen last up to this one. */
  extendTo: (id: string) => void;
  clear: () => void;
}

export function useSelection(rows: readonly Dossier[]): Selection {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  const last = useRef('');
  const placeOf = (id: string): number => rows.findIndex((one) => one.id === id);
  return {
    chosen: rows.filter(({ id }) => ids.has(id)),
    has: (id) => ids.has(id),
    toggle: (id) => {
      last.current = id;
      setIds((before) =>
        before.has(id) ? new Set([...before].filter((one) => one !== id)) : new Set([...before, id]),
      );
    },
    extendTo: (id) => {
      const [from, to] = [placeOf(last.current), placeOf(id)];
      const between =
        from < 0 ? [id] : rows.slice(Math.min(from, to), Math.max(from, to) + 1).map((one) => one.id);
      last.current = id;
      setIds((before) => new Set([...before, ...between]));
    },
    clear: () => setIds(new Set()),
  };
}
