import { useMutation } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { mostCharacters } from '../field-rules.ts';
import { DraftNotes } from '../../outbox/draft-notes.tsx';
import { useDraft } from '../../outbox/draft.ts';
import { useFailureWords, useFieldWords } from '../refusal-words.ts';
import { useIsHere } from '../use-is-here.ts';
import { Refused } from '../refused.tsx';
import { Button, Dialog, TextArea, useToast } from '../../design/index.ts';
import { useT } from './words.ts';
import styles from './operating.module.css';

interface Props {
  /** Names what is decided upon: what was typed for it stands there again. */
  about: string;
  title: string;
  /** On the button that decides; absent: the title. */
  confirm?: string;
  /** It cannot be taken back. */
  isFinal: boolean;
  /** What is decided upon is not known yet, or nothing is chosen. */
  blocked?: boolean;
  decide: (reason: string) => Promise<unknown>;
  /** Also after a failure: a part may be done. */
  onSettled: () => void;
  /** Said when it is done. */
  done: string;
  onClose: () => void;
  /** What happened, and what the choice does. */
  children: ReactNode;
  /** At the side, as tall as the screen, for what is longer than a sentence; it is read before the reason is written. */
  side?: boolean;
}

/** One decision of a person: what it does, why, and the button. */
export function DecisionDialog(props: Props) {
  const {
    about,
    title,
    confirm = title,
    isFinal,
    blocked = false,
    decide,
    onSettled,
    done,
    onClose,
    children,
  } = props;
  const t = useT();
  const toast = useToast();
  const fieldWords = useFieldWords();
  const failureWords = useFailureWords();
  const isHere = useIsHere();
  const draft = useDraft(`decision/${about}`, () => '');
  const { value: reason, set: setReason } = draft;
  const [missing, setMissing] = useState(false);
  const decision = useMutation({
    mutationFn: () => draft.send(() => decide(reason)),
    onSettled,
    onSuccess: () => {
      toast({ words: done });
      if (isHere()) onClose();
    },
    onError: (error) => {
      if (!isHere()) toast({ words: `${title}: ${failureWords(error)}`, tone: 'late' });
    },
  });
  const send = (event: FormEvent): void => {
    event.preventDefault();
    if (blocked || decision.isPending || !draft.loaded) return;
    if (reason.trim() !== '') {
      decision.mutate();
      return;
    }
    setMissing(true);
    (event.currentTarget as HTMLFormElement).querySelector('textarea')?.focus();
  };
  return (
    <Dialog title={title} closeLabel={t('close')} onClose={onClose} side={props.side ?? false}>
      <form className={styles.form} onSubmit={send} noValidate>
        {children}
        <DraftNotes draft={draft} describe={(typed) => typed} />
        <TextArea
          label={t('incidents.reason')}
          value={reason}
          // What was typed before comes first.
          readOnly={!draft.loaded}
          maxLength={mostCharacters('exchange.ResolveIncident', 'reason')}
          data-autofocus={props.side ? undefined : true}
          error={
            missing && reason.trim() === ''
              ? fieldWords('decision.reason', { rule: 'REQUIRED', params: {} })
              : undefined
          }
          onChange={(event) => setReason(event.target.value)}
        />
        {decision.error ? <Refused error={decision.error} /> : null}
        <footer>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button
            type="submit"
            look={isFinal ? 'danger' : 'primary'}
            busy={decision.isPending}
            disabled={blocked}
          >
            {confirm}
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}
