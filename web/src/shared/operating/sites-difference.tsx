import type { SitesDifference } from '../../api/incidents.ts';
import { useLanguage } from './words.ts';
import { useSiteNames } from '../site-names.ts';
import { useUnitNames } from './unit-names.ts';
import styles from './operating.module.css';

/** From the registry of sites that is held or configured here to the one that others hold, a line for each change. */
export function SitesDifferenceList({ difference }: { difference: SitesDifference }) {
  const { t } = useLanguage();
  const unitName = useUnitNames();
  const { added, removed, moved, units, rekeyed } = difference;
  const siteName = useSiteNames();
  const none = (site: string): string => (site === '' ? t('sites.none') : siteName(site));
  return (
    <ul className={styles.list}>
      {added.map((site) => (
        <li key={`+${site}`}>{t('sites.added', { site: siteName(site) })}</li>
      ))}
      {removed.map((site) => (
        <li key={`-${site}`}>{t('sites.removed', { site: siteName(site) })}</li>
      ))}
      {moved.map(({ what, from, to }) => (
        <li key={`>${what}`}>{t('sites.moved', { site: siteName(what), from: none(from), to: none(to) })}</li>
      ))}
      {units.map(({ what, from, to }) => (
        <li key={`@${what}`}>{t('sites.unit', { unit: unitName(what), from: none(from), to: none(to) })}</li>
      ))}
      {rekeyed.map((site) => (
        <li key={`!${site}`}>{t('sites.rekeyed', { site: siteName(site) })}</li>
      ))}
    </ul>
  );
}
