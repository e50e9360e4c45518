import { foldVietnamese, normaliseText } from '@lienthong/domain';
import { idCardShape } from './scan-shapes.ts';

export interface IdCardHolder {
  identityNumber: string;
  name: string;
  address: string;
}

/** The person in the QR code of an identity card; undefined when the text holds none. */
export function readIdCard(scanned: string): IdCardHolder | undefined {
  const found = idCardShape.exec(scanned)?.[0];
  if (found === undefined) return undefined;
  const [identityNumber = '', , name = '', , , address = ''] = found.split('|');
  return { identityNumber, name: normaliseText(name), address: normaliseText(address) };
}

/** Whether what was typed is about somebody else than the card; a name without its diacritics is the same one. */
export const isOtherPerson = (
  typed: Pick<IdCardHolder, 'identityNumber' | 'name'>,
  card: IdCardHolder,
): boolean => {
  const differs = (one: string, other: string): boolean => one.trim() !== '' && one.trim() !== other;
  return (
    differs(typed.identityNumber, card.identityNumber) ||
    differs(foldVietnamese(typed.name), foldVietnamese(card.name))
  );
};
