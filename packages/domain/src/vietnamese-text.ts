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

/**
 * What goes into the indexed array: each folded word and its prefixes of two and three letters, so that search is by equality.
 */
export function searchTokens(...texts: string[]): string[] {
  const tokens = new Set<string>();
  for (const text of texts) {
    for (const word of foldVietnamese(text).split(' ')) {
      if (word === '') continue;
      tokens.add(word);
      if (word.length > 2) tokens.add(word.slice(0, 2));
      if (word.length > 3) tokens.add(word.slice(0, 3));
    }
  }
  return [...tokens];
}
