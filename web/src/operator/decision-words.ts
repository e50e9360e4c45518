import { isLocalDay, isUnitKey } from '@lienthong/domain';
import type { Decision } from '../api/decisions.ts';
import { formatDay } from '../format/dates.ts';
import { formatCount } from '../format/numbers.ts';
import { useT } from '../i18n/language.tsx';
import { keyIn } from './incident-looks.ts';
import { useSiteNames } from './site-names.ts';
import { useUnitNames } from './unit-names.ts';

const mostNamed = 3;

export interface DecisionWords {
  kind: string;
  choice: string;
  /** Records, dossiers, sites. */
  about: string;
  unit: string;
}

/** A decision in the words of the page on which it was taken. */
export function useDecisionWords(): (decision: Decision) => DecisionWords {
  const t = useT();
  const siteName = useSiteNames();
  const unitName = useUnitNames();
  return ({ kind, action, unit, channel, about, count }) => {
    const nameOf = (one: string): string => {
      if (isUnitKey(one)) return unitName(one);
      if (isLocalDay(one)) return formatDay(one);
      return channel === '' && kind !== 'lost_facts' ? siteName(one) : one;
    };
    const isRegistry = channel === 'd3-directory' && about.join() === 'sites';
    const named = isRegistry ? [t('recordChannel.sites')] : about.slice(0, mostNamed).map(nameOf);
    const more =
      count > named.length ? ` ${t('decisions.more', { n: formatCount(count - named.length) })}` : '';
    const records = channel !== '' && !isRegistry;
    return {
      kind: t(kind === 'sites' ? 'sites.title' : keyIn(`incident.${kind}`, 'incident.other')),
      choice: t(keyIn(`resolve.${action}`, 'decisions.other')),
      about: [
        records && t(keyIn(`recordChannel.${channel}`, 'recordChannel.other')),
        `${named.join(', ')}${more}`,
      ]
        .filter(Boolean)
        .join(' '),
      unit: unit === '' ? '' : unitName(unit),
    };
  };
}
