import { useQuery } from '@tanstack/react-query';
import { type KeyboardEvent, useState } from 'react';
import type { Channel, Procedure } from '../../../api/onestop.ts';
import { Combobox } from '../../../design/index.ts';
import { useFailureWords } from '../../../shared/refusal-words.ts';
import { nameIn } from '../../../shared/proper-name.tsx';
import { useSession } from '../../../shared/session-context.tsx';
import { offeredTerm } from '../due/term-words.ts';
import { useT as useDueT } from '../due/words.ts';
import styles from './new-dossier-form.module.css';
import { procedures } from '../queries.ts';
import { recentProcedures } from './recent-procedures.ts';
import { useLanguage } from './words.ts';

interface Props {
  code: string;
  channel: Channel;
  error: string | undefined;
  onChange: (code: string) => void;
  onLeave: (unclear: boolean) => void;
  /** The next field is meant. */
  onPick: () => void;
}

/** The procedures used last, each under its key; undefined: the key means none. */
export function recentAt(
  offered: readonly Procedure[] | undefined,
  recent: readonly string[],
  event: KeyboardEvent,
): Procedure | undefined {
  const digit = /^(?:Digit|Numpad)([1-5])$/.exec(event.code)?.[1];
  if (digit === undefined || event.ctrlKey || event.metaKey || event.shiftKey) return undefined;
  // Before a word is typed the digit is enough; anywhere else in the form with Alt.
  const target = event.target as HTMLInputElement;
  if (!event.altKey && (target.name !== 'procedureCode' || target.value !== '')) return undefined;
  return offered?.find(({ code }) => code === recent[Number(digit) - 1]);
}

/** Nothing is chosen until the clerk chooses: by a word, or one of the last ones by its key. */
export function ProcedureChoice({ code, channel, error, onChange, onLeave, onPick }: Props) {
  const { t, language } = useLanguage();
  const dueT = useDueT();
  const offered = useQuery(procedures(useSession().homeUnit.key));
  const failureWords = useFailureWords();
  const [recent] = useState(recentProcedures);
  const lately = recent.flatMap((one) => offered.data?.find((procedure) => procedure.code === one) ?? []);
  return (
    <div className={styles.procedure} data-chosen={code === '' ? undefined : ''}>
      <Combobox
        name="procedureCode"
        label={t('form.procedureCode')}
        empty={offered.error && !offered.data ? failureWords(offered.error) : t('form.noProcedure')}
        hint={offered.error ? failureWords(offered.error) : undefined}
        error={error}
        options={(offered.data ?? []).map((one) => ({
          value: one.code,
          label: nameIn(language, one.name, one.nameEn),
          note: [one.code, nameIn(language, one.fieldName, one.fieldNameEn), offeredTerm(dueT, one, channel)]
            .filter(Boolean)
            .join(' · '),
        }))}
        value={code}
        onChange={onChange}
        onLeave={onLeave}
        onPick={onPick}
      />
      {code === '' && lately.length > 0 ? (
        <ul className={styles.recent} aria-label={t('form.recent')}>
          {lately.map((one) => (
            <li key={one.code}>
              <button
                type="button"
                title={nameIn(language, one.name, one.nameEn)}
                onClick={() => {
                  onChange(one.code);
                  onPick();
                }}
              >
                <kbd>{recent.indexOf(one.code) + 1}</kbd>
                <span>{nameIn(language, one.name, one.nameEn)}</span>
              </button>
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}
