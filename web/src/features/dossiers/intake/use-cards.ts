import { type RefObject, useEffect, useRef } from 'react';
import { useToast } from '../../../design/index.ts';
import { isOtherPerson } from './id-card.ts';
import { noFields } from './new-dossier-fields.ts';
import { onCard, takeWaitingCard } from './scanned-card.ts';
import type { TypedFields } from './use-typed-fields.ts';
import { useT } from './words.ts';

/** A scanned card fills the form, wherever the focus is; what it took the place of can come back. */
export function useCards(
  { latest, set, checkListOf }: TypedFields,
  isSending: RefObject<boolean>,
  onTaken: () => void,
): void {
  const t = useT();
  const toast = useToast();
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
    onTaken();
    if (!isOther) return;
    const takeBack = (): void => {
      const { procedureCode, channel: _channel, components: ticked, ...person } = before;
      const isSame = procedureCode === latest.current.procedureCode;
      set(isSame ? { ...person, components: ticked } : person);
    };
    toast({ words: t('new.cardTaken'), action: { label: t('new.cardBack'), run: takeBack } });
  };
  useEffect(() => {
    takeCard.current?.();
    return onCard(() => takeCard.current?.());
  }, []);
}
