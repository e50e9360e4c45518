import { isLocalDay } from '@lienthong/domain';
import type { DueDate } from '../../../api/onestop.ts';
import { formatDay } from '../../../format/dates.ts';
import { useLanguage } from './words.ts';
import { derivationWords, lawBehind } from './derivation-words.ts';
import styles from './due-card.module.css';

/** Why a dossier is due on its day, line by line with the law behind it. */
export function DerivationLines({ due, id, hidden }: { due: DueDate; id: string; hidden: boolean }) {
  const { t, language } = useLanguage();
  return (
    <ol id={id} className={styles.lines} hidden={hidden}>
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
  );
}
