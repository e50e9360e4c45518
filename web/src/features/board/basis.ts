import type { Unit } from '../../api/directory.ts';
import type { Freshness } from '../../api/operations.ts';
import { formatMoment, machineToday } from '../../format/dates.ts';
import { formatCount } from '../../format/numbers.ts';
import type { Translate } from './words.ts';
import type { Figure } from './rollup.ts';

/** Under every number: from how many units of how many, and up to when. */
export function basisWords(t: Translate, figure: Figure, today: string): string {
  if (figure.total === 0) return t('basis.none');
  const { complete, total, asOf } = figure;
  const units = t('basis.units', { complete: formatCount(complete), total: formatCount(total) });
  return `${units} · ${asOf ? t('basis.asOf', { time: formatMoment(asOf, today) }) : t('fresh.unknown')}`;
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

/** All that warns beside a number, the gravest first. */
export function warningsOf(
  t: Translate,
  figure: Figure,
  units: readonly Unit[],
  freshness: readonly Freshness[],
): Warning[] {
  const nameOf = ({ unit }: Freshness): string[] =>
    units.flatMap(({ key, name }) => (key === unit ? [name] : []));
  const found = grave.flatMap((reason): Warning[] => {
    if (reason === 'FRESHNESS_REASON_LINK_DOWN')
      return figure.stale ? [{ words: silentWords(t, figure, freshness), icon: 'clock' }] : [];
    const [only, ...more] = new Set(freshness.filter((one) => one.reason === reason).flatMap(nameOf));
    if (only === undefined) return [];
    const what = t(`fresh.${reason}`);
    const words =
      more.length === 0
        ? t('basis.warning', { what, name: only })
        : t('basis.warningMany', { what, n: formatCount(more.length + 1) });
    return [{ words, icon: 'alert' }];
  });
  return figure.marked ? [...found, { words: t('basis.marked'), icon: 'alert' }] : found;
}

/** Who is not heard, and since when. */
function silentWords(t: Translate, { silent }: Figure, freshness: readonly Freshness[]): string {
  const heard = silent.flatMap(({ key }) => freshness.find(({ unit }) => unit === key)?.lastHeard ?? []);
  const since = heard.sort((a, b) => Date.parse(a) - Date.parse(b))[0];
  const who =
    silent.length === 1
      ? t('basis.silent', { name: silent[0]?.name ?? '' })
      : t('basis.silentMany', { n: formatCount(silent.length) });
  return since ? `${who} ${t('since', { time: formatMoment(since, machineToday()) })}` : who;
}
