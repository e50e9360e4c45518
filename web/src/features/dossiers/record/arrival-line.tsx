import { useQuery } from '@tanstack/react-query';
import type { Dossier } from '../../../api/onestop.ts';
import { Icon } from '../../../design/index.ts';
import { formatMoment, formatShortDay, localDayOf, machineToday } from '../../../format/dates.ts';
import { useT } from './words.ts';
import styles from './arrival-line.module.css';
import { isPublished } from '../queries.ts';
import { dayConfirmation } from './day-confirmation.ts';

/**
 * Saved here → sent → held by the levels above. What the levels confirm is the unit's figures of the day on which the last
 * step counted; the line says exactly that.
 */
export function ArrivalLine({ dossier }: { dossier: Dossier }) {
  const t = useT();
  const last = dossier.history.at(-1);
  const day = last?.at ? localDayOf(last.at) : '';
  const published = isPublished(dossier);
  const levels = useQuery({
    ...dayConfirmation(dossier.unit, day, last?.eventId ?? ''),
    enabled: published && day !== '',
  });
  return (
    <ul className={styles.steps} aria-live="polite">
      <Step done words={t('arrival.saved')} />
      <Step done={published} words={published ? t('arrival.published') : t('arrival.publishing')} />
      {levels.data?.length === 0 ? <Step done={false} words={t('arrival.above')} /> : null}
      {(levels.data ?? []).map((level) => (
        <Step
          key={level.site}
          done={level.confirmed}
          words={
            level.confirmed && level.answeredAt
              ? t('arrival.confirmed', {
                  name: level.name,
                  day: formatShortDay(day),
                  time: formatMoment(level.answeredAt, machineToday()),
                })
              : t('arrival.waiting', { name: level.name })
          }
        />
      ))}
    </ul>
  );
}

function Step({ done, words }: { done: boolean; words: string }) {
  return (
    <li data-done={done || undefined}>
      <Icon name={done ? 'check' : 'clock'} size={14} />
      {words}
    </li>
  );
}
