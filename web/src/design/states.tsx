import { type ReactNode, useEffect, useState } from 'react';
import { Icon, type IconName } from './icon.tsx';
import styles from './states.module.css';

/** What an empty place is for, and the first step. */
export function EmptyState({
  icon,
  title,
  children,
  action,
  inline = false,
}: {
  icon: IconName;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
  /** One line in a card, where nothing to do is the good news. */
  inline?: boolean;
}) {
  return (
    <div className={styles.empty} data-inline={inline || undefined}>
      <span className={styles.icon}>
        <Icon name={icon} size={inline ? 16 : 24} />
      </span>
      <p className={styles.title}>{title}</p>
      {children ? <p>{children}</p> : null}
      {action}
    </div>
  );
}

const patienceMs = 300;
let isOpening = true;

/** The first screen is there: from now on a wait begins with what was pressed. */
export function endOpening(): void {
  isOpening = false;
}

/** Grey lines where something will stand, only when the wait can be felt. */
export function Skeleton({ label, rows = 6 }: { label: string; rows?: number }) {
  // While the app opens, somebody waits already, and has seen such lines.
  const [late, setLate] = useState(isOpening);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), patienceMs);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div role="status" aria-label={label} className={styles.skeleton}>
      {late ? Array.from({ length: rows }, (_, index) => <span key={index} />) : null}
    </div>
  );
}

/** What is wrong, why, what to do; beside what still works. */
export function Notice({
  tone,
  icon = 'alert',
  children,
  action,
}: {
  tone: 'late' | 'soon' | 'stale' | 'accent';
  icon?: IconName;
  children: ReactNode;
  action?: ReactNode;
}) {
  return (
    <div className={styles.notice} data-tone={tone} role={tone === 'late' ? 'alert' : undefined}>
      <Icon name={icon} />
      <div>{children}</div>
      {action}
    </div>
  );
}
