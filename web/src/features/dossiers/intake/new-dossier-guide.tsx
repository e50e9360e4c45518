import type { Channel, Procedure } from '../../../api/onestop.ts';
import { Badge } from '../../../design/index.ts';
import { offeredTerm } from '../due/due-words.ts';
import styles from './new-dossier-form.module.css';
import { PromisedDay } from './promised-day.tsx';
import { useT } from './words.ts';

interface Props {
  procedure: Procedure | undefined;
  channel: Channel;
}

/** Beside the form: what is promised, and the keys. */
export function NewDossierGuide({ procedure, channel }: Props) {
  const t = useT();
  return (
    <aside className={styles.guide} aria-label={t('guide.label')}>
      {procedure ? (
        <>
          <PromisedDay procedureCode={procedure.code} channel={channel} />
          <h2>{t('guide.term')}</h2>
          <p>{offeredTerm(t, procedure, channel) || '–'}</p>
          <Badge tone="neutral" icon="table">
            {procedure.fieldName}
          </Badge>
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
