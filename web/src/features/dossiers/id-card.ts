import { normaliseText } from '@lienthong/domain';

export interface IdCardHolder {
  identityNumber: string;
  name: string;
  address: string;
}

/**
 * The person in the QR code of a Vietnamese identity card: number | old number | name | birth | sex | address | issued (| …).
 * Undefined when the text is no such code.
 */
export function readIdCard(scanned: string): IdCardHolder | undefined {
  const [identityNumber = '', , name = '', birth = '', , address = ''] = scanned.trim().split('|');
  if (!/^\d{12}$/.test(identityNumber) || !/^\d{8}$/.test(birth) || name.trim() === '') return undefined;
  return { identityNumber, name: normaliseText(name), address: normaliseText(address) };
}
