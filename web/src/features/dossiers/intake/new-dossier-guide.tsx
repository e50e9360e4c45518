import type { Channel, Procedure } from '../../../api/onestop.ts';
import { Badge, Button } from '../../../design/index.ts';
import { offeredTerm } from '../due/term-words.ts';
import { useT as useDueT } from '../due/words.ts';
import { usePaperT } from '../papers/words.ts';
import { ProperName } from '../../../shared/proper-name.tsx';
import styles from './new-dossier-form.module.css';
import { PromisedDay } from './promised-day.tsx';
import { useT } from './words.ts';

interface Props {
  procedure: Procedure | undefined;
  channel: Channel;
  onNotReceived: () => void;
}

/** Beside the form: what is promised, and the keys. */
export function NewDossierGuide({ procedure, channel, onNotReceived }: Props) {
  const t = useT();
  const dueT = useDueT();
  const paperT = usePaperT();
  return (
    <aside className={styles.guide} aria-label={t('guide.label')}>
      {procedure ? (
        <>
          <PromisedDay procedureCode={procedure.code} channel={channel} />
          <h2>{t('guide.term')}</h2>
          <p>{offeredTerm(dueT, procedure, channel) || '–'}</p>
          <Badge tone="neutral" icon="table">
            <ProperName vi={procedure.fieldName} en={procedure.fieldNameEn} />
          </Badge>
          <Button look="quiet" small icon="print" onClick={onNotReceived}>
            {paperT('notReceived.open')}
          </Button>
        </>
      ) : (
        <>
          <h2>{t('guide.start')}</h2>
          <p className={styles.quiet}>{t('guide.startWords')}</p>
        </>
      )}
      <h2>{t('keys.title')}</h2>
      <ul className={styles.quiet}>
        <li>
          <kbd>Enter</kbd> {t('guide.enter')}
        </li>
        <li>
          <kbd>Ctrl</kbd> <kbd>Enter</kbd> {t('guide.submit')}
        </li>
        <li>
          <kbd>1</kbd>–<kbd>5</kbd>, <kbd>Alt</kbd> <kbd>1</kbd>–<kbd>5</kbd> {t('guide.recent')}
        </li>
        <li>
          <kbd>Esc</kbd> {t('guide.leave')}
        </li>
        <li>{t('guide.scan')}</li>
      </ul>
    </aside>
  );
}
