import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useRef, useState } from 'react';
import type { Dossier } from '../../../api/onestop.ts';
import { Button, Dialog, Notice, Skeleton, TextArea, useToast } from '../../../design/index.ts';
import { useDraft } from '../../../outbox/draft.ts';
import { DraftNotes } from '../../../outbox/draft-notes.tsx';
import { useSubmit } from '../../../outbox/outbox-provider.tsx';
import { useTellKept } from '../../../outbox/use-tell-kept.ts';
import { mostCharacters } from '../../../shared/field-rules.ts';
import { useFailureWords, useFieldWords } from '../../../shared/refusal-words.ts';
import { useIsHere } from '../../../shared/use-is-here.ts';
import { commandOf } from '../commands.ts';
import { ApplicantFields } from '../intake/applicant-fields.tsx';
import {
  type ApplicantFieldName,
  brokenRule,
  brokenRules,
  fieldNames,
  ownerOf,
  refusedFields,
  requestPath,
  type WrongFields,
} from '../intake/new-dossier-fields.ts';
import styles from './action-dialog.module.css';
import {
  type ApplicantChanges,
  type ApplicantValues,
  applied,
  changedBy,
  clashes,
  kept,
  valuesOf,
  yielded,
} from './applicant-changes.ts';
import { useT } from './words.ts';

interface Typed {
  changes: ApplicantChanges;
  note: string;
}

interface Props {
  dossier: Dossier;
  onClose: () => void;
  /** Taken, or kept to be sent. */
  onDone: () => void;
}

/** A wrong letter of a name, a number misheard: put right without another code, and with a trace. */
export function CorrectApplicantDialog({ dossier, onClose, onDone }: Props) {
  const t = useT();
  const fieldWords = useFieldWords();
  const submit = useSubmit();
  const isHere = useIsHere();
  const toast = useToast();
  const tellKept = useTellKept();
  const queries = useQueryClient();
  const failureWords = useFailureWords();
  const draft = useDraft<Typed>(`ApplicantChanges/${dossier.id}`, () => ({ changes: {}, note: '' }));
  const { changes, note } = draft.value;
  const now = valuesOf(dossier);
  const values = applied(now, changes);
  const clashing = clashes(now, changes);
  const [broken, setBroken] = useState<WrongFields>({});
  const [failure, setFailure] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);

  const complain = (wrong: WrongFields): boolean => {
    setBroken(wrong);
    const first = fieldNames.find((name) => wrong[name]);
    if (first) form.current?.querySelector<HTMLElement>(`[name="${first}"]`)?.focus();
    return first !== undefined;
  };
  const settle = (settled: ApplicantChanges): void => {
    draft.set({ changes: settled, note });
    setBroken({});
    // The button that was pressed goes.
    form.current?.querySelector<HTMLElement>('[type=submit]')?.focus();
  };
  const send = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (busy) return;
    setFailure(undefined);
    if (clashing.length > 0) {
      form.current?.querySelector<HTMLElement>('[data-clash] button')?.focus();
      return;
    }
    if (complain(brokenRules(values))) return;
    setBusy(true);
    const { summary, ownerName, ownerIdentityNumber, ...applicant } = values;
    const owner = ownerOf({ ownerName, ownerIdentityNumber });
    try {
      const outcome = await draft.send((onKept) =>
        submit(commandOf('CorrectApplicant'), {
          onKept,
          message: (idempotencyKey) => ({
            dossierId: dossier.id,
            version: dossier.version,
            idempotencyKey,
            applicant,
            owner,
            clearOwner: owner === undefined,
            summary,
            note,
          }),
          about: dossier.id,
          label: `${t('action.CorrectApplicant')} · ${dossier.code}`,
        }),
      );
      if (outcome.kind === 'done') toast({ words: t('done.CorrectApplicant') });
      else tellKept(outcome.entry);
      if (isHere()) onDone();
    } catch (error) {
      // What was refused has changed nothing; the next try is about what the dossier is by then.
      void queries.invalidateQueries({ queryKey: ['dossier', dossier.unit, dossier.id] });
      const { wrong, isWhole } = refusedFields(error);
      complain(wrong);
      if (!isWhole) setFailure(error);
      setBusy(false);
    }
  };

  if (!draft.loaded)
    return (
      <Dialog title={t('action.CorrectApplicant')} closeLabel={t('close')} onClose={onClose}>
        <Skeleton label={t('loading')} rows={6} />
      </Dialog>
    );
  return (
    <Dialog title={t('action.CorrectApplicant')} closeLabel={t('close')} onClose={onClose}>
      <form ref={form} className={styles.form} noValidate onSubmit={(event) => void send(event)}>
        <p className={styles.who}>
          <strong>{dossier.applicant?.name}</strong>
          <span>{dossier.code}</span>
        </p>
        <p className={styles.meaning}>{t('meaning.CorrectApplicant')}</p>
        <DraftNotes draft={draft} describe={({ changes: { name } }) => name?.to ?? now.name} />
        <Clash
          now={now}
          fields={clashing}
          onKeep={() => settle(kept(now, changes))}
          onYield={() => settle(yielded(now, changes))}
        />
        <ApplicantFields
          values={values}
          errorOf={(name) => {
            const wrong = broken[name];
            return wrong && fieldWords(requestPath[name], wrong);
          }}
          onChange={(change) => {
            draft.set({ changes: changedBy(now, changes, change), note });
            setBroken((now) => Object.fromEntries(Object.entries(now).filter(([name]) => !(name in change))));
            setFailure(undefined);
          }}
          onLeave={(name) => {
            const wrong = brokenRule(name, values[name]);
            if (wrong) setBroken((now) => ({ ...now, [name]: wrong }));
          }}
        />
        <TextArea
          name="note"
          label={t('note')}
          optional={t('optional')}
          rows={2}
          value={note}
          maxLength={mostCharacters('onestop.CorrectApplicant', 'note')}
          onChange={(event) => draft.set({ changes, note: event.target.value })}
        />
        {failure ? <Notice tone="late">{failureWords(failure)}</Notice> : null}
        <div className={styles.buttons}>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button type="submit" look="primary" shortcut="Ctrl ↵" busy={busy}>
            {t('confirm.CorrectApplicant')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** What somebody else has corrected meanwhile, in the same fields. */
function Clash({
  now,
  fields,
  onKeep,
  onYield,
}: {
  now: ApplicantValues;
  fields: readonly ApplicantFieldName[];
  onKeep: () => void;
  onYield: () => void;
}) {
  const t = useT();
  if (fields.length === 0) return null;
  return (
    <Notice
      tone="late"
      action={
        <span data-clash>
          <Button small onClick={onYield}>
            {t('correct.takeTheirs')}
          </Button>{' '}
          <Button small look="quiet" onClick={onKeep}>
            {t('correct.keepTyped')}
          </Button>
        </span>
      }
    >
      {t('correct.changed')}{' '}
      {fields
        .map((name) => t('correct.changedTo', { field: t(`form.${name}`), value: now[name] }))
        .join('; ')}
      .
    </Notice>
  );
}
