import { type FormEvent, useRef, useState } from 'react';
import { businessTimeAt } from '../../../api/session.ts';
import { Button, Choice, Dialog, TextArea } from '../../../design/index.ts';
import { mostCharacters } from '../../../shared/field-rules.ts';
import { usePrint } from '../../../shared/paper.ts';
import { useSession } from '../../../shared/session-context.tsx';
import { refusal, supplementRequest } from '../papers.ts';
import type { Slip } from '../papers/slip.ts';
import { usePaperT } from '../papers/words.ts';
import styles from '../record/action-dialog.module.css';
import { useT } from './words.ts';
import { type NewDossierFields, ownerOf } from './new-dossier-fields.ts';

export interface NotReceivedProps {
  procedureName: string;
  fields: NewDossierFields;
  /** The citizen goes home with the slip: the form is the next one's. */
  onGone: () => void;
}

const papers = { supplement: supplementRequest, refusal };

/** Form 02 or 03 before anything is registered (NĐ 118/2025 Art. 17.2): of what is typed, printed and kept nowhere. */
export function NotReceivedDialog({
  procedureName,
  fields,
  onGone,
  onClose,
}: NotReceivedProps & { onClose: () => void }) {
  const t = useT();
  const paperT = usePaperT();
  const print = usePrint();
  const session = useSession();
  const missing = fields.components.filter(({ ifAny, isHere }) => !ifAny && !isHere).map(({ name }) => name);
  const isPrinted = useRef(false);
  const isCounted = fields.components.some(({ isHere }) => isHere);
  const [which, setWhich] = useState<keyof typeof papers>('supplement');
  // Read by the citizen: in Vietnamese, whatever the screen speaks.
  const [told, setTold] = useState(isCounted && missing.length > 0 ? `Thiếu: ${missing.join('; ')}` : '');

  const send = (event: FormEvent): void => {
    event.preventDefault();
    const owner = ownerOf(fields);
    const slip: Slip = {
      unitName: session.homeUnit.name,
      owner,
      code: '',
      at: businessTimeAt(session, Date.now()) ?? session.businessNow,
      by: session.name,
      name: fields.name,
      address: fields.address,
      phone: fields.phone,
      requested: [procedureName, fields.summary].filter(Boolean).join('. '),
      told,
    };
    print(papers[which], slip);
    isPrinted.current = true;
  };
  const close = (): void => {
    onClose();
    if (isPrinted.current) onGone();
  };
  return (
    <Dialog title={paperT('notReceived.title')} closeLabel={t('close')} onClose={close}>
      <form className={styles.form} onSubmit={send} noValidate>
        <p className={styles.meaning}>{paperT('notReceived.meaning')}</p>
        <Choice
          legend={paperT('notReceived.which')}
          value={which}
          onChange={setWhich}
          options={(['supplement', 'refusal'] as const).map((value) => ({
            value,
            label: paperT(`notReceived.${value}`),
          }))}
        />
        <TextArea
          name="told"
          label={paperT('notReceived.told')}
          value={told}
          maxLength={mostCharacters('onestop.RequestSupplement', 'reason')}
          data-autofocus=""
          onChange={(event) => setTold(event.target.value)}
        />
        <div className={styles.buttons}>
          <Button onClick={close}>{t('close')}</Button>
          <Button type="submit" look="primary" icon="print" shortcut="Ctrl ↵">
            {paperT(which === 'refusal' ? 'paper.refusal' : 'paper.supplement')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
