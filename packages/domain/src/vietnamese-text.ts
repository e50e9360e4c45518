/** What is stored: NFC, outer blanks gone, inner blanks single. "Nguyễn" comes as 6 or as 8 code points and must be one name. */
export function normaliseText(text: string): string {
  return text.normalize('NFC').replace(/\s+/gu, ' ').trim();
}

/** `nguyễn văn bình` as a name is written: `Nguyễn Văn Bình`, `H'Hen Niê`. */
export const capitalisedName = (name: string): string =>
  name.replace(/(?<=^|[\s'’-])\p{Ll}/gu, (letter) => letter.toLocaleUpperCase('vi'));

/** Letters that Unicode does not take apart, as people type them: đ and its look-alikes (ð, ɖ), ƀ of the Ê Đê and Ba Na. */
const plainLetters: Readonly<Record<string, string>> = {
  đ: 'd',
  ð: 'd',
  ɖ: 'd',
  ɗ: 'd',
  ƀ: 'b',
  ɓ: 'b',
  ı: 'i',
};

/**
 * The key by which text is searched: no diacritics, đ as d, lower case, single blanks; apostrophes part, what cannot be seen is not
 * there. Collations can't do this: under `vi` "da nang" differs from "Đà Nẵng" even at base strength.
 */
export function foldVietnamese(text: string): string {
  return (
    text
      .toLowerCase()
      .normalize('NFD')
      .replace(/[\p{M}\p{Cf}]/gu, '')
      .replace(/[đðɖɗƀɓı]/g, (letter) => plainLetters[letter] ?? letter)
      // Some apostrophes are letters to Unicode: ʼ, ʻ.
      .replace(/[^\p{L}\p{N}]+|\p{Lm}+/gu, ' ')
      .replace(/ +/g, ' ')
      .trim()
  );
}
