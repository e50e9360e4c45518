import type { HistoryEntry } from '../../../api/onestop.ts';
import { eventKey } from '../../../shared/event-words.ts';
import { useFieldName } from '../../../shared/refusal-words.ts';
import { Badge } from '../../../design/index.ts';
import { formatDateTime } from '../../../format/dates.ts';
import { useT } from './words.ts';
import styles from './history.module.css';

/** What happened, newest first, and whether it has left the counter. */
export function History({ entries }: { entries: HistoryEntry[] }) {
  const t = useT();
  const nameOf = useFieldName();
  return (
    <ol className={styles.entries}>
      {[...entries].reverse().map((entry) => (
        <li key={entry.eventId} className={styles.entry}>
          <p className={styles.what}>
            <strong>{t(eventKey(entry.type))}</strong>
            {entry.published ? null : (
              <Badge tone="soon" icon="send" plain>
                {t('history.unpublished')}
              </Badge>
            )}
          </p>
          <p className={styles.who}>
            {entry.at ? formatDateTime(entry.at) : ''} · {entry.actorName || entry.actor}
          </p>
          {entry.corrected.length > 0 ? (
            <p className={styles.who}>
              {t('history.corrected', { fields: entry.corrected.map(nameOf).join(', ') })}
            </p>
          ) : null}
          {entry.note ? <p className={styles.note}>{entry.note}</p> : null}
        </li>
      ))}
    </ol>
  );
}
