import type { Dossier } from '../../../api/onestop.ts';
import { Button } from '../../../design/index.ts';
import { type Action, type Actions, isDestructive } from '../actions.ts';
import { nextWords } from '../due/due-words.ts';
import styles from './record-actions.module.css';
import { useT } from './words.ts';

interface Props {
  dossier: Dossier;
  actions: Actions;
  /** A step of it is not sent yet: the next one has to wait. */
  isHeldUp: boolean;
  onAct: (action: Action) => void;
  /** Absent: there is nothing to print. */
  onPrint: (() => void) | undefined;
}

/** All that can be done with the dossier, in one row that stays in sight; what a slip cannot take back stands at its end. */
export function RecordActions({ dossier, actions: { primary, others }, isHeldUp, onAct, onPrint }: Props) {
  const t = useT();
  const next = nextWords(t, dossier);
  if (!primary && others.length === 0 && !onPrint && next === '') return null;
  return (
    <section className={styles.actions} aria-label={t('panel.actions')}>
      {next ? (
        <p className={styles.next}>
          <span>{t('panel.next')}</span> {next}
        </p>
      ) : null}
      <div className={styles.row}>
        {primary ? (
          <Button look="primary" shortcut="A" disabled={isHeldUp} onClick={() => onAct(primary)}>
            {t(`action.${primary}`)}
          </Button>
        ) : null}
        {onPrint ? (
          <Button icon="print" shortcut="P" onClick={onPrint}>
            {t('receipt.print')}
          </Button>
        ) : null}
        {others.map((other) => (
          <Button
            key={other}
            look={isDestructive(other) ? 'danger' : 'secondary'}
            disabled={isHeldUp}
            onClick={() => onAct(other)}
          >
            {t(`action.${other}`)}
          </Button>
        ))}
      </div>
    </section>
  );
}
