import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type { Dossier } from '../../../api/onestop.ts';
import { Button, Dialog, Notice, TextArea, useToast } from '../../../design/index.ts';
import { useSubmit } from '../../../outbox/outbox-provider.tsx';
import { useTellKept } from '../../../outbox/use-tell-kept.ts';
import { mostCharacters } from '../../../shared/field-rules.ts';
import { useFailureWords } from '../../../shared/refusal-words.ts';
import { useIsHere } from '../../../shared/use-is-here.ts';
import { commandOf } from '../commands.ts';
import { ComponentsCheck } from '../intake/components-check.tsx';
import { askedFor, handedIn, handedInBefore, type NewDossierFields } from '../intake/new-dossier-fields.ts';
import { procedures } from '../queries.ts';
import styles from './action-dialog.module.css';
import { useT } from './words.ts';

interface Props {
  dossier: Dossier;
  onClose: () => void;
  /** Taken, or kept to be sent. */
  onDone: () => void;
}

/** A paper that was not ticked, copies or sets counted wrongly: put right with a trace. */
export function CorrectHandedInDialog({ dossier, onClose, onDone }: Props) {
  const t = useT();
  const submit = useSubmit();
  const isHere = useIsHere();
  const toast = useToast();
  const tellKept = useTellKept();
  const queries = useQueryClient();
  const failureWords = useFailureWords();
  const offered = useQuery(procedures(dossier.unit));
  const asked = askedFor(offered.data?.find(({ code }) => code === dossier.procedureCode));
  const [changed, setChanged] = useState<Partial<Pick<NewDossierFields, 'components' | 'sets'>>>({});
  const [note, setNote] = useState('');
  const [failure, setFailure] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const values = { ...handedInBefore(dossier, asked), ...changed };

  const send = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (busy) return;
    setFailure(undefined);
    setBusy(true);
    try {
      const outcome = await submit(commandOf('CorrectHandedIn'), {
        message: (idempotencyKey) => ({
          dossierId: dossier.id,
          version: dossier.version,
          idempotencyKey,
          ...handedIn(values),
          note,
        }),
        about: dossier.id,
        label: `${t('action.CorrectHandedIn')} · ${dossier.code}`,
      });
      if (outcome.kind === 'done') toast({ words: t('done.CorrectHandedIn') });
      else tellKept(outcome.entry);
      if (isHere()) onDone();
    } catch (error) {
      void queries.invalidateQueries({ queryKey: ['dossier', dossier.unit, dossier.id] });
      setFailure(error);
      setBusy(false);
    }
  };

  return (
    <Dialog title={t('action.CorrectHandedIn')} closeLabel={t('close')} onClose={onClose}>
      <form className={styles.form} noValidate onSubmit={(event) => void send(event)}>
        <p className={styles.who}>
          <strong>{dossier.applicant?.name}</strong>
          <span>{dossier.code}</span>
        </p>
        <p className={styles.meaning}>{t('meaning.CorrectHandedIn')}</p>
        <ComponentsCheck
          components={values.components}
          sets={values.sets}
          onChange={(change) => {
            setChanged((before) => ({ ...before, ...change }));
            setFailure(undefined);
          }}
        />
        <TextArea
          name="note"
          label={t('note')}
          optional={t('optional')}
          rows={2}
          value={note}
          maxLength={mostCharacters('onestop.CorrectHandedIn', 'note')}
          onChange={(event) => setNote(event.target.value)}
        />
        {failure ? <Notice tone="late">{failureWords(failure)}</Notice> : null}
        <div className={styles.buttons}>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button type="submit" look="primary" shortcut="Ctrl ↵" busy={busy}>
            {t('confirm.CorrectHandedIn')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
