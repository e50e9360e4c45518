import { isUnitKey } from '@lienthong/domain';
import type { Decision, DecisionKind } from '../../api/decisions.ts';
import { formatCount } from '../../format/numbers.ts';
import { type Translate, useT } from './words.ts';
import { channelKey, isRegistry, recordName, sourceName } from './incident-looks.ts';
import { useSiteNames } from '../../shared/site-names.ts';
import { useUnitNames } from '../../shared/operating/unit-names.ts';

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
  return (decision) => decisionWords(decision, { t, siteName, unitName });
}

interface Naming {
  t: Translate;
  siteName: (site: string) => string;
  unitName: (unit: string) => string;
}

/** What a service lost or missed is its own: the words name the source, e.g. "Một cửa". */
const ofSource: readonly DecisionKind[] = ['history_missing', 'lost_facts'];

export function decisionWords(
  { kind, action, unit, channel, about, count }: Decision,
  { t, siteName, unitName }: Naming,
): DecisionWords {
  const nameOf = (one: string): string => {
    if (isUnitKey(one)) return unitName(one);
    return channel === '' ? siteName(one) : recordName(t, channel, one);
  };
  const named = about.slice(0, mostNamed).map(nameOf);
  const more =
    count > named.length ? ` ${t('decisions.more', { n: formatCount(count - named.length) })}` : '';
  return {
    kind: t(kind === 'sites' ? 'decisions.sites' : `incident.${kind}`),
    choice: t(`resolve.${action}`),
    about: [wordOf(t, { kind, channel, about }), `${named.join(', ')}${more}`].filter(Boolean).join(' '),
    unit: unit === '' ? '' : unitName(unit),
  };
}

function wordOf(
  t: Translate,
  { kind, channel, about }: Pick<Decision, 'kind' | 'channel' | 'about'>,
): string {
  if (channel === '' || isRegistry(channel, about.join())) return '';
  return ofSource.includes(kind) ? `${sourceName(t, channel)} ·` : t(channelKey(channel));
}
