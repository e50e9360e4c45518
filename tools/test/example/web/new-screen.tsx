import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { ApiFailure } from '../../api/failure.ts';
import { Button, SelectField, TextField, useToast } from '../../design/index.ts';
import type { Cause } from '../../gen/floods.ts';
import { useDraft } from '../../outbox/draft.ts';
import { DraftNotes } from '../../outbox/draft-notes.tsx';
import { useSubmit } from '../../outbox/outbox-provider.tsx';
import { useTellKept } from '../../outbox/use-tell-kept.ts';
import { failureOf } from '../../shared/field-rules.ts';
import { newId } from '../../shared/new-id.ts';
import { useFieldWords } from '../../shared/refusal-words.ts';
import { Refused } from '../../shared/refused.tsx';
import { useSession } from '../../shared/session-context.tsx';
import { useIsHere } from '../../shared/use-is-here.ts';
import { filing } from './commands.ts';
import styles from './floods.module.css';
import { useT } from './words.ts';

const causes = ['CAUSE_RAIN', 'CAUSE_TIDE'] as const satisfies readonly Cause[];
const empty = (): { level: string; cause: Cause; lookAgain: string } => ({
  level: '',
  cause: 'CAUSE_RAIN',
  lookAgain: '',
});

/** A report is kept until the site has answered. */
export function NewScreen() {
  const t = useT();
  const unit = useSession().homeUnit.key;
  const submit = useSubmit();
  const toast = useToast();
  const tellKept = useTellKept();
  const isHere = useIsHere();
  const navigate = useNavigate();
  const fieldWords = useFieldWords();
  const draft = useDraft('floods', empty);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const { level, cause, lookAgain } = draft.value;
  const message = (reportId: string) => ({ reportId, unit, cause, levelCm: Number(level), lookAgain });

  const send = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    // Enter once more: the first press is on its way.
    if (busy) return;
    const wrong = failureOf('floods.FileReport', message(newId()));
    setFailure(wrong);
    if (wrong) return;
    setBusy(true);
    try {
      const outcome = await draft.send((onKept) =>
        submit(filing, { message, label: t('floods.new'), onKept }),
      );
      if (outcome.kind === 'done') toast({ words: t('floods.sent') });
      else tellKept(outcome.entry);
      if (isHere()) void navigate({ to: '/floods' });
    } catch (error) {
      setFailure(error);
      setBusy(false);
    }
  };
  const { fields, params } = failure instanceof ApiFailure ? failure : { fields: [], params: {} };
  const errorOf = (name: string, label: string): string | undefined => {
    const wrong = fields.find(({ field }) => field === name);
    return wrong && fieldWords(name, { rule: wrong.rule, params }, label);
  };
  return (
    <main className={styles.screen}>
      <h1>{t('floods.new')}</h1>
      <DraftNotes draft={draft} describe={(typed) => typed.level} />
      <form className={styles.screen} onSubmit={(event) => void send(event)} noValidate>
        <TextField
          label={t('floods.level')}
          inputMode="numeric"
          value={level}
          error={errorOf('level_cm', t('floods.level'))}
          onChange={(event) => draft.set({ ...draft.value, level: event.target.value })}
        />
        <SelectField
          label={t('floods.cause')}
          value={cause}
          onChange={(event) => draft.set({ ...draft.value, cause: event.target.value as Cause })}
        >
          {causes.map((one) => (
            <option key={one} value={one}>
              {t(`floods.${one}`)}
            </option>
          ))}
        </SelectField>
        <TextField
          label={t('floods.lookAgain')}
          type="date"
          value={lookAgain}
          error={errorOf('look_again', t('floods.lookAgain'))}
          onChange={(event) => draft.set({ ...draft.value, lookAgain: event.target.value })}
        />
        {failure && fields.length === 0 ? <Refused error={failure} /> : null}
        <Button type="submit" look="primary" busy={busy}>
          {t('floods.send')}
        </Button>
      </form>
    </main>
  );
}
