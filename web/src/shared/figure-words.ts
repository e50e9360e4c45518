import type { Indicator } from '../api/operations.ts';
import { formatScaled } from '../format/scaled.ts';
import type { Language } from '../i18n/translate.ts';
import { inWords } from '../i18n/in-words.ts';

/** What stands where a number is not known. */
export const unknownMark = '–';

/** A unit of letters is a word of its own; a sign stands at its number: `97,5%`. */
const isWord = (unit: string): boolean => /\p{L}/u.test(unit);

/** A number as it is read, `–` where it is unknown; its unit apart where that is a word. */
export function figureWords(
  language: Language,
  value: number | undefined,
  { decimals, unit }: Pick<Indicator, 'decimals' | 'unit'>,
): { text: string; unit: string } {
  if (value === undefined) return { text: unknownMark, unit: '' };
  const text = formatScaled(value, decimals);
  const words = inWords(language, unit);
  if (isWord(words)) return { text, unit: words };
  return { text: `${text}${words}`, unit: '' };
}

/** The same in one: `12 hồ sơ`. */
export function fullFigure(
  language: Language,
  value: number | undefined,
  indicator: Pick<Indicator, 'decimals' | 'unit'>,
): string {
  const { text, unit } = figureWords(language, value, indicator);
  return unit === '' ? text : `${text} ${unit}`;
}
