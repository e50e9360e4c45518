import { useQuery } from '@tanstack/react-query';
import { useState, useSyncExternalStore } from 'react';
import { listNeighbours } from '../api/exchange.ts';
import { ApiFailure } from '../api/failure.ts';
import { readReachability, subscribeReachability } from '../api/reachability.ts';
import { Icon } from '../design/index.ts';
import { formatMoment, formatTime, machineToday } from '../format/dates.ts';
import { useT } from '../i18n/language.tsx';
import { useUnsent } from '../outbox/outbox-provider.tsx';
import styles from './connection-line.module.css';
import { Window } from './windows/index.tsx';

const askAgainMs = 10_000;

/** One quiet line: whether work reaches this site, and whether the site reaches the level above. Never a dialog. */
export function ConnectionLine() {
  const t = useT();
  const [open, setOpen] = useState(false);
  const unsent = useUnsent();
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

  const line = (():
    | { tone: 'good' | 'soon' | 'late'; icon: 'link' | 'unlink' | 'send'; words: string }
    | undefined => {
    if (downSince !== undefined)
      return {
        tone: 'late',
        icon: 'unlink',
        words: t('line.siteDown', { time: formatTime(new Date(downSince).toISOString()) }),
      };
    if (!parent) return undefined;
    if (!parent.connected)
      return {
        tone: 'soon',
        icon: 'unlink',
        words: parent.lastHeard
          ? t('line.parentDown', { name: parent.name, time: formatMoment(parent.lastHeard, machineToday()) })
          : t('line.parentNever', { name: parent.name }),
      };
    if (parent.unconfirmed > 0)
      return {
        tone: 'good',
        icon: 'send',
        words: t('line.sending', { name: parent.name, n: parent.unconfirmed }),
      };
    return { tone: 'good', icon: 'link', words: t('line.upToDate', { name: parent.name }) };
  })();

  return (
    <>
      <p className={styles.line} data-tone={line?.tone} role="status">
        {line ? (
          <>
            <Icon name={line.icon} />
            <span>{line.words}</span>
          </>
        ) : null}
      </p>
      {unsent.length > 0 ? (
        <button
          type="button"
          className={styles.unsent}
          data-tone={unsent.some(({ fault, refusal }) => fault || refusal) ? 'late' : undefined}
          onClick={() => setOpen(true)}
        >
          <Icon name="send" />
          {t('line.unsent', { n: unsent.length })}
        </button>
      ) : null}
      {open ? <Window name="unsentSheet" onClose={() => setOpen(false)} /> : null}
    </>
  );
}
