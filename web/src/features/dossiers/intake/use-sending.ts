import { type RefObject, useState } from 'react';
import type { ClockDoubt } from './clock-doubt.tsx';
import {
  brokenRules,
  type FieldName,
  fieldNames,
  type NewDossierFields,
  refusedFields,
  type WrongFields,
} from './new-dossier-fields.ts';
import type { TypedFields } from './use-typed-fields.ts';

/** What the form does with the focus. */
export interface FormFocus {
  onField: (name: FieldName) => void;
  onClockDoubt: () => void;
}

/** Sends the dossier once it keeps all rules and its clock can be trusted; otherwise the focus goes to what is wrong. */
export function useSending(
  fields: NewDossierFields,
  {
    clock,
    typed: { complain },
    focus,
    isSending,
    onSend,
  }: {
    clock: ClockDoubt;
    typed: TypedFields;
    focus: FormFocus;
    isSending: RefObject<boolean>;
    /** @throws ApiFailure when the service refuses */
    onSend: (fields: NewDossierFields) => Promise<void>;
  },
): { busy: boolean; failure: unknown; send: () => Promise<void> } {
  const [failure, setFailure] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  isSending.current = busy;

  /** @returns whether there was something to complain about */
  const complainAbout = (wrong: WrongFields): boolean => {
    complain(wrong);
    const first = fieldNames.find((name) => wrong[name]);
    if (first) focus.onField(first);
    return first !== undefined;
  };
  const send = async (): Promise<void> => {
    // Ctrl + Enter held down: the first press is on its way.
    if (busy) return;
    setFailure(undefined);
    if (complainAbout(brokenRules(fields))) return;
    setBusy(true);
    try {
      if (await clock.check()) {
        await onSend(fields);
        return;
      }
      setBusy(false);
      // It may have come with this answer, and stands above what was typed.
      requestAnimationFrame(focus.onClockDoubt);
    } catch (error) {
      setBusy(false);
      const { wrong, isWhole } = refusedFields(error);
      complainAbout(wrong);
      if (!isWhole) setFailure(error);
    }
  };
  return { busy, failure, send };
}
