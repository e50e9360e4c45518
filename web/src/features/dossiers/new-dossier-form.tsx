import { useQuery } from '@tanstack/react-query';
import { type FormEvent, type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { ApiFailure } from '../../api/failure.ts';
import type { Channel, Procedure } from '../../api/onestop.ts';
import { isComposing } from '../../shared/composing.ts';
import { fieldWords, useFailureWords } from '../../shared/refusal-words.ts';
import { Refused } from '../../shared/refused.tsx';
import { useSession } from '../../shared/session-context.tsx';
import { Badge, Button, Choice, Combobox, Notice, TextArea, TextField } from '../../design/index.ts';
import { useT } from './words.ts';
import { type ClockDoubt, ClockWarning } from './clock-doubt.tsx';
import { offeredTerm } from './due-words.ts';
import { readIdCard } from './id-card.ts';
import {
  brokenRule,
  brokenRules,
  fieldAt,
  type FieldName,
  fieldNames,
  type NewDossierFields,
  requestPath,
  type WrongFields,
} from './new-dossier-fields.ts';
import styles from './new-dossier-form.module.css';
import { procedures } from './queries.ts';

interface Props {
  fields: NewDossierFields;
  clock: ClockDoubt;
  /** Typed before, and found again. */
  restored: boolean;
  onChange: (fields: NewDossierFields) => void;
  onClear: () => void;
  /** @throws ApiFailure when the service refuses */
  onSend: (fields: NewDossierFields) => Promise<void>;
}

const channelOrder: Channel[] = ['CHANNEL_COUNTER', 'CHANNEL_ONLINE', 'CHANNEL_POST'];

export function NewDossierForm({ fields, clock, restored, onChange, onClear, onSend }: Props) {
  const t = useT();
  const unit = useSession().homeUnit.key;
  const offered = useQuery(procedures(unit));
  const failureWords = useFailureWords();
  const [broken, setBroken] = useState<WrongFields>({});
  const [failure, setFailure] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const procedure = offered.data?.find(({ code }) => code === fields.procedureCode);

  const focusField = (name: string): void => {
    form.current?.querySelector<HTMLElement>(`[name="${name}"]`)?.focus();
  };
  // With the last procedure remembered, the first thing that changes from citizen to citizen is the card.
  const startField = useRef(fields.procedureCode === '' ? 'procedureCode' : 'identityNumber');
  useEffect(() => focusField(startField.current), []);

  const set = (change: Partial<NewDossierFields>): void => {
    onChange({ ...fields, ...change });
    // A complaint goes as soon as it is answered; a new one waits until the field is left.
    setBroken((now) => {
      const left = { ...now };
      for (const [name, value] of Object.entries(change))
        if (name in requestPath && !brokenRule(name as FieldName, value)) delete left[name as FieldName];
      return left;
    });
  };
  const check = (name: FieldName): void => {
    const wrong = brokenRule(name, fields[name]);
    // An empty field that was only passed through is complained about when sending.
    if (wrong?.rule === 'REQUIRED') return;
    setBroken((now) => ({ ...now, [name]: wrong }));
  };
  const errorOf = (name: FieldName): string | undefined => {
    const wrong = broken[name];
    return wrong && fieldWords(t, requestPath[name], wrong);
  };
  const takeCard = (scanned: string): boolean => {
    const person = readIdCard(scanned);
    if (!person) return false;
    set(person);
    focusField('phone');
    return true;
  };

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
      const { fields: named, params } = error instanceof ApiFailure ? error : { fields: [], params: {} };
      const found = named.flatMap(({ field, rule }) => {
        const name = fieldAt(field);
        return name ? [[name, { rule, params }] as const] : [];
      });
      setBroken(Object.fromEntries(found));
      if (found[0]) focusField(found[0][0]);
      if (found.length < named.length || named.length === 0) setFailure(error);
    }
  };

  /** To where the clerk was: before the first word, or about to send. */
  const goOn = (): void => {
    if (fields.name === '') focusField(startField.current);
    else form.current?.querySelector<HTMLElement>('[type=submit]')?.focus();
  };

  const onKeyDown = (event: KeyboardEvent<HTMLFormElement>): void => {
    if (event.key !== 'Enter' || event.defaultPrevented || isComposing(event)) return;
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      void send();
      return;
    }
    const target = event.target as HTMLElement;
    if (target instanceof HTMLButtonElement) return;
    event.preventDefault();
    if (target instanceof HTMLInputElement && target.name === 'identityNumber' && takeCard(target.value))
      return;
    if (target instanceof HTMLTextAreaElement) {
      if (!event.shiftKey) void send();
      return;
    }
    const inputs = [
      ...event.currentTarget.querySelectorAll<HTMLElement>(
        'input:not([type=radio]), input:checked, textarea',
      ),
    ];
    inputs[inputs.indexOf(target) + 1]?.focus();
  };

  const text = (name: FieldName) => ({
    name,
    label: t(`form.${name}`),
    value: fields[name],
    error: errorOf(name),
    onBlur: () => check(name),
    onChange: (event: { target: { value: string } }) => set({ [name]: event.target.value }),
  });

  return (
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
        {restored ? (
          <div className={styles.wide}>
            <Notice
              tone="accent"
              icon="undo"
              action={
                <Button small onClick={onClear}>
                  {t('new.startOver')}
                </Button>
              }
            >
              {t('new.restored')}
            </Notice>
          </div>
        ) : null}
        <div className={styles.wide}>
          <Combobox
            name="procedureCode"
            label={t('form.procedureCode')}
            empty={offered.error && !offered.data ? failureWords(offered.error) : t('form.noProcedure')}
            hint={offered.error ? failureWords(offered.error) : undefined}
            error={errorOf('procedureCode')}
            options={(offered.data ?? []).map((one) => ({
              value: one.code,
              label: one.name,
              note: [one.code, one.fieldName, offeredTerm(t, one, fields.channel)]
                .filter(Boolean)
                .join(' · '),
            }))}
            value={fields.procedureCode}
            onChange={(procedureCode) =>
              set({ procedureCode, channel: fitting(offered.data, procedureCode, fields.channel) })
            }
            onLeave={(unclear) => {
              if (unclear) setBroken((now) => ({ ...now, procedureCode: { rule: 'REQUIRED', params: {} } }));
            }}
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
        <TextField
          {...text('identityNumber')}
          optional={t('optional')}
          inputMode="numeric"
          hint={t('form.identityHint')}
          onPaste={(event) => {
            if (takeCard(event.clipboardData.getData('text'))) event.preventDefault();
          }}
        />
        <TextField {...text('phone')} optional={t('optional')} inputMode="tel" hint={t('form.phoneHint')} />
        <div className={styles.wide}>
          <TextField {...text('name')} autoCapitalize="words" hint={t('form.nameHint')} />
        </div>
        <div className={styles.wide}>
          <TextField {...text('address')} optional={t('optional')} />
        </div>
        <div className={styles.wide}>
          <TextArea {...text('summary')} optional={t('optional')} rows={2} hint={t('form.summaryHint')} />
        </div>
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
      <Guide procedure={procedure} channel={fields.channel} />
    </form>
  );
}

