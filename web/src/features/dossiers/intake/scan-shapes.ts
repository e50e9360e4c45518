/**
 * The QR code of a Vietnamese identity card: number | old number | name | birth | sex | address | issued (| …). Of some people only the
 * year of birth is known. What stands in the field before and behind it may touch it.
 */
export const idCardShape =
  /\d{12}\|\d{0,12}\|[^|]*\p{L}[^|]*\|(?:\d{8}|\d{4})\|[^|]*\|[^|]*\|\d{8}(?:\|[^|\n]*)*/u;

/** The QR code of a receipt: `H57.48.16-250630-0015`. */
export const codeShape = /\b[A-Z]\d{2}(?:\.[A-Z\d]{2,3}){1,5}-\d{6}-\d{4,7}\b/i;
