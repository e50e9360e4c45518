import { type ReactNode, useEffect, useId, useRef } from 'react';
import { isComposing } from '../shared/composing.ts';
import { Button } from './button.tsx';
import styles from './dialog.module.css';

interface Props {
  title: string;
  closeLabel: string;
  onClose: () => void;
  children: ReactNode;
  /** At the side of what it explains, as tall as the screen. */
  side?: boolean;
  /** On paper it stands alone, without the screen that it lies over. */
  printable?: boolean;
  /** Its head stays where it is while what it holds grows and shrinks. */
  steady?: boolean;
  /** Esc and Backspace go back inside the window; absent: Esc closes it. */
  onBack?: () => void;
}

/** A slip beside the window does not close one in which something is written. */
const holdsText = (dialog: HTMLElement): boolean =>
  [...dialog.querySelectorAll('textarea')].some(({ value }) => value.trim() !== '');

/**
 * A modal window on the native element: focus is held inside and begins at what carries `data-autofocus`, otherwise at the heading, so
 * that Enter does not close what has just opened. Esc closes, focus goes back where it was. Ctrl+Enter sends its form, wherever the focus is.
 */
export function Dialog({
  title,
  closeLabel,
  onClose,
  children,
  side = false,
  printable = false,
  steady = false,
  onBack,
}: Props) {
  const id = useId();
  const element = useRef<HTMLDialogElement>(null);

  useEffect(() => {
    const dialog = element.current;
    if (!dialog) return;
    const before = document.activeElement;
    dialog.showModal();
    (dialog.querySelector<HTMLElement>('[data-autofocus]') ?? dialog.querySelector('h2'))?.focus();
    return () => {
      dialog.close();
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);

  return (
    <dialog
      ref={element}
      aria-labelledby={id}
      className={side ? styles.side : styles.dialog}
      data-steady={steady || undefined}
      data-printable={printable || undefined}
      onKeyDown={(event) => {
        // What something inside has answered is answered.
        if (event.defaultPrevented || isComposing(event)) return;
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
          event.preventDefault();
          event.currentTarget.querySelector('form')?.requestSubmit();
          return;
        }
        if (!onBack || (event.key !== 'Escape' && event.key !== 'Backspace')) return;
        if (event.key === 'Backspace' && event.target instanceof HTMLInputElement) return;
        // Held back here: of two presses of Esc a browser lets only the first be refused as `cancel`.
        event.preventDefault();
        onBack();
      }}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onPointerDown={(event) => {
        if (event.target === event.currentTarget && !holdsText(event.currentTarget)) onClose();
      }}
    >
      <div className={styles.inside}>
        {/* No <header>: outside the page's sections that would be a second banner. */}
        <div className={styles.head}>
          <h2 id={id} tabIndex={-1}>
            {title}
          </h2>
          <Button look="quiet" icon="close" small onClick={onClose} aria-label={closeLabel} />
        </div>
        <div className={styles.body}>{children}</div>
      </div>
    </dialog>
  );
}
