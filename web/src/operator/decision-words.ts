import { isUnitKey } from '@lienthong/domain';
import type { Decision } from '../api/decisions.ts';
import { formatCount } from '../format/numbers.ts';
import { useT } from '../i18n/language.tsx';
import { channelKey, isRegistry, keyIn, recordName } from './incident-looks.ts';
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
      return channel === '' && kind !== 'lost_facts' ? siteName(one) : recordName(t, channel, one);
    };
    const named = about.slice(0, mostNamed).map(nameOf);
    const more =
      count > named.length ? ` ${t('decisions.more', { n: formatCount(count - named.length) })}` : '';
    const isOfKind = channel !== '' && !isRegistry(channel, about.join());
    return {
      kind: t(kind === 'sites' ? 'sites.title' : keyIn(`incident.${kind}`, 'incident.other')),
      choice: t(keyIn(`resolve.${action}`, 'decisions.other')),
      about: [isOfKind && t(channelKey(channel)), `${named.join(', ')}${more}`].filter(Boolean).join(' '),
      unit: unit === '' ? '' : unitName(unit),
    };
  };
}
