import { type RefObject, useRef, useState } from 'react';
import type { Channel, Procedure } from '../../../api/onestop.ts';
import { useFieldWords } from '../../../shared/refusal-words.ts';
import {
  askedFor,
  brokenRule,
  type FieldName,
  type NewDossierFields,
  requestPath,
  type WrongFields,
} from './new-dossier-fields.ts';

export interface TypedFields {
  /** What is typed now, also between two renderings: a scan writes into several fields at once and leaves one of them. */
  latest: RefObject<NewDossierFields>;
  set: (change: Partial<NewDossierFields>) => void;
  /** A field that is left. */
  check: (name: FieldName) => void;
  errorOf: (name: FieldName) => string | undefined;
  /** What is wrong, and nothing else. */
  complain: (wrong: WrongFields) => void;
  /** What the procedure field says when it is left with words that are none. */
  complainOfProcedure: () => void;
  choose: (procedureCode: string) => void;
  checkListOf: (procedureCode: string) => NewDossierFields['components'];
}

/**
 * The fields of a dossier that is not sent yet, and what is wrong with them.
 *
 * @param isSending the form goes with what was sent: nothing is written meanwhile
 */
export function useTypedFields(
  fields: NewDossierFields,
  offered: readonly Procedure[] | undefined,
  onChange: (fields: NewDossierFields) => void,
  isSending: RefObject<boolean>,
): TypedFields {
  const fieldWords = useFieldWords();
  const [broken, setBroken] = useState<WrongFields>({});
  const latest = useRef(fields);
  latest.current = fields;
  const set = (change: Partial<NewDossierFields>): void => {
    // Not `readOnly`: a scan is heard by what it types into a field.
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
  const checkListOf = (procedureCode: string): NewDossierFields['components'] =>
    askedFor(offered?.find(({ code }) => code === procedureCode));
  return {
    latest,
    set,
    check(name) {
      const wrong = brokenRule(name, latest.current[name]);
      // An empty field that was only passed through is complained about when sending.
      if (wrong?.rule !== 'REQUIRED') setBroken((now) => ({ ...now, [name]: wrong }));
    },
    errorOf(name) {
      const wrong = broken[name];
      return wrong && fieldWords(requestPath[name], wrong);
    },
    complain: setBroken,
    complainOfProcedure: () =>
      setBroken((now) => ({ ...now, procedureCode: { rule: 'REQUIRED', params: {} } })),
    choose(procedureCode) {
      const { procedureCode: before, channel, components } = latest.current;
      set({
        procedureCode,
        channel: fitting(offered, procedureCode, channel),
        // Chosen once more it keeps what was ticked.
        components: procedureCode === before ? components : checkListOf(procedureCode),
      });
    },
    checkListOf,
  };
}

/** A channel that the procedure does not offer gives way to the first that it does. */
function fitting(offered: readonly Procedure[] | undefined, code: string, channel: Channel): Channel {
  const channels = offered?.find((one) => one.code === code)?.terms.map((one) => one.channel) ?? [];
  return channels.length === 0 || channels.includes(channel) ? channel : (channels[0] ?? channel);
}
