import { useToast } from '../design/index.ts';
import type { Unsent } from './entry.ts';
import { useT } from './words.ts';

/** Says where a command is kept that could not be sent: a device that is full keeps it in its window only. */
export function useTellKept(): (entry: Unsent) => void {
  const t = useT();
  const toast = useToast();
  return ({ unkept }) =>
    unkept
      ? toast({ words: t('kept.inWindow'), tone: 'late' })
      : toast({ words: t('kept.onDevice'), tone: 'soon' });
}
