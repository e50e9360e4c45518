import { createContext, type ReactNode, useCallback, useContext, useMemo, useRef, useState } from 'react';
import { Button } from './button.tsx';
import { Icon } from './icon.tsx';
import styles from './toasts.module.css';

export interface Toast {
  words: string;
  tone?: 'good' | 'soon' | 'late';
  /** What takes it back, in the place of a question before. */
  action?: { label: string; run: () => void };
}

type Show = (toast: Toast) => void;
const ToastContext = createContext<Show | undefined>(undefined);
const shownMs = 7_000;
const icons = { good: 'check', soon: 'send', late: 'alert' } as const;

/** Short answers at the foot of the screen; said aloud by screen readers. A wrong outcome stays until it is closed. */
export function ToastProvider({ children, closeLabel }: { children: ReactNode; closeLabel: string }) {
  const [toasts, setToasts] = useState<(Toast & { id: number })[]>([]);
  const next = useRef(0);
  const close = useCallback((id: number) => setToasts((now) => now.filter((toast) => toast.id !== id)), []);
  const show = useCallback<Show>(
    (toast) => {
      next.current += 1;
      const id = next.current;
      setToasts((now) => [...now.slice(-2), { ...toast, id }]);
      if (toast.tone !== 'late') setTimeout(() => close(id), shownMs);
    },
    [close],
  );
  const value = useMemo(() => show, [show]);
  return (
    <ToastContext value={value}>
      {children}
      <div className={styles.stack} role="status" aria-live="polite">
        {toasts.map((toast) => (
          <div key={toast.id} className={styles.toast} data-tone={toast.tone ?? 'good'}>
            <Icon name={icons[toast.tone ?? 'good']} />
            <span>{toast.words}</span>
            {toast.action ? (
              <Button
                look="quiet"
                small
                onClick={() => {
                  toast.action?.run();
                  close(toast.id);
                }}
              >
                {toast.action.label}
              </Button>
            ) : null}
            <Button look="quiet" small icon="close" aria-label={closeLabel} onClick={() => close(toast.id)} />
          </div>
        ))}
      </div>
    </ToastContext>
  );
}

export function useToast(): Show {
  const show = useContext(ToastContext);
  if (!show) throw new Error('useToast stands outside ToastProvider');
  return show;
}
