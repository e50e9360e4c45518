import { type ReactNode, useEffect, useId, useRef } from 'react';
import { Button } from './button.tsx';
import styles from './dialog.module.css';

interface Props {
  title: string;
  closeLabel: string;
  onClose: () => void;
  children: ReactNode;
  /** At the side of what it explains, as tall as the screen. */
  side?: boolean;
}

/**
 * A modal window on the native element: focus is held inside and begins at what carries `data-autofocus`, Esc closes, focus goes
 * back where it was.
 */
export function Dialog({ title, closeLabel, onClose, children, side = false }: Props) {
  const id = useId();
  const element = useRef<HTMLDialogElement>(null);

  useEffect(() => {
    const dialog = element.current;
    if (!dialog) return;
    const before = document.activeElement;
    dialog.showModal();
    dialog.querySelector<HTMLElement>('[data-autofocus]')?.focus();
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
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onPointerDown={(event) => {
        if (event.target === event.currentTarget) onClose();
      }}
    >
      <div className={styles.inside}>
        <header className={styles.head}>
          <h2 id={id}>{title}</h2>
          <Button look="quiet" icon="close" small onClick={onClose} aria-label={closeLabel} />
        </header>
        <div className={styles.body}>{children}</div>
      </div>
    </dialog>
  );
}
