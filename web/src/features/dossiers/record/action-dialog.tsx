import { type FormEvent, useEffect, useRef } from 'react';
import { ApiFailure } from '../../../api/failure.ts';
import type { Dossier } from '../../../api/onestop.ts';
import { Button, Dialog, TextArea } from '../../../design/index.ts';
import { DraftNotes } from '../../../outbox/draft-notes.tsx';
import { mostCharacters } from '../../../shared/field-rules.ts';
import { useFieldWords } from '../../../shared/refusal-words.ts';
import { Refused } from '../../../shared/refused.tsx';
import { isDestructive, type Step } from '../actions.ts';
import styles from './action-dialog.module.css';
import { DeskField, SubjectFields } from './step-fields.tsx';
import { needsReason, useStep } from './use-step.ts';
import { useT } from './words.ts';

/** Reason and note are typed at one place. */
const inputOf = (field: string): string => (field === 'note' ? 'reason' : field);

interface Props {
  dossier: Dossier;
  action: Step;
  onClose: () => void;
  /** Taken, or kept to be sent. */
  onDone: () => void;
}

/** One step of a dossier, with what it needs. What is typed stays until it is sent, however the window is closed. */
export function ActionDialog({ dossier, action, onClose, onDone }: Props) {
  const t = useT();
  const fieldWords = useFieldWords();
  const { draft, chosen, choose, busy, failure, forgive, findWrong, send } = useStep(dossier, action, onDone);
  const form = useRef<HTMLFormElement>(null);
  const reason = needsReason(action);

  const isPressed = useRef(false);
  const { loaded, isUnread, isEmpty } = draft;
  useEffect(() => {
    // Pressed before it was known that nothing was typed earlier; what was is looked at first.
    if (loaded && !isUnread && isEmpty && isPressed.current) form.current?.requestSubmit();
    if (loaded) isPressed.current = false;
  }, [loaded, isUnread, isEmpty]);

  const onSubmit = (event: FormEvent): void => {
    event.preventDefault();
    if (busy) return;
    if (!draft.loaded) {
      // Pressed for what is on its way already, it would be given twice.
      isPressed.current = !draft.isBeingSent;
      return;
    }
    const wrong = findWrong();
    if (wrong === undefined) void send();
    else form.current?.querySelector<HTMLElement>(`[name="${inputOf(wrong)}"]`)?.focus();
  };

  const { fields, params } = failure instanceof ApiFailure ? failure : { fields: [], params: {} };
  const wordsOf = (...names: string[]): string | undefined => {
    const wrong = fields.find(({ field }) => names.includes(field));
    return wrong && fieldWords(wrong.field, { rule: wrong.rule, params });
  };
  const textWrong = wordsOf('reason', 'note');
  const procedureWrong = wordsOf('procedure_code');
  return (
    <Dialog title={t(`action.${action}`)} closeLabel={t('close')} onClose={onClose}>
      <form ref={form} className={styles.form} onSubmit={onSubmit} noValidate>
        <p className={styles.who}>
          <strong>{dossier.applicant?.name}</strong>
          <span>{dossier.code}</span>
        </p>
        <p className={styles.meaning}>{t(`meaning.${action}`)}</p>
        <DraftNotes draft={draft} describe={(typed) => typed} />
        {action === 'HandOverDossier' ? (
          <DeskField desk={chosen.desk} holder={dossier.holder} onChange={(desk) => choose({ desk })} />
        ) : null}
        {action === 'CorrectDossier' ? (
          <SubjectFields
            procedure={chosen.procedure}
            channel={chosen.channel}
            error={procedureWrong}
            onProcedure={(procedure) => {
              choose({ procedure });
              forgive();
            }}
            onChannel={(channel) => choose({ channel })}
          />
        ) : null}
        <TextArea
          name="reason"
          label={reason ? t(`reason.${action}`) : t('note')}
          optional={reason ? undefined : t('optional')}
          value={draft.value}
          // What was typed before comes first.
          readOnly={!draft.loaded}
          maxLength={mostCharacters(`onestop.${action}`, reason ? 'reason' : 'note')}
          data-autofocus={reason && action !== 'CorrectDossier' ? '' : undefined}
          error={textWrong}
          onChange={(event) => {
            draft.set(event.target.value);
            forgive();
          }}
        />
        {failure && !textWrong && !procedureWrong ? <Refused error={failure} /> : null}
        <Buttons action={action} busy={busy || draft.isBeingSent} onClose={onClose} />
      </form>
    </Dialog>
  );
}

function Buttons({ action, busy, onClose }: Pick<Props, 'action' | 'onClose'> & { busy: boolean }) {
  const t = useT();
  return (
    <div className={styles.buttons}>
      <Button onClick={onClose}>{t('cancel')}</Button>
      <Button
        type="submit"
        look={isDestructive(action) ? 'danger' : 'primary'}
        shortcut="Ctrl ↵"
        busy={busy}
        data-autofocus={!needsReason(action) && action !== 'HandOverDossier' ? '' : undefined}
      >
        {t(`confirm.${action}`)}
      </Button>
    </div>
  );
}
