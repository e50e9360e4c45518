import { type ComponentType, useState } from 'react';
import { Button, useToast } from '../../../design/index.ts';
import { useT } from './words.ts';

const load = async () => (await import('./register-dialog.tsx')).RegisterDialog;

/** The register of a span of days, to be printed. */
export function RegisterButton() {
  const t = useT();
  const toast = useToast();
  const [Opened, setOpened] = useState<ComponentType<{ onClose: () => void }>>();
  const open = (): void =>
    void load().then(
      (Found) => setOpened(() => Found),
      () => toast({ tone: 'late', words: t('unreachable.title') }),
    );
  return (
    <>
      <Button look="quiet" small icon="print" onClick={open}>
        {t('list.register')}
      </Button>
      {Opened ? <Opened onClose={() => setOpened(undefined)} /> : null}
    </>
  );
}
