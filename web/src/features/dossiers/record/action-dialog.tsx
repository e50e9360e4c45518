import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useRef, useState } from 'react';
import { ApiFailure } from '../../../api/failure.ts';
import type { Channel, Dossier } from '../../../api/onestop.ts';
import { failureOf, mostCharacters, rulesAt } from '../../../shared/field-rules.ts';
import { useFieldWords } from '../../../shared/refusal-words.ts';
import { Refused } from '../../../shared/refused.tsx';
import { Button, Dialog, TextArea, useToast } from '../../../design/index.ts';
import { useT } from './words.ts';
import { newId } from '../../../shared/new-id.ts';
import { DraftNotes } from '../../../outbox/draft-notes.tsx';
import { useDraft } from '../../../outbox/draft.ts';
import { useSubmit } from '../../../outbox/outbox-provider.tsx';
import styles from './action-dialog.module.css';
import { isDestructive, type Step } from '../actions.ts';
import { commandOf } from '../commands.ts';
import { type Desk, nextDesk } from '../desks.ts';
import { DeskField, SubjectFields } from './step-fields.tsx';

/** Reason and note are typed at one place. */
const inputOf = (field: string): string => (field === 'note' ? 'reason' : field);

/** Commands whose text is for the citizen or for the record, and must be there. */
const needsReason = (action: Step): boolean => rulesAt(`onestop.${action}`, 'reason')?.required === true;

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
  const submit = useSubmit();
  const toast = useToast();
  const queries = useQueryClient();
  const draft = useDraft(`${action}/${dossier.id}`, () => '');
  const { value: text, set: setText } = draft;
  const [desk, setDesk] = useState<Desk>(() => nextDesk(dossier));
  const [procedure, setProcedure] = useState(dossier.procedureCode);
  const [channel, setChannel] = useState<Channel>(dossier.channel);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const form = useRef<HTMLFormElement>(null);

  /** What this step asks for besides its reason or note. */
  const asked = (): object => {
    if (action === 'HandOverDossier') return { to: desk };
    return action === 'CorrectDossier' ? { procedureCode: procedure, channel } : {};
  };
  const reason = needsReason(action);
  const message = (idempotencyKey: string): object => ({
    dossierId: dossier.id,
    version: dossier.version,
    idempotencyKey,
    ...asked(),
    [reason ? 'reason' : 'note']: text,
  });

  /** For the service an empty procedure means the one that was registered; for the clerk it is one that was wiped out. */
  const unchosen = (): ApiFailure | undefined =>
    procedure === ''
      ? new ApiFailure('refused', 'INVALID_FIELD', '', {
          fields: [{ field: 'procedure_code', rule: 'REQUIRED', description: '' }],
        })
      : undefined;

  const send = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (busy) return;
    setFailure(undefined);
    const wrong = unchosen() ?? failureOf(`onestop.${action}`, message(newId()));
    if (wrong) {
      setFailure(wrong);
      form.current?.querySelector<HTMLElement>(`[name="${inputOf(wrong.fields[0]?.field ?? '')}"]`)?.focus();
      return;
    }
    setBusy(true);
    try {
      const label = `${t(`action.${action}`)} · ${dossier.code}`;
      const outcome = await draft.send(submit(commandOf(action), { message, about: dossier.id, label }));
      toast(
        outcome.kind === 'done' ? { words: t(`done.${action}`) } : { words: t('outbox.kept'), tone: 'soon' },
      );
      onDone();
    } catch (error) {
      // What was refused has changed nothing; the next try is about what the dossier is by then.
      void queries.invalidateQueries({ queryKey: ['dossier', dossier.unit, dossier.id] });
      setFailure(error);
      setBusy(false);
    }
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
      <form ref={form} className={styles.form} onSubmit={(event) => void send(event)} noValidate>
        <p className={styles.who}>
          <strong>{dossier.applicant?.name}</strong>
          <span>{dossier.code}</span>
        </p>
        <p className={styles.meaning}>{t(`meaning.${action}`)}</p>
        <DraftNotes draft={draft} describe={(typed) => typed} />
        {action === 'HandOverDossier' ? (
          <DeskField desk={desk} holder={dossier.holder} onChange={setDesk} />
        ) : null}
        {action === 'CorrectDossier' ? (
          <SubjectFields
            procedure={procedure}
            channel={channel}
            error={procedureWrong}
            onProcedure={(code) => {
              setProcedure(code);
              setFailure(undefined);
            }}
            onChannel={setChannel}
          />
        ) : null}
        <TextArea
          name="reason"
          label={reason ? t(`reason.${action}`) : t('note')}
          optional={reason ? undefined : t('optional')}
          value={text}
          maxLength={mostCharacters(`onestop.${action}`, reason ? 'reason' : 'note')}
          data-autofocus={reason && action !== 'CorrectDossier' ? '' : undefined}
          error={textWrong}
          onChange={(event) => {
            setText(event.target.value);
            setFailure(undefined);
          }}
        />
        {failure && !textWrong && !procedureWrong ? <Refused error={failure} /> : null}
        <div className={styles.buttons}>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button
            type="submit"
            look={isDestructive(action) ? 'danger' : 'primary'}
            shortcut="Ctrl ↵"
            busy={busy}
            data-autofocus={!reason && action !== 'HandOverDossier' ? '' : undefined}
          >
            {t(`confirm.${action}`)}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
