import { useQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';
import type { Channel } from '../../../api/onestop.ts';
import { Button, Skeleton } from '../../../design/index.ts';
import { formatDay, formatTime, weekdayOf } from '../../../format/dates.ts';
import { useFailureWords } from '../../../shared/refusal-words.ts';
import { useSession } from '../../../shared/session-context.tsx';
import { DerivationLines } from '../due/derivation-lines.tsx';
import { dueTime } from '../due/due-time.ts';
import styles from './new-dossier-form.module.css';
import { previewedDueDate } from '../queries.ts';
import { useLanguage } from './words.ts';

/** What the clerk may promise before anything is saved, and why: the service reckons it as it will when it is. */
export function PromisedDay({ procedureCode, channel }: { procedureCode: string; channel: Channel }) {
  const { t, language } = useLanguage();
  const failureWords = useFailureWords();
  const unit = useSession().homeUnit.key;
  const { data: due, error } = useQuery(previewedDueDate(unit, procedureCode, channel));
  const [open, setOpen] = useState(false);
  const id = useId();
  return (
    <>
      <h2>{t('guide.promise')}</h2>
      {due ? (
        <>
          <p className={styles.term} role="status">
            {dueTime(due, formatDay(due.day))} <span>{weekdayOf(due.day, language)}</span>
          </p>
          <p className={styles.quiet}>{t('guide.handedInNow', { time: due.at ? formatTime(due.at) : '' })}</p>
          <Button look="quiet" small aria-expanded={open} aria-controls={id} onClick={() => setOpen(!open)}>
            {open ? t('due.hideWhy') : t('due.why')}
          </Button>
          <DerivationLines due={due} id={id} hidden={!open} />
        </>
      ) : error ? (
        <p className={styles.quiet}>{failureWords(error)}</p>
      ) : (
        <Skeleton label={t('loading')} rows={2} />
      )}
    </>
  );
}
