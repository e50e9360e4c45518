import { isLocalDay } from '@lienthong/domain';
import { useId, useState } from 'react';
import type { Dossier } from '../../api/onestop.ts';
import { Button } from '../../design/index.ts';
import { formatDay, weekdayOf } from '../../format/dates.ts';
import { derivationWords, lawBehind } from './derivation-words.ts';
import { DueBadge } from './due-badge.tsx';
import styles from './due-card.module.css';
import { useLanguage } from './derivation/words.ts';

/** The day promised to the citizen, large; why that day, line by line with the law behind it. */
export function DueCard({ dossier, open: startOpen = false }: { dossier: Dossier; open?: boolean }) {
  const { t, language } = useLanguage();
  const [open, setOpen] = useState(startOpen);
  const id = useId();
  const { due } = dossier;
  if (!due) return null;
  return (
    <section className={styles.card} data-state={due.state} aria-label={t('due.label')}>
      <div className={styles.top}>
        <div>
          <p className={styles.label}>{t('due.label')}</p>
          <p className={styles.day}>
            {due.day === '' ? (
              t('due.none')
            ) : (
              <>
                {formatDay(due.day)} <span>{weekdayOf(due.day, language)}</span>
              </>
            )}
          </p>
        </div>
        <div className={styles.side}>
          <DueBadge dossier={dossier} wrap />
          {due.derivation.length > 0 ? (
            <Button look="quiet" small aria-expanded={open} aria-controls={id} onClick={() => setOpen(!open)}>
              {open ? t('due.hideWhy') : t('due.why')}
            </Button>
          ) : null}
        </div>
      </div>
      <ol id={id} className={styles.lines} hidden={!open}>
        {due.derivation.map((line, index) => {
          const words = derivationWords(t, language, line);
          const law = lawBehind(line, words);
          return (
            <li key={index}>
              <span>{words}</span>
              {law ? <span className={styles.source}>{law}</span> : null}
            </li>
          );
        })}
        <li className={styles.version}>
          {t('due.version', {
            version: isLocalDay(due.ruleVersion) ? formatDay(due.ruleVersion) : due.ruleVersion,
          })}
        </li>
      </ol>
    </section>
  );
}
