import type { SitesDifference } from '../api/exchange.ts';
import { useLanguage } from '../i18n/language.tsx';
import { useUnitNames } from './unit-names.ts';

/** From the registry of sites that is held or configured here to the one that others hold, a line for each change. */
export function SitesDifferenceList({ difference }: { difference: SitesDifference }) {
  const { t } = useLanguage();
  const unitName = useUnitNames();
  const { added, removed, moved, units, rekeyed } = difference;
  const none = (site: string): string => (site === '' ? t('sites.none') : site);
  return (
    <ul>
      {added.map((site) => (
        <li key={`+${site}`}>{t('sites.added', { site })}</li>
      ))}
      {removed.map((site) => (
        <li key={`-${site}`}>{t('sites.removed', { site })}</li>
      ))}
      {moved.map(({ what, from, to }) => (
        <li key={`>${what}`}>{t('sites.moved', { site: what, from: none(from), to: none(to) })}</li>
      ))}
      {units.map(({ what, from, to }) => (
        <li key={`@${what}`}>{t('sites.unit', { unit: unitName(what), from: none(from), to: none(to) })}</li>
      ))}
      {rekeyed.map((site) => (
        <li key={`!${site}`}>{t('sites.rekeyed', { site })}</li>
      ))}
    </ul>
  );
}
