import { useQuery } from '@tanstack/react-query';
import { type FormEvent, type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import type { Channel, Procedure } from '../../../api/onestop.ts';
import { isComposing } from '../../../shared/composing.ts';
import { useFieldWords } from '../../../shared/refusal-words.ts';
import { Refused } from '../../../shared/refused.tsx';
import { useSession } from '../../../shared/session-context.tsx';
import { Button, Choice, useToast } from '../../../design/index.ts';
import { useT } from './words.ts';
import { ApplicantFields } from './applicant-fields.tsx';
import { ComponentsCheck } from './components-check.tsx';
import { type ClockDoubt, ClockWarning } from './clock-doubt.tsx';
import {
  askedFor,
  brokenRule,
  brokenRules,
  type FieldName,
  fieldNames,
  type NewDossierFields,
  noFields,
  refusedFields,
  requestPath,
  type WrongFields,
} from './new-dossier-fields.ts';
import styles from './new-dossier-form.module.css';
import { NewDossierGuide } from './new-dossier-guide.tsx';
import { useNotReceived } from './not-received.tsx';
import { ProcedureChoice, recentAt } from './procedure-choice.tsx';
import { procedures } from '../queries.ts';
import { recentProcedures } from './recent-procedures.ts';
import { isOtherPerson } from './id-card.ts';
import { onCard, takeWaitingCard } from './scanned-card.ts';

interface Props {
  fields: NewDossierFields;
  clock: ClockDoubt;
  onChange: (fields: NewDossierFields) => void;
  /** Away from the form; what was typed is kept. */
  onLeave: () => void;
  /** @throws ApiFailure when the service refuses */
  onSend: (fields: NewDossierFields) => Promise<void>;
}

const channelOrder: Channel[] = ['CHANNEL_COUNTER', 'CHANNEL_ONLINE', 'CHANNEL_POST'];

export function NewDossierForm({ fields, clock, onChange, onLeave, onSend }: Props) {
  const t = useT();
  const unit = useSession().homeUnit.key;
  const offered = useQuery(procedures(unit));
  const toast = useToast();
  const fieldWords = useFieldWords();
  const [broken, setBroken] = useState<WrongFields>({});
  const [failure, setFailure] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const procedure = offered.data?.find(({ code }) => code === fields.procedureCode);

  const focusField = (name: string): void => {
    form.current?.querySelector<HTMLElement>(`[name="${name}"]`)?.focus();
  };
  /** Where a citizen begins: with what they want, then with who they are. */
  const startField = useRef(fields.procedureCode === '' ? 'procedureCode' : 'identityNumber');
  useEffect(() => focusField(startField.current), []);

  // What is typed now, also between two renderings: a scan writes into several fields at once and leaves one of them.
  const latest = useRef(fields);
  latest.current = fields;
  const isSending = useRef(false);
  isSending.current = busy;
  const set = (change: Partial<NewDossierFields>): void => {
    // The form goes with what was sent. Not `readOnly`: a scan is heard by what it types into a field.
    if (isSending.current) return;
    latest.current = { ...latest.current, ...change };
    onChange(latest.current);
    // A complaint goes as soon as it is answered; a new one waits until the field is left.
    setBroken((now) => {
      const left = { ...now };
      for (const [name, value] of Object.entries(change))
        if (name in requestPath && !brokenRule(name as FieldName, value as string))
          delete left[name as FieldName];
      return left;
    });
  };
  const check = (name: FieldName): void => {
    const wrong = brokenRule(name, latest.current[name]);
    // An empty field that was only passed through is complained about when sending.
    if (wrong?.rule === 'REQUIRED') return;
    setBroken((now) => ({ ...now, [name]: wrong }));
  };
  const errorOf = (name: FieldName): string | undefined => {
    const wrong = broken[name];
    return wrong && fieldWords(requestPath[name], wrong);
  };
  const checkListOf = (procedureCode: string) =>
    askedFor(offered.data?.find(({ code }) => code === procedureCode));
  const choose = (procedureCode: string): void =>
    set({
      procedureCode,
      channel: fitting(offered.data, procedureCode, latest.current.channel),
      // Chosen once more it keeps what was ticked.
      components:
        procedureCode === latest.current.procedureCode
          ? latest.current.components
          : checkListOf(procedureCode),
    });
  const notReceived = useNotReceived({
    procedureName: procedure?.name ?? '',
    fields,
    onGone: () => {
      const before = latest.current;
      set(noFields);
      focusField('procedureCode');
      toast({ words: t('new.slipGiven'), action: { label: t('new.cardBack'), run: () => set(before) } });
    },
  });
  /** To what changes from citizen to citizen, past the channel, which nearly always is this counter. */
  const goToCard = (): void => focusField('identityNumber');

  const takeCard = useRef<() => void>(undefined);
  takeCard.current = () => {
    // The card of the next citizen waits for the next form.
    if (isSending.current) return;
    const card = takeWaitingCard();
    if (!card) return;
    const before = latest.current;
    const isOther = isOtherPerson(before, card);
    // Nothing of one person goes into the dossier of another.
    const { phone, ownerName, ownerIdentityNumber, summary, sets } = noFields;
    const components = checkListOf(before.procedureCode);
    set(isOther ? { phone, ownerName, ownerIdentityNumber, summary, sets, components, ...card } : card);
    focusField('phone');
    if (isOther)
      toast({
        words: t('new.cardTaken'),
        action: {
          label: t('new.cardBack'),
          run: () => {
            const { procedureCode, channel: _channel, components: ticked, ...person } = before;
            const isSame = procedureCode === latest.current.procedureCode;
            set(isSame ? { ...person, components: ticked } : person);
          },
        },
      });
  };
  useEffect(() => {
    takeCard.current?.();
    return onCard(() => takeCard.current?.());
  }, []);

  const send = async (): Promise<void> => {
    // Ctrl + Enter held down: the first press is on its way.
    if (busy) return;
    setFailure(undefined);
    const wrong = brokenRules(fields);
    setBroken(wrong);
    const first = fieldNames.find((name) => wrong[name]);
    if (first) {
      focusField(first);
      return;
    }
    setBusy(true);
    try {
      if (!(await clock.check())) {
        setBusy(false);
        // It may have come with this answer, and stands above what was typed.
        requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[data-clock-doubt]')?.focus());
        return;
      }
      await onSend(fields);
    } catch (error) {
      setBusy(false);
      const { wrong: refused, isWhole } = refusedFields(error);
      setBroken(refused);
      const named = fieldNames.find((name) => refused[name]);
      if (named) focusField(named);
      if (!isWhole) setFailure(error);
    }
  };

  /** To where the clerk was: before the first word, or about to send. */
  const goOn = (): void => {
    if (fields.name === '') focusField(fields.procedureCode === '' ? 'procedureCode' : 'identityNumber');
    else form.current?.querySelector<HTMLElement>('[type=submit]')?.focus();
  };

  const onKeyDown = (event: KeyboardEvent<HTMLFormElement>): void => {
    if (event.defaultPrevented || isComposing(event)) return;
    const recent = recentAt(offered.data, recentProcedures(), event);
    if (recent) {
      event.preventDefault();
      flushSync(() => choose(recent.code));
      goToCard();
    } else if (event.key === 'Escape') {
      event.preventDefault();
      onLeave();
    } else if (event.key === 'Enter') onEnter(event);
  };
  const onEnter = (event: KeyboardEvent<HTMLFormElement>): void => {
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      void send();
      return;
    }
    const target = event.target as HTMLElement;
    if (target instanceof HTMLButtonElement) return;
    if (target instanceof HTMLTextAreaElement && event.shiftKey) return;
    event.preventDefault();
    if (target instanceof HTMLTextAreaElement) {
      void send();
      return;
    }
    const inputs = [
      ...event.currentTarget.querySelectorAll<HTMLElement>(
        'input:not([type=radio], [data-aside]), input:checked:not([data-aside]), textarea',
      ),
    ];
    const at = inputs.indexOf(target);
    const next = at === -1 ? event.currentTarget.querySelector<HTMLElement>('[type=submit]') : inputs[at + 1];
    if (next) next.focus();
    else void send();
  };

  return (
    <>
      <form
        ref={form}
        className={styles.form}
        noValidate
        onKeyDown={onKeyDown}
        onSubmit={(event: FormEvent) => {
          event.preventDefault();
          void send();
        }}
      >
        <div className={styles.fields}>
          {clock.found ? (
            <div className={styles.wide}>
              <ClockWarning doubt={clock} onAccept={goOn} />
            </div>
          ) : null}
          <div className={styles.wide}>
            <ProcedureChoice
              code={fields.procedureCode}
              channel={fields.channel}
              error={errorOf('procedureCode')}
              onChange={choose}
              onLeave={(unclear) => {
                if (unclear)
                  setBroken((now) => ({ ...now, procedureCode: { rule: 'REQUIRED', params: {} } }));
              }}
              onPick={goToCard}
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
          {failure ? (
            <div className={styles.wide}>
              <Refused error={failure} />
            </div>
          ) : null}
          <div className={styles.send}>
            <p>{t('new.draft')}</p>
            <Button type="submit" look="primary" shortcut="Ctrl ↵" busy={busy}>
              {busy ? t('new.sending') : t('new.send')}
            </Button>
          </div>
        </div>
        <NewDossierGuide procedure={procedure} channel={fields.channel} onNotReceived={notReceived.open} />
      </form>
      {notReceived.shown}
    </>
  );
}

/** A channel that the procedure does not offer gives way to the first that it does. */
function fitting(offered: Procedure[] | undefined, code: string, channel: Channel): Channel {
  const channels = offered?.find((one) => one.code === code)?.terms.map((one) => one.channel) ?? [];
  return channels.length === 0 || channels.includes(channel) ? channel : (channels[0] ?? channel);
}
