import { type ComponentType, type ReactNode, useEffect, useState } from 'react';
import { Button, useToast } from '../../../design/index.ts';
import { useShortcuts } from '../../../shared/shortcuts.ts';
import styles from './selection-bar.module.css';
import type { Selection } from './use-selection.ts';
import { useT } from './words.ts';

export const loadHandOver = async () => (await import('./hand-over-dialog.tsx')).HandOverDialog;
type HandOver = Awaited<ReturnType<typeof loadHandOver>>;

interface Props {
  selection: Selection;
  /** What to show of those that went to a desk. */
  onHanded: (shown: ReactNode) => void;
}

/** What can be done with all that are chosen. */
export function SelectionBar({ selection: { chosen, clear }, onHanded }: Props) {
  const t = useT();
  const toast = useToast();
  const [Opened, setOpened] = useState<ComponentType<Parameters<HandOver>[0]>>();
  const open = (): void =>
    void loadHandOver().then(
      (Found) => setOpened(() => Found),
      () => toast({ tone: 'late', words: t('unreachable.title') }),
    );
  useShortcuts({ a: open, Escape: clear });
  // It is there before it is asked for.
  useEffect(() => void loadHandOver().catch(() => undefined), []);
  return (
    <div className={styles.bar}>
      <p role="status">{t('many.chosen', { n: chosen.length })}</p>
      <Button look="primary" shortcut="A" onClick={open}>
        {t('action.HandOverDossier')}
      </Button>
      <Button look="quiet" shortcut="Esc" onClick={clear}>
        {t('many.clear')}
      </Button>
      {Opened ? (
        <Opened
          chosen={chosen}
          onHanded={onHanded}
          onClose={() => setOpened(undefined)}
          onDone={() => {
            setOpened(undefined);
            clear();
          }}
        />
      ) : null}
    </div>
  );
}
