import type { ComponentProps, ReactNode } from 'react';
import styles from './button.module.css';
import { classNames } from './class-names.ts';
import { Icon, type IconName } from './icon.tsx';

export interface ButtonProps extends Omit<ComponentProps<'button'>, 'className'> {
  /** One primary action a screen. `danger` only where a slip hurts. */
  look?: 'primary' | 'secondary' | 'quiet' | 'danger';
  icon?: IconName;
  /** The key that does the same, shown beside the word. */
  shortcut?: string;
  /** The action is on its way: the button stays where it is and can't be pressed again. */
  busy?: boolean;
  small?: boolean;
  children?: ReactNode;
}

export function Button({
  look = 'secondary',
  icon,
  shortcut,
  busy = false,
  small = false,
  children,
  disabled,
  type = 'button',
  ...rest
}: ButtonProps) {
  return (
    <button
      {...rest}
      type={type}
      disabled={disabled}
      aria-disabled={busy || undefined}
      aria-busy={busy || undefined}
      onClick={busy ? (event) => event.preventDefault() : rest.onClick}
      className={classNames(styles.button, styles[look], small && styles.small, !children && styles.square)}
    >
      {busy ? <span className={styles.spinner} aria-hidden="true" /> : icon ? <Icon name={icon} /> : null}
      {children ? <span>{children}</span> : null}
      {shortcut ? (
        <kbd className={styles.key} aria-hidden="true">
          {shortcut}
        </kbd>
      ) : null}
    </button>
  );
}
