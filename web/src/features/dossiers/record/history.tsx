import type { Dossier } from '../../../api/onestop.ts';
import { eventKey } from '../../../shared/happened/event-words.ts';
import { useT as useHappenedT } from '../../../shared/happened/words.ts';
import { useFieldName } from '../../../shared/refusal-words.ts';
import { Badge, Button } from '../../../design/index.ts';
import { formatDateTime } from '../../../format/dates.ts';
import { useT } from './words.ts';
import { controlOf, type Offered, paperOf } from '../papers/offered.ts';
import { usePaperT } from '../papers/words.ts';
import { usePrint } from '../../../shared/paper.ts';
import styles from './history.module.css';

/** What happened, newest first, whether it has left the counter, and the papers that it gave. */
export function History({ dossier }: { dossier: Dossier }) {
  const t = useT();
  const happenedT = useHappenedT();
  const nameOf = useFieldName();
  return (
    <>
      <PaperButton of={controlOf(dossier)} />
      <ol className={styles.entries}>
        {[...dossier.history].reverse().map((entry) => (
          <li key={entry.eventId} className={styles.entry}>
            <p className={styles.what}>
              <strong>{happenedT(eventKey(entry.type))}</strong>
              {entry.handedTo === 'DESK_UNSPECIFIED' ? null : (
                <span className={styles.to}>{t(`desk.${entry.handedTo}`)}</span>
              )}
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
            <PaperButton of={paperOf(dossier, entry)} />
          </li>
        ))}
      </ol>
    </>
  );
}

function PaperButton({ of: paper }: { of: Offered | undefined }) {
  const t = usePaperT();
  const print = usePrint();
  if (!paper) return null;
  return (
    <div className={styles.paper}>
      <Button look="quiet" small icon="print" onClick={() => paper.print(print)}>
        {t(paper.name)}
      </Button>
    </div>
  );
}
