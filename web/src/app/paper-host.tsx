import { type ReactNode, useCallback, useEffect, useState } from 'react';
import { createPortal } from 'react-dom';
import { useToast } from '../design/index.ts';
import { useT } from '../i18n/language.tsx';
import { type Print, PrintContext } from '../shared/paper.ts';

/** Prints what a feature asks for: the sheet is there while the browser prints it, and no longer. */
export function PaperHost({ children }: { children: ReactNode }) {
  const t = useT();
  const toast = useToast();
  const [sheet, setSheet] = useState<ReactNode>();
  const start = useCallback<Print>(
    (paper, of) => {
      paper.load().then(
        (Sheet) => setSheet(<Sheet of={of} />),
        () => toast({ tone: 'late', words: t('unreachable.title') }),
      );
    },
    [t, toast],
  );
  useEffect(() => {
    if (!sheet) return;
    const end = (): void => setSheet(undefined);
    addEventListener('afterprint', end, { once: true });
    print();
    return () => removeEventListener('afterprint', end);
  }, [sheet]);
  return (
    <PrintContext value={start}>
      {children}
      {sheet ? createPortal(sheet, document.body) : null}
    </PrintContext>
  );
}
