import { type ReactNode, useId, useState } from 'react';
import type { Dossier } from '../../../api/onestop.ts';
import { Button, Icon } from '../../../design/index.ts';
import { formatDateTime, formatDay, weekdayOf } from '../../../format/dates.ts';
import { useShortcuts } from '../../../shared/shortcuts.ts';
import { DerivationLines } from './derivation-lines.tsx';
import { DueBadge } from './due-badge.tsx';
import styles from './due-card.module.css';
import { dueTime } from './due-time.ts';
import { headlineOf } from './headline.ts';
import { useLanguage } from './words.ts';

/**
 * The day promised to the citizen, large, and why that day, line by line with the law behind it. What promises nothing any more says what
 * has become of it instead.
 */
export function DueCard({ dossier, open: startOpen = false }: { dossier: Dossier; open?: boolean }) {
  const { t, language } = useLanguage();
  const [open, setOpen] = useState(startOpen);
  const id = useId();
  const { due, state } = dossier;
  useShortcuts(open ? { Escape: () => setOpen(false) } : {});
  if (!due) return null;
  const headline = headlineOf(t, dossier);
  const wasPromised = headline && state !== 'DOSSIER_STATE_WITHDRAWN' && state !== 'DOSSIER_STATE_VOIDED';
  return (
    <section
      className={styles.card}
      data-state={due.state}
      aria-label={headline ? t('headline.label') : t('due.label')}
    >
      <div className={styles.top}>
        {headline ? (
          <Day>
            <Icon name={headline.icon} size={20} /> {headline.words}
          </Day>
        ) : (
          <div>
            <p className={styles.label}>{t('due.label')}</p>
            {due.day === '' ? (
              <Day>{t('due.none')}</Day>
            ) : (
              <Day>
                {dueTime(due, formatDay(due.day))} <span>{weekdayOf(due.day, language)}</span>
              </Day>
            )}
          </div>
        )}
        <div className={styles.side}>
          {headline ? null : <DueBadge dossier={dossier} wrap />}
          {wasPromised && due.day !== '' ? (
            <p className={styles.label}>
              {t('headline.promised', { day: dueTime(due, formatDay(due.day)) })}
            </p>
          ) : null}
          {due.derivation.length > 0 && (!headline || wasPromised) ? (
            <Button look="quiet" small aria-expanded={open} aria-controls={id} onClick={() => setOpen(!open)}>
              {open ? t('due.hideWhy') : t('due.why')}
            </Button>
          ) : null}
        </div>
      </div>
      {open && dossier.recordedAt ? (
        <p className={styles.label}>
          {t('due.offline', {
            handedIn: formatDateTime(dossier.receivedAt ?? ''),
            recorded: formatDateTime(dossier.recordedAt),
          })}
        </p>
      ) : null}
      <DerivationLines due={due} id={id} hidden={!open} />
    </section>
  );
}

const Day = ({ children }: { children: ReactNode }) => <p className={styles.day}>{children}</p>;
