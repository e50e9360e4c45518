import type { Freshness } from '../api/operations.ts';
import { formatMoment, machineToday } from '../format/dates.ts';
import { formatCount } from '../format/numbers.ts';
import type { Translate } from '../i18n/language.tsx';
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

/** What warns beside a number: who is not heard, and since when; undefined: nothing to warn of. */
export function staleWords(
  t: Translate,
  { silent }: Figure,
  freshness: readonly Freshness[],
): string | undefined {
  const [only] = silent;
  if (!only) return undefined;
  const heard = silent.flatMap(({ key }) => freshness.find(({ unit }) => unit === key)?.lastHeard ?? []);
  const since = heard.sort((a, b) => Date.parse(a) - Date.parse(b))[0];
  const who =
    silent.length === 1
      ? t('basis.silent', { name: only.name })
      : t('basis.silentMany', { n: formatCount(silent.length) });
  return since ? `${who} ${t('links.since', { time: formatMoment(since, machineToday()) })}` : who;
}
