import type { ReactNode } from 'react';
import { Button, Notice } from '../../design/index.ts';
import { Failure } from '../../shared/failure.tsx';
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
  return (
    <div className={styles.unread}>
      <Notice tone="late" action={children ?? <Button onClick={onAgain}>{t('tryAgain')}</Button>}>
        <Failure error={error} />
      </Notice>
    </div>
  );
}
