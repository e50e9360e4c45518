import { formatCount } from '../format/numbers.ts';
import type { Translate } from '../i18n/language.tsx';
import { fill, type Language } from '../i18n/translate.ts';
import type { Counted, Name } from '../shared/feature.ts';

export interface Badge {
  figure: string;
  said: string;
}

const mostShown = 99;

export const unknownBadge = (t: Translate): Badge => ({ figure: '–', said: t('nav.unknown') });

/** What stands beside a feature's entry; nothing where nothing waits, which is not the same as not knowing. */
export function badgeOf(
  { least, isExact }: Counted,
  of: Name,
  { language, t }: { language: Language; t: Translate },
): Badge | undefined {
  if (least === 0) return isExact ? undefined : unknownBadge(t);
  const what = fill(language, of[language], { n: formatCount(least) });
  return {
    figure: `${Math.min(least, mostShown)}${isExact && least <= mostShown ? '' : '+'}`,
    said: isExact ? what : t('nav.atLeast', { what }),
  };
}
