import { type RefObject, useState } from 'react';
import { useToast } from '../../../design/index.ts';
import { useIsHere } from '../../../shared/use-is-here.ts';
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
import { useT } from './words.ts';

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
    onSend: (fields: NewDossierFields, isHeard: () => boolean) => Promise<void>;
  },
): { busy: boolean; failure: unknown; send: () => Promise<void> } {
  const t = useT();
  const toast = useToast();
  const isHere = useIsHere();
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
        await onSend(fields, isHere);
        return;
      }
      if (!isHere()) toast({ words: t('new.notSent', { name: fields.name }), tone: 'late' });
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
