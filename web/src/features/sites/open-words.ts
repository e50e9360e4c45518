import type { UnitConcerned } from '../../api/directory.ts';
import { inWords } from '../../i18n/in-words.ts';
import type { Language } from '../../i18n/translate.ts';
import { fullFigure } from '../../shared/figure-words.ts';
import type { Translate } from './words.ts';

/** How much of something stays behind when a unit changes hands: `Đang giải quyết: 14 hồ sơ`. */
export function openWords(
  t: Translate,
  language: Language,
  { names, decimals, unit, value }: UnitConcerned['openStocks'][number],
): string {
  const name = inWords(language, names);
  if (value === undefined) return t('sites.openUnknown', { name });
  return t('sites.open', { name, n: fullFigure(language, value, { decimals, unit }) });
}
