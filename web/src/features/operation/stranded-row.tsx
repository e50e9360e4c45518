import type { StrandedAt } from '../../api/directory.ts';
import { Badge } from '../../design/index.ts';
import { formatDay } from '../../format/dates.ts';
import { formatCount } from '../../format/numbers.ts';
import { useSiteNames } from '../../shared/site-names.ts';
import { GuideLink } from '../../shared/operating/guide-link.tsx';
import styles from '../../shared/operating/operating.module.css';
import { useUnitNames } from '../../shared/operating/unit-names.ts';
import { useT } from './words.ts';

const mostDays = 5;

/** What lies at another site and this one has to know of: it writes the unit now, or stands above both. */
export function StrandedRow({ stranded: { site, unit, records, ids } }: { stranded: StrandedAt }) {
  const t = useT();
  const unitName = useUnitNames();
  const where = useSiteNames()(site);
  const days = ids.filter((id) => /^\d{4}-\d{2}-\d{2}$/.test(id)).map(formatDay);
  return (
    <li>
      <p className={styles.name}>
        {unitName(unit)}
        <span className={styles.quiet}>{t('incidents.count', { n: formatCount(records) })}</span>
      </p>
      <div>
        <Badge tone="late" icon="unlink" wrap>
          {t('stranded.at', { site: where })}
        </Badge>
      </div>
      <div className={styles.words}>
        {days.length > 0 ? (
          <p>{`${days.slice(0, mostDays).join(', ')}${days.length > mostDays ? '…' : ''}`}</p>
        ) : null}
        <p>{t('stranded.advice', { site: where })}</p>
        <p className={styles.quiet}>
          <GuideLink part="stranded" of={t('incident.stranded')} />
        </p>
      </div>
    </li>
  );
}
