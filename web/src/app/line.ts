import { useQuery } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import { listNeighbours } from '../api/exchange.ts';
import { ApiFailure } from '../api/failure.ts';
import { readReachability, subscribeReachability } from '../api/reachability.ts';
import { formatMoment, formatTime, machineToday } from '../format/dates.ts';
import { useKeepsWork } from '../outbox/outbox-provider.tsx';
import { useT } from './windows/words.ts';

const askAgainMs = 10_000;

export interface Line {
  tone: 'good' | 'soon' | 'late';
  icon: 'link' | 'unlink' | 'send';
  words: string;
}

/** Whether work reaches this site, and whether the site reaches the level above; undefined: there is none above, or it is not known yet. */
export function useLine(): Line | undefined {
  const t = useT();
  const keepsWork = useKeepsWork();
  const { downSince } = useSyncExternalStore(subscribeReachability, readReachability);
  const neighbours = useQuery({
    queryKey: ['neighbours'],
    queryFn: ({ signal }) => listNeighbours(signal),
    // A site or a role without this answer will not have it ten seconds later either.
    refetchInterval: ({ state }) =>
      state.error instanceof ApiFailure && state.error.kind === 'refused' ? false : askAgainMs,
    retry: false,
  });
  const parent = neighbours.data?.neighbours.find((one) => one.relation === 'RELATION_PARENT');
  if (downSince !== undefined)
    return {
      tone: 'late',
      icon: 'unlink',
      words: t(keepsWork ? 'line.siteDown' : 'line.siteAway', {
        time: formatTime(new Date(downSince).toISOString()),
      }),
    };
  if (!parent) return undefined;
  const { name } = parent;
  if (!parent.connected)
    return {
      tone: 'soon',
      icon: 'unlink',
      words: parent.lastHeard
        ? t('line.parentDown', { name, time: formatMoment(parent.lastHeard, machineToday()) })
        : t('line.parentNever', { name }),
    };
  if (parent.unconfirmed > 0)
    return { tone: 'good', icon: 'send', words: t('line.sending', { name, n: parent.unconfirmed }) };
  return { tone: 'good', icon: 'link', words: t('line.upToDate', { name }) };
}