/** A channel that the procedure does not offer gives way to the first that it does. */
function fitting(offered: Procedure[] | undefined, code: string, channel: Channel): Channel {
  const channels = offered?.find((one) => one.code === code)?.terms.map((one) => one.channel) ?? [];
  return channels.length === 0 || channels.includes(channel) ? channel : (channels[0] ?? channel);
}

function Guide({ procedure, channel }: { procedure: Procedure | undefined; channel: Channel }) {
  const t = useT();
  return (
    <aside className={styles.guide} aria-label={t('guide.label')}>
      {procedure ? (
        <>
          <h2>{t('guide.term')}</h2>
          <p className={styles.term}>{offeredTerm(t, procedure, channel) || '–'}</p>
          <Badge tone="neutral" icon="table">
            {procedure.fieldName}
          </Badge>
          <p className={styles.quiet}>{t('guide.clock')}</p>
        </>
      ) : (
        <>
          <h2>{t('guide.start')}</h2>
          <p className={styles.quiet}>{t('guide.startWords')}</p>
        </>
      )}
      <h2>{t('keys.title')}</h2>
      <ul className={styles.quiet}>
        <li>
          <kbd>Enter</kbd> {t('guide.enter')}
        </li>
        <li>
          <kbd>Ctrl</kbd> <kbd>Enter</kbd> {t('guide.submit')}
        </li>
        <li>{t('guide.scan')}</li>
      </ul>
    </aside>
  );
}
