import { type ComponentType, type ReactNode, useState } from 'react';
import { useToast } from '../../../design/index.ts';
import { useT } from './words.ts';
import type { NotReceivedProps } from './not-received-dialog.tsx';

const load = async () => (await import('./not-received-dialog.tsx')).NotReceivedDialog;

/**
 * The way out where nothing can be registered: the citizen goes home with a slip.
 * @returns its window, which stands outside the form: its keys are its own
 */
export function useNotReceived(given: NotReceivedProps): { open: () => void; shown: ReactNode } {
  const t = useT();
  const toast = useToast();
  const [Opened, setOpened] = useState<ComponentType<NotReceivedProps & { onClose: () => void }>>();
  return {
    open: () =>
      void load().then(
        (Found) => setOpened(() => Found),
        () => toast({ tone: 'late', words: t('unreachable.title') }),
      ),
    shown: Opened ? <Opened {...given} onClose={() => setOpened(undefined)} /> : null,
  };
}
