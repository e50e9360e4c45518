import type { Dossier } from '../../../api/onestop.ts';
import { Button } from '../../../design/index.ts';
import { type Action, type Actions, isDestructive } from '../actions.ts';
import type { Offered } from '../papers/offered.ts';
import { usePaperT } from '../papers/words.ts';
import { usePrint } from '../../../shared/paper.ts';
import { nextWords } from '../due/due-words.ts';
import styles from './record-actions.module.css';
import { useT } from './words.ts';

interface Props {
  dossier: Dossier;
  actions: Actions;
  /** A step of it is not sent yet: the next one has to wait. */
  isHeldUp: boolean;
  onAct: (action: Action) => void;
  /** The first is printed by its key. */
  papers: readonly Offered[];
}

/** All that can be done with the dossier, in one row that stays in sight; what a slip cannot take back stands at its end. */
export function RecordActions({ dossier, actions: { primary, others }, isHeldUp, onAct, papers }: Props) {
  const t = useT();
  const paperT = usePaperT();
  const print = usePrint();
  const next = nextWords(t, dossier);
  if (!primary && others.length === 0 && papers.length === 0 && next === '') return null;
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
        {papers.map((paper, index) => (
          <Button
            key={paper.name}
            icon="print"
            {...(index === 0 ? { shortcut: 'P' } : {})}
            onClick={() => paper.print(print)}
          >
            {paperT(paper.name)}
          </Button>
        ))}
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
