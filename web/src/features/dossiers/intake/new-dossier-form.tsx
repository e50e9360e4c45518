import { useQuery } from '@tanstack/react-query';
import { type FormEvent, type KeyboardEvent, type ReactNode, useEffect, useRef } from 'react';
import { flushSync } from 'react-dom';
import type { Channel, Procedure } from '../../../api/onestop.ts';
import { Button, Choice, useToast } from '../../../design/index.ts';
import { isComposing } from '../../../shared/composing.ts';
import { Refused } from '../../../shared/refused.tsx';
import { useSession } from '../../../shared/session-context.tsx';
import { procedures } from '../queries.ts';
import { ApplicantFields } from './applicant-fields.tsx';
import { type ClockDoubt, ClockWarning } from './clock-doubt.tsx';
import { ComponentsCheck } from './components-check.tsx';
import { onEnter } from './form-keys.ts';
import { type NewDossierFields, noFields } from './new-dossier-fields.ts';
import styles from './new-dossier-form.module.css';
import { NewDossierGuide } from './new-dossier-guide.tsx';
import { useNotReceived } from './not-received.tsx';
import { ProcedureChoice, recentAt } from './procedure-choice.tsx';
import { recentProcedures } from './recent-procedures.ts';
import { useCards } from './use-cards.ts';
import { useSending } from './use-sending.ts';
import { type TypedFields, useTypedFields } from './use-typed-fields.ts';
import { useT } from './words.ts';

interface Props {
  fields: NewDossierFields;
  clock: ClockDoubt;
  onChange: (fields: NewDossierFields) => void;
  /** Away from the form; what was typed is kept. */
  onLeave: () => void;
  /**
   * @param isHeard whether the form still tells why it was refused
   * @throws ApiFailure when the service refuses
   */
  onSend: (fields: NewDossierFields, isHeard: () => boolean) => Promise<void>;
}

/** Where a citizen begins: with what they want, then with who they are. */
const beginsAt = ({ procedureCode }: NewDossierFields) =>
  procedureCode === '' ? 'procedureCode' : 'identityNumber';

export function NewDossierForm({ fields, clock, onChange, onLeave, onSend }: Props) {
  const offered = useQuery(procedures(useSession().homeUnit.key));
  const form = useRef<HTMLFormElement>(null);
  const procedure = offered.data?.find(({ code }) => code === fields.procedureCode);
  const focusAt = (selector: string): void => form.current?.querySelector<HTMLElement>(selector)?.focus();
  const focusField = (name: string): void => focusAt(`[name="${name}"]`);
  const startField = useRef(beginsAt(fields));
  useEffect(() => focusField(startField.current), []);

  const isSending = useRef(false);
  const typed = useTypedFields(fields, offered.data, onChange, isSending);
  const { busy, failure, send } = useSending(fields, {
    clock,
    typed,
    focus: { onField: focusField, onClockDoubt: () => focusAt('[data-clock-doubt]') },
    isSending,
    onSend,
  });
  useCards(typed, isSending, () => focusField('phone'));
  const notReceived = useEmptied(typed, { fields, procedure, onEmptied: () => focusField('procedureCode') });
  /** To what changes from citizen to citizen, past the channel, which nearly always is this counter. */
  const goToCard = (): void => focusField('identityNumber');
  /** To where the clerk was: before the first word, or about to send. */
  const goOn = (): void => (fields.name === '' ? focusField(beginsAt(fields)) : focusAt('[type=submit]'));

  const onKeyDown = (event: KeyboardEvent<HTMLFormElement>): void => {
    if (event.defaultPrevented || isComposing(event)) return;
    const recent = recentAt(offered.data, recentProcedures(), event);
    if (recent) {
      event.preventDefault();
      flushSync(() => typed.choose(recent.code));
      goToCard();
    } else if (event.key === 'Escape') {
      event.preventDefault();
      onLeave();
    } else if (event.key === 'Enter') onEnter(event, () => void send());
  };
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault();
    void send();
  };
  return (
    <>
      <form ref={form} className={styles.form} noValidate onKeyDown={onKeyDown} onSubmit={onSubmit}>
        <div className={styles.fields}>
          {clock.found ? (
            <div className={styles.wide}>
              <ClockWarning doubt={clock} onAccept={goOn} />
            </div>
          ) : null}
          <Fields fields={fields} procedure={procedure} typed={typed} onPick={goToCard} />
          {failure ? (
            <div className={styles.wide}>
              <Refused error={failure} />
            </div>
          ) : null}
          <Send busy={busy} />
        </div>
        <NewDossierGuide procedure={procedure} channel={fields.channel} onNotReceived={notReceived.open} />
      </form>
      {notReceived.shown}
    </>
  );
}

/** Whoever cannot be received goes with a slip, and the form is the next citizen's; what was in it can come back. */
function useEmptied(
  { latest, set }: TypedFields,
  {
    fields,
    procedure,
    onEmptied,
  }: { fields: NewDossierFields; procedure: Procedure | undefined; onEmptied: () => void },
): { open: () => void; shown: ReactNode } {
  const t = useT();
  const toast = useToast();
  return useNotReceived({
    procedureName: procedure?.name ?? '',
    fields,
    onGone: () => {
      const before = latest.current;
      set(noFields);
      onEmptied();
      toast({ words: t('new.slipGiven'), action: { label: t('new.cardBack'), run: () => set(before) } });
    },
  });
}

const channelOrder: Channel[] = ['CHANNEL_COUNTER', 'CHANNEL_ONLINE', 'CHANNEL_POST'];

/** In the order in which a citizen hands things over. */
function Fields({
  fields,
  procedure,
  typed: { set, check, errorOf, choose, complainOfProcedure },
  onPick,
}: {
  fields: NewDossierFields;
  procedure: Procedure | undefined;
  typed: TypedFields;
  /** The procedure is chosen. */
  onPick: () => void;
}) {
  const t = useT();
  return (
    <>
      <div className={styles.wide}>
        <ProcedureChoice
          code={fields.procedureCode}
          channel={fields.channel}
          error={errorOf('procedureCode')}
          onChange={choose}
          onLeave={(unclear) => {
            if (unclear) complainOfProcedure();
          }}
          onPick={onPick}
        />
      </div>
      <div className={styles.wide}>
        <Choice
          legend={t('form.channel')}
          value={fields.channel}
          onChange={(channel) => set({ channel })}
          options={channelOrder.map((value) => ({
            value,
            label: t(`channel.${value}`),
            disabled: procedure ? procedure.terms.every(({ channel }) => channel !== value) : false,
          }))}
        />
      </div>
      <div className={styles.wide}>
        <ApplicantFields
          values={fields}
          errorOf={errorOf}
          onChange={set}
          onLeave={check}
          summaryHint={t('form.summaryHint')}
        />
      </div>
      <ComponentsCheck components={fields.components} sets={fields.sets} onChange={set} />
    </>
  );
}

function Send({ busy }: { busy: boolean }) {
  const t = useT();
  return (
    <div className={styles.send}>
      <p>{t('new.draft')}</p>
      <Button type="submit" look="primary" shortcut="Ctrl ↵" busy={busy}>
        {busy ? t('new.sending') : t('new.send')}
      </Button>
    </div>
  );
}
