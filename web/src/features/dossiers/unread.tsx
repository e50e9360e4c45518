import type { ReactNode } from 'react';
import { Button, Notice } from '../../design/index.ts';
import { useFailureWords } from '../../shared/refusal-words.ts';
import styles from './unread.module.css';
import { useT } from './words.ts';

/** Why there is nothing to read, and what to do. */
export function Unread({
  error,
  onAgain,
  children,
}: {
  error: unknown;
  onAgain: () => void;
  /** In the place of trying again. */
  children?: ReactNode;
}) {
  const t = useT();
  const failureWords = useFailureWords();
  return (
    <div className={styles.unread}>
      <Notice tone="late" action={children ?? <Button onClick={onAgain}>{t('tryAgain')}</Button>}>
        {failureWords(error)}
      </Notice>
    </div>
  );
}
