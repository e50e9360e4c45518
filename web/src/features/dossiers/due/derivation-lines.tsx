import { isLocalDay } from '@lienthong/domain';
import type { DerivationLine, DueDate } from '../../../api/onestop.ts';
import { formatDay } from '../../../format/dates.ts';
import { WithNames } from '../../../shared/with-names.tsx';
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
            <span>
              <WithNames sentence={words} names={namesIn(line)} />
            </span>
            {law ? (
              <span className={styles.source} lang="vi">
                {law}
              </span>
            ) : null}
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

/** What the law or the office calls something: it has no English. */
const namesIn = ({ source, params }: DerivationLine): string[] =>
  [source, ...['title', 'name', 'names', 'holder', 'reason'].map((one) => params[one] ?? '')].filter(Boolean);
