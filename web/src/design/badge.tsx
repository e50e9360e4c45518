import type { ReactNode } from 'react';
import styles from './badge.module.css';
import { classNames } from './class-names.ts';
import { Icon, type IconName } from './icon.tsx';

export type Tone = 'neutral' | 'good' | 'soon' | 'late' | 'stale' | 'accent';

interface Props {
  tone: Tone;
  /** The shape: colour is never alone. */
  icon: IconName;
  children: ReactNode;
  /** Without a ground, for dense lists. */
  plain?: boolean;
  /** Over several lines where it must not be cut off. */
  wrap?: boolean;
  title?: string | undefined;
}

/** A state by shape, word and colour. */
export function Badge({ tone, icon, children, plain = false, wrap = false, title }: Props) {
  return (
    <span className={classNames(styles.badge, styles[tone], plain && styles.plain)} title={title}>
      <Icon name={icon} size={14} />
      <span className={wrap ? styles.wrapped : styles.words}>{children}</span>
    </span>
  );
}
