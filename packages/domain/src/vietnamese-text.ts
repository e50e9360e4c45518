/** What is stored: NFC, outer blanks gone, inner blanks single. "Nguyễn" comes as 6 or as 8 code points and must be one name. */
export function normaliseText(text: string): string {
  return text.normalize('NFC').replace(/\s+/gu, ' ').trim();
}

/**
 * The key by which text is searched: no diacritics, đ as d, lower case, single blanks. Collations can't do this: under `vi`
 * "da nang" differs from "Đà Nẵng" even at base strength.
 */
export function foldVietnamese(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[đĐ]/g, 'd')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
