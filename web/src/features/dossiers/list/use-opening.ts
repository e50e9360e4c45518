import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import type { Dossier } from '../../../api/onestop.ts';

interface Listed {
  rows: readonly Dossier[];
  hasMore: boolean;
  fetchMore: () => Promise<readonly Dossier[]>;
}

export type OpenDossier = (id: string) => void;

/** Opens a dossier beside the list, in the place of the one that is open. */
export function useOpenDossier(openId: string | undefined): OpenDossier {
  const navigate = useNavigate();
  return (dossierId) =>
    void navigate({
      to: '/dossiers/$dossierId',
      params: { dossierId },
      search: (now) => now,
      replace: openId !== undefined,
    });
}

/** From the open dossier to the one before or after it in the list. Where a step has taken it out of the list, its neighbours stay. */
export function useWalk(
  openId: string | undefined,
  { rows, hasMore, fetchMore }: Listed,
  open: OpenDossier,
): (by: 1 | -1) => void {
  const found = rows.findIndex(({ id }) => id === openId);
  const last = useRef(-1);
  useEffect(() => {
    if (found >= 0) last.current = found;
  }, [found]);
  return (by) => {
    // The next one has taken the place of the one that is gone.
    const to = found >= 0 ? found + by : by === 1 ? Math.max(last.current, 0) : last.current - 1;
    const next = rows[to];
    if (next) open(next.id);
    else if (by === 1 && hasMore)
      void fetchMore().then((all) => {
        const fetched = all[to];
        if (fetched) open(fetched.id);
      }, console.error);
  };
}

interface Answer {
  /** What stands in the field now. */
  typed: string;
  rows: readonly Dossier[];
  hasMore: boolean;
  /** Nobody is called so: the rows are found by procedure and address. */
  isFurther: boolean;
  /** The rows are the whole answer to what was typed; `failed`: none will come. */
  state: 'pending' | 'answered' | 'failed';
}

/**
 * What Enter means in the search: the dossier of exactly this text, or the only one that is called so, otherwise the list. A scanner presses Enter before
 * anything was found, so it waits for the answer. Typing on, it is forgotten.
 */
export function useEnter(
  { typed, rows, hasMore, isFurther, state }: Answer,
  open: OpenDossier,
  toList: () => void,
): (means: 'open' | 'list') => void {
  const [pressed, setPressed] = useState<{ typed: string; means: 'open' | 'list' }>();
  useEffect(() => {
    if (!pressed || (pressed.typed === typed && state === 'pending')) return;
    setPressed(undefined);
    if (pressed.typed !== typed || state === 'failed') return;
    const only = rows.length === 1 && !hasMore && !isFurther ? rows[0] : undefined;
    const meant = rows.find(({ code }) => code.toLowerCase() === typed.toLowerCase()) ?? only;
    if (pressed.means === 'open' && typed !== '' && meant) open(meant.id);
    else toList();
  });
  return (means) => setPressed({ typed, means });
}
