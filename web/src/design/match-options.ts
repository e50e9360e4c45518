import { foldVietnamese } from '@lienthong/domain';

export interface Option {
  value: string;
  label: string;
  /** A second, quieter line: the code, the term. */
  note?: string;
}

/** Options whose words begin with what was typed, diacritics or not. */
export function matchOptions(options: Option[], typed: string): Option[] {
  const wanted = foldVietnamese(typed).split(' ').filter(Boolean);
  return options.filter(({ label, note = '' }) => {
    const words = foldVietnamese(`${label} ${note}`);
    return wanted.every((word) => words.startsWith(word) || words.includes(` ${word}`));
  });
}

/** The option that words left in the field mean: the one that is called so, or the only one that they fit. */
export function optionMeant(options: Option[], typed: string): Option | undefined {
  const words = foldVietnamese(typed).trim();
  if (words === '') return undefined;
  const found = matchOptions(options, typed);
  return (
    found.find(({ label }) => foldVietnamese(label) === words) ?? (found.length === 1 ? found[0] : undefined)
  );
}
