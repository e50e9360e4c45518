import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { Button } from './button.tsx';
import { Icon } from './icon.tsx';
import styles from './toasts.module.css';

export interface Toast {
  words: ReactNode;
  tone?: 'good' | 'soon' | 'late';
  /** What takes it back, in the place of a question before. */
  action?: { label: string; run: () => void };
}

interface Shown extends Toast {
  id: number;
}

type Show = (toast: Toast) => void;
const ShowContext = createContext<Show | undefined>(undefined);
const ShownContext = createContext<{ toasts: readonly Shown[]; close: (id: number) => void }>({
  toasts: [],
  close: () => undefined,
});
const shownMs = 7_000;
/** What can be undone stays until a person has read it, looked at what was done, and changed their mind. */
const undoableMs = 30_000;
const icons = { good: 'check', soon: 'send', late: 'alert' } as const;

/** The last three, and each wrong outcome: that one stays until it is closed. */
const withinRoom = (toasts: readonly Shown[]): readonly Shown[] =>
  toasts.filter(({ tone }, at) => tone === 'late' || at >= toasts.length - 3);

/** Holds the short answers that `Toasts` shows. */
export function ToastProvider({ children }: { children: ReactNode }) {
  const [toasts, setToasts] = useState<readonly Shown[]>([]);
  const next = useRef(0);
  const close = useCallback((id: number) => setToasts((now) => now.filter((toast) => toast.id !== id)), []);
  const show = useCallback<Show>((toast) => {
    next.current += 1;
    const id = next.current;
    setToasts((now) => withinRoom([...now, { ...toast, id }]));
  }, []);
  const shown = useMemo(() => ({ toasts, close }), [toasts, close]);
  return (
    <ShowContext value={show}>
      <ShownContext value={shown}>{children}</ShownContext>
    </ShowContext>
  );
}

/**
 * Short answers, said aloud by screen readers. They have a row of their own below the screen: nothing that can be pressed lies under them.
 * A wrong outcome stays until it is closed; the others stay while they are in focus or under the pointer.
 * @param undoKey the key that does what the newest of them offers
 */
export function Toasts({ closeLabel, undoKey }: { closeLabel: string; undoKey: string }) {
  const { toasts, close } = useContext(ShownContext);
  const newest = toasts.findLast(({ action }) => action);
  return (
    <div className={styles.stack} role="status" aria-live="polite">
      {toasts.map((toast) => (
        <OneToast
          key={toast.id}
          toast={toast}
          closeLabel={closeLabel}
          undoKey={toast === newest ? undoKey : undefined}
          onClose={() => close(toast.id)}
        />
      ))}
    </div>
  );
}

function OneToast({
  toast: { words, tone = 'good', action },
  closeLabel,
  undoKey,
  onClose,
}: {
  toast: Shown;
  closeLabel: string;
  undoKey: string | undefined;
  onClose: () => void;
}) {
  const [isHeld, setHeld] = useState(false);
  const isUndoable = action !== undefined;
  const closing = useRef(onClose);
  useEffect(() => {
    closing.current = onClose;
  });
  useEffect(() => {
    if (isHeld || tone === 'late') return;
    const timer = setTimeout(() => closing.current(), isUndoable ? undoableMs : shownMs);
    return () => clearTimeout(timer);
  }, [isHeld, tone, isUndoable]);
  return (
    <div
      className={styles.toast}
      data-tone={tone}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <Icon name={icons[tone]} />
      <span>{words}</span>
      {action ? (
        <Button
          look="quiet"
          small
          {...(undoKey ? { shortcut: undoKey.toUpperCase() } : {})}
          onClick={() => {
            action.run();
            onClose();
          }}
        >
          {action.label}
        </Button>
      ) : null}
      <Button look="quiet" small icon="close" aria-label={closeLabel} onClick={onClose} />
    </div>
  );
}

export function useToast(): Show {
  const show = useContext(ShowContext);
  if (!show) throw new Error('useToast stands outside ToastProvider');
  return show;
}

/** What the newest toast offers, for the key that does it; undefined: there is nothing to take back. */
export function useToastAction(): (() => void) | undefined {
  const { toasts, close } = useContext(ShownContext);
  const newest = toasts.findLast(({ action }) => action);
  return (
    newest &&
    (() => {
      newest.action?.run();
      close(newest.id);
    })
  );
}
