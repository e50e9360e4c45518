import type { Unit } from '../../api/directory.ts';
import { formatMoment, machineToday } from '../../format/dates.ts';
import { formatCount } from '../../format/numbers.ts';
import type { Translate } from './words.ts';
import type { Figure } from './rollup.ts';
import type { UnitTrust } from './trust.ts';
import type { Board } from './use-board.ts';

/** What a total stands on, beside the number of units that could stand behind it. */
export interface Coverage {
  connected: number;
  all: number;
}

/** Whose numbers are here, of all that could be. */
export function coverageOf({ communes, live }: Pick<Board, 'communes' | 'live'>): Coverage {
  const connected = communes.filter(({ key }) => (live.trust.get(key)?.trust ?? 'none') !== 'none');
  return { connected: connected.length, all: communes.length };
}

/**
 * Up to when what is here is complete, of all that are connected: those that are not are told apart. Without a stream nothing is known beyond
 * its last message.
 */
export function completeUpTo({ communes, live }: Pick<Board, 'communes' | 'live'>): string | undefined {
  if (live.isLost) return live.now;
  const known = communes
    .flatMap(({ key }) => live.trust.get(key) ?? [])
    .filter(({ trust }) => trust !== 'none')
    .map(({ completeAsOf }) => completeAsOf);
  if (known.includes(undefined)) return undefined;
  return known.sort((a, b) => Date.parse(a ?? '') - Date.parse(b ?? ''))[0];
}

/** The same in words; a commune's own board is of one unit. */
export function coverageWords(t: Translate, board: Pick<Board, 'communes' | 'live'>): string {
  const { connected, all } = coverageOf(board);
  if (all === 1 && connected === 1) return t('basis.ownConnected');
  return t(connected < all ? 'basis.connected' : 'basis.allConnected', {
    connected: formatCount(connected),
    all: formatCount(all),
  });
}

/** Under every total: how many units of all are in it, how many of those are complete, and up to when. */
export function basisWords(t: Translate, { complete, total }: Figure, board: Board): string {
  if (total === 0) return t('basis.none');
  const { connected } = coverageOf(board);
  const missing =
    complete < connected
      ? [t('basis.units', { complete: formatCount(complete), total: formatCount(connected) })]
      : [];
  return [coverageWords(t, board), ...missing, upToWords(t, board)].join(' · ');
}

/** `đến 07:40`; without a stream `số lúc 07:40`. */
export function upToWords(t: Translate, board: Pick<Board, 'communes' | 'live' | 'day'>): string {
  const upTo = completeUpTo(board);
  if (!upTo) return t('fresh.unknown');
  return t(board.live.isLost ? 'basis.lost' : 'basis.asOf', { time: formatMoment(upTo, board.day) });
}

/** The same in pieces for a narrow column. */
export function basisShort(t: Translate, figure: Figure, today: string): string[] {
  const units = t('basis.short', {
    complete: formatCount(figure.complete),
    total: formatCount(figure.total),
  });
  return figure.asOf ? [units, formatMoment(figure.asOf, today)] : [units];
}

/** What a number must not be taken for that of now for, the gravest first. What passes by itself within seconds is left out. */
const grave = [
  'FRESHNESS_REASON_TWIN',
  'FRESHNESS_REASON_HISTORY_MISSING',
  'FRESHNESS_REASON_LINK_DOWN',
  'FRESHNESS_REASON_DEAD_LETTER',
  'FRESHNESS_REASON_AHEAD',
  'FRESHNESS_REASON_BEHIND',
] as const;

export interface Warning {
  words: string;
  icon: 'alert' | 'clock';
}

/** All that warns beside a number, the gravest first. @param units those behind it */
export function warningsOf(
  t: Translate,
  { marked }: Pick<Figure, 'marked'>,
  units: readonly Unit[],
  trust: ReadonlyMap<string, UnitTrust>,
): Warning[] {
  const found = grave.flatMap((reason): Warning[] => {
    const those = units.filter(({ key }) => trust.get(key)?.reason === reason);
    if (those.length === 0) return [];
    if (reason === 'FRESHNESS_REASON_LINK_DOWN')
      return [{ words: silentWords(t, those, trust), icon: 'clock' }];
    const what = t(`fresh.${reason}`);
    const words =
      those.length === 1
        ? t('basis.warning', { what, name: those[0]?.name ?? '' })
        : t('basis.warningMany', { what, n: formatCount(those.length) });
    return [{ words, icon: 'alert' }];
  });
  return marked ? [...found, { words: t('basis.marked'), icon: 'alert' }] : found;
}

/** Who is not heard, and since when. */
function silentWords(t: Translate, silent: readonly Unit[], trust: ReadonlyMap<string, UnitTrust>): string {
  const heard = silent.flatMap(({ key }) => trust.get(key)?.lastHeard ?? []);
  const since = heard.sort((a, b) => Date.parse(a) - Date.parse(b))[0];
  const who =
    silent.length === 1
      ? t('basis.silent', { name: silent[0]?.name ?? '' })
      : t('basis.silentMany', { n: formatCount(silent.length) });
  return since ? `${who} ${t('since', { time: formatMoment(since, machineToday()) })}` : who;
}
