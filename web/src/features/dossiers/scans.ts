import type { Scan } from '../../shared/scans.ts';
import { atTheCounter, registering } from './needs.ts';

/**
 * The QR code of a Vietnamese identity card: number | old number | name | birth | sex | address | issued (| …). Of some people only the
 * year of birth is known.
 */
export const idCardShape =
  /\b\d{12}\|\d{0,12}\|[^|]*\p{L}[^|]*\|(?:\d{8}|\d{4})\|[^|]*\|[^|]*\|\d{8}\b(?:\|[^|\n]*)*/u;
/** The QR code of a receipt: `H57.48.16-250630-0015`. */
const codeShape = /\b[A-Z]\d{2}(?:\.[A-Z\d]{2,3}){1,5}-\d{6}-\d{4,7}\b/i;

export const scans: readonly Scan[] = [
  {
    shape: idCardShape,
    neverTyped: true,
    needs: registering,
    load: async () => (await import('./scanned-card.ts')).take,
  },
  { shape: codeShape, needs: atTheCounter, load: async () => (await import('./scanned-code.ts')).take },
];
