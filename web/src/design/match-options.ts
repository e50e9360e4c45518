import { foldVietnamese } from '@lienthong/domain';

export interface Option {
  value: string;
  label: string;
  /** A second, quieter line: the code, the term. */
  note?: string;
}

/** Whether each word typed begins a word of the text, diacritics or not. */
export function matches(text: string, typed: string): boolean {
  const words = foldVietnamese(text);
  return foldVietnamese(typed)
    .split(' ')
    .every((word) => words.startsWith(word) || words.includes(` ${word}`));
}

export const matchOptions = (options: Option[], typed: string): Option[] =>
  options.filter(({ label, note = '' }) => matches(`${label} ${note}`, typed));

/** The option that words left in the field mean: the one that is called so, or the only one that they fit. */
export function optionMeant(options: Option[], typed: string): Option | undefined {
  const words = foldVietnamese(typed).trim();
  if (words === '') return undefined;
  const found = matchOptions(options, typed);
  return (
    found.find(({ label }) => foldVietnamese(label) === words) ?? (found.length === 1 ? found[0] : undefined)
  );
}
