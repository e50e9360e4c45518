import type { Explanation, Indicator } from '../../api/operations.ts';
import { inWords } from '../../i18n/in-words.ts';
import type { Language } from '../../i18n/translate.ts';
import { figureWords, fullFigure } from '../../shared/figure-words.ts';

const signs: readonly (readonly [RegExp, string])[] = [
  [/ \* /g, ' × '],
  [/ \/ /g, ' : '],
  [/ - /g, ' − '],
  [/(\d)\.0\b/g, '$1'],
];

/**
 * A formula with the numbers that stand in it: `285 xong trong hạn : 285 xử lý xong = 100%`. Undefined where a number is unknown, or the formula
 * decides between cases.
 */
export function formulaSentence(
  language: Language,
  { formula, unit, decimals }: Pick<Indicator, 'formula' | 'unit' | 'decimals'>,
  { lines, parts, value }: Pick<Explanation, 'lines' | 'parts' | 'value'>,
): string | undefined {
  if (formula === '' || value === undefined || formula.includes('?')) return undefined;
  const known = new Map(
    lines.flatMap((line) => (line.value === undefined ? [] : [[line.indicator, line.value]])),
  );
  if (parts.some(({ code }) => !known.has(code))) return undefined;
  // That a share is of a hundred is said by its sign.
  const short = inWords(language, unit) === '%' ? formula.replace(/^100(\.0)? \* /, '') : formula;
  const written = signs.reduce((text, [sign, words]) => text.replace(sign, words), short);
  const told = written.replace(/[a-z_][a-z0-9_]*/g, (code) => {
    const part = parts.find((one) => one.code === code);
    if (!part) return code;
    const name = inWords(language, part.names);
    return `${figureWords(language, known.get(code), part).text} ${name.charAt(0).toLowerCase()}${name.slice(1)}`;
  });
  return `${told} = ${fullFigure(language, value, { unit, decimals })}`;
}
