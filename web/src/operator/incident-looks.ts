import { isLocalDay } from '@lienthong/domain';
import type { Incident, IncidentAction } from '../api/exchange.ts';
import type { IconName, Tone } from '../design/index.ts';
import { formatDay } from '../format/dates.ts';
import { useT } from '../i18n/language.tsx';
import type { Key } from '../i18n/translate.ts';
import { vi } from '../i18n/vi.ts';
import { useSiteNames } from './site-names.ts';

interface Look {
  tone: Tone;
  icon: IconName;
  actions: readonly IncidentAction[];
}

const looks: Record<string, Look> = {
  marked: { tone: 'soon', icon: 'alert', actions: ['lift'] },
  jump: { tone: 'late', icon: 'alert', actions: ['accept', 'dismiss'] },
  stub: { tone: 'late', icon: 'pause', actions: ['adopt', 'bury'] },
  contested: { tone: 'late', icon: 'alert', actions: ['keep'] },
  twin: { tone: 'late', icon: 'alert', actions: ['lift'] },
  lacking: { tone: 'late', icon: 'alert', actions: [] },
  registry_restored: { tone: 'late', icon: 'pause', actions: ['take_back', 'publish'] },
  registry_differs: { tone: 'soon', icon: 'alert', actions: [] },
  past_missing: { tone: 'late', icon: 'pause', actions: ['no_more'] },
  stranded: { tone: 'late', icon: 'unlink', actions: ['entered'] },
};

export const lookOf = (kind: string): Look => looks[kind] ?? { tone: 'stale', icon: 'alert', actions: [] };

/** What may be decided of a group: what nobody is known to hold cannot be taken back. */
export const actionsOf = ([incident]: readonly Incident[]): readonly IncidentAction[] =>
  lookOf(incident?.kind ?? '').actions.filter(
    (action) => action !== 'adopt' || incident?.heldAt.length !== 0,
  );

const mostHolders = 3;

/** Who holds what its owner has lost. */
export function useHolderNames(): (group: readonly Incident[]) => string {
  const t = useT();
  return (group) => {
    const names = [...new Set(group.flatMap(({ heldAt }) => heldAt))];
    const named = names.slice(0, mostHolders).join(', ');
    return names.length > mostHolders
      ? t('incidents.andSites', { names: named, n: names.length - mostHolders })
      : named;
  };
}

export const keyIn = (key: string, otherwise: Key): Key => (key in vi ? (key as Key) : otherwise);

/** Where another site settles it: its name. A stranded record is settled where it lies; its `settledAt` says who writes the unit now. */
export const settledElsewhere = ({ kind, settledAt }: Incident): string =>
  kind === 'stranded' ? '' : settledAt;

/** A day as people write it; anything else is a name of its own. */
const recordId = (id: string): string => (isLocalDay(id) ? formatDay(id) : id);

/** What the records are called: their kind, and the first and the last of them. */
export function useGroupName(): (group: readonly Incident[]) => string {
  const t = useT();
  const siteName = useSiteNames();
  return (group) => {
    const [first] = group;
    if (first?.key?.channel === 'd3-directory' && first.key.id === 'sites') return t('recordChannel.sites');
    if (first?.kind === 'twin') return t('incidents.site', { site: siteName(first.key?.id ?? '') });
    const ids = [...new Set([first, group.at(-1)].map((one) => recordId(one?.key?.id ?? '')))];
    return `${t(keyIn(`recordChannel.${first?.key?.channel}`, 'recordChannel.other'))} ${ids.join(' – ')}`;
  };
}
