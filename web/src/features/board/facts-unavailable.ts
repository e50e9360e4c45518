import type { Explanation } from '../../api/operations.ts';
import { formatMoment, machineToday } from '../../format/dates.ts';
import type { Translate } from './words.ts';

/** Why the unit's site told nothing; undefined: it did. */
export function whyUnavailable(
  t: Translate,
  { factsUnavailable: why, silentSince }: Pick<Explanation, 'factsUnavailable' | 'silentSince'>,
): string | undefined {
  if (why === 'FACTS_UNAVAILABLE_UNSPECIFIED') return undefined;
  return why === 'FACTS_UNAVAILABLE_UNREACHABLE' && silentSince
    ? t('explain.silentSince', { time: formatMoment(silentSince, machineToday()) })
    : t(`explain.${why}`);
}
