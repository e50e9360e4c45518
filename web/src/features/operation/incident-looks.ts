import { isLocalDay } from '@lienthong/domain';
import type { Incident, IncidentAction } from '../../api/incidents.ts';
import type { IconName, Tone } from '../../design/index.ts';
import { formatDay } from '../../format/dates.ts';
import { useSiteNames } from '../../shared/site-names.ts';
import { has, type Key, type Translate, useT } from './words.ts';

interface Look {
  tone: Tone;
  icon: IconName;
  actions: readonly IncidentAction[];
}

const directoryChannel = 'd3-directory';

const looks: Record<string, Look> = {
  marked: { tone: 'soon', icon: 'alert', actions: ['lift'] },
  jump: { tone: 'late', icon: 'alert', actions: ['accept', 'dismiss'] },
  stub: { tone: 'late', icon: 'pause', actions: ['adopt', 'delete'] },
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

export const keyIn = (key: string, otherwise: Key): Key => (has(key) ? key : otherwise);

const tallies = 'u2-tally-';

/** What the records of a channel are called: figures whatever service they are of, or by the channel. */
export const channelKey = (channel: string): Key =>
  channel.startsWith(tallies)
    ? 'recordChannel.tally'
    : keyIn(`recordChannel.${channel}`, 'recordChannel.other');

/** The service whose events a channel's figures are made from, e.g. "One-stop"; one without a name of its own by its code. */
export function sourceName(t: Translate, channel: string): string {
  const owner = channel.replace(tallies, '');
  const key = `service.${owner}`;
  return has(key) ? t(key) : owner;
}

/** Where another site settles it: its name. A stranded record is settled where it lies; its `settledAt` says who writes the unit now. */
export const settledElsewhere = ({ kind, settledAt }: Incident): string =>
  kind === 'stranded' ? '' : settledAt;

/** A day as people write it, a table of the directory by what it holds; anything else is a name of its own. */
export function recordName(t: Translate, channel: string, id: string): string {
  const isDay: boolean = isLocalDay(id);
  if (isDay) return formatDay(id);
  if (channel !== directoryChannel) return id;
  if (has(`table.${id}`)) return t(keyIn(`table.${id}`, 'recordChannel.other'));
  const [table = '', of = ''] = id.split(':');
  if (!has(`table.${table}`)) return id;
  return `${t(keyIn(`table.${table}`, 'recordChannel.other'))} ${of === 'hours' ? t('table.hours') : of}`.trim();
}

export const isRegistry = (channel: string, id: string): boolean =>
  channel === directoryChannel && id === 'sites';

/** What the records are called: their kind, and the first and the last of them. */
export function groupName(
  t: Translate,
  siteName: (id: string) => string,
  group: readonly Incident[],
): string {
  const [first] = group;
  const { channel = '', id = '' } = first?.key ?? {};
  if (group.length === 1 && isRegistry(channel, id)) return t('table.sites');
  if (first?.kind === 'twin') return t('incidents.site', { site: siteName(id) });
  const ids = [...new Set([first, group.at(-1)].map((one) => recordName(t, channel, one?.key?.id ?? '')))];
  return `${t(channelKey(channel))} ${ids.join(' – ')}`;
}

export function useGroupName(): (group: readonly Incident[]) => string {
  const t = useT();
  const siteName = useSiteNames();
  return (group) => groupName(t, siteName, group);
}
