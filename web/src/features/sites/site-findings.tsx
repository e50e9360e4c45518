import type { ChangedSites, RetiredSite, UnitConcerned } from '../../api/directory.ts';
import { ApiFailure } from '../../api/failure.ts';
import { Notice } from '../../design/index.ts';
import { formatMoment, machineToday } from '../../format/dates.ts';
import { formatCount } from '../../format/numbers.ts';
import { useSiteNames } from '../../shared/site-names.ts';
import { openWords } from './open-words.ts';
import styles from '../../shared/operating/operating.module.css';
import { SitesDifferenceList } from '../../shared/operating/sites-difference.tsx';
import { useUnitNames } from '../../shared/operating/unit-names.ts';
import { has, type Key, useLanguage, useT } from './words.ts';

/** The dry run: what moves, and what is known of the records of each unit. */
export function Findings({
  changed: { difference, units, retired },
  site,
}: {
  changed: ChangedSites;
  site: string;
}) {
  const t = useT();
  return (
    <div className={styles.findings} role="status">
      <h3>{t('sites.dryRun')}</h3>
      {difference && countOf(difference) > 0 ? (
        <SitesDifferenceList difference={difference} />
      ) : (
        <p>{t('sites.onlyNamed')}</p>
      )}
      {units.map((one) => (
        <Concerned key={one.unit} concerned={one} />
      ))}
      {retired ? <LeftBehind site={site} retired={retired} /> : null}
    </div>
  );
}

const countOf = ({
  added,
  removed,
  moved,
  units,
  rekeyed,
}: NonNullable<ChangedSites['difference']>): number =>
  [added, removed, moved, units, rekeyed].reduce((sum, { length }) => sum + length, 0);

function Concerned({ concerned }: { concerned: UnitConcerned }) {
  const t = useT();
  const { language } = useLanguage();
  const unitName = useUnitNames();
  const nameOfSite = useSiteNames();
  const { unit, from, to, records, unconfirmed, lastHeard, openStocks } = concerned;
  const site = nameOfSite(from);
  const stays = openStocks.some(({ value }) => value !== 0);
  const needsCare = unconfirmed === undefined || unconfirmed > 0 || stays;
  return (
    <Notice tone={needsCare ? 'soon' : 'accent'} icon={needsCare ? 'alert' : 'check'}>
      <strong>{unitName(unit)}</strong>
      <ul className={styles.list}>
        <li>
          {records === undefined
            ? t('sites.recordsUnknown')
            : t('sites.records', { n: formatCount(records) })}
        </li>
        <li>
          {unconfirmed === undefined
            ? t('sites.unconfirmedUnknown', { site })
            : unconfirmed > 0
              ? t('sites.unconfirmed', { site, n: formatCount(unconfirmed) })
              : t('sites.confirmed', { site })}
        </li>
        <li>
          {lastHeard
            ? t('sites.heard', { site, time: formatMoment(lastHeard, machineToday()) })
            : t('sites.notHeard', { site })}
        </li>
        {openStocks.map((stock) => (
          <li key={stock.indicator}>{openWords(t, language, stock)}</li>
        ))}
        {stays ? <li>{t('sites.openStay', { site, to: nameOfSite(to) })}</li> : null}
      </ul>
    </Notice>
  );
}

/** What a site that is retired has and nobody else holds. */
function LeftBehind({ site: id, retired }: { site: string; retired: RetiredSite }) {
  const t = useT();
  const unitName = useUnitNames();
  const site = useSiteNames()(id);
  const { answered, goesByRegistry, unconfirmed, stranded, lastHeard } = retired;
  if (!answered)
    return (
      <Notice tone="soon" icon="alert">
        {t('sites.leftUnknown', { site })}{' '}
        {lastHeard ? t('sites.heard', { site, time: formatMoment(lastHeard, machineToday()) }) : null}
      </Notice>
    );
  const waits = unconfirmed ?? 0;
  const isClean = goesByRegistry && waits === 0 && stranded.length === 0;
  return (
    <Notice tone={isClean ? 'accent' : 'soon'} icon={isClean ? 'check' : 'alert'}>
      <ul className={styles.list}>
        {goesByRegistry ? null : <li>{t('sites.otherRegistry', { site })}</li>}
        <li>
          {waits > 0
            ? t('sites.unconfirmed', { site, n: formatCount(waits) })
            : t('sites.confirmed', { site })}
        </li>
        {stranded.map(({ unit, records }) => (
          <li key={unit}>{t('sites.stranded', { unit: unitName(unit), n: formatCount(records) })}</li>
        ))}
        {stranded.length === 0 ? <li>{t('sites.nothingStranded')}</li> : null}
      </ul>
    </Notice>
  );
}

/** A person may accept the loss; any other refusal has to be put right first. */
export const isUndelivered = (error: unknown): error is ApiFailure =>
  error instanceof ApiFailure && error.code === 'UNITS_NOT_DELIVERED';

/** Which units are not known to be delivered, and why. */
export function Undelivered({ error }: { error: unknown }) {
  const t = useT();
  const unitName = useUnitNames();
  if (!isUndelivered(error)) return null;
  return (
    <ul className={styles.list}>
      {error.fields.map(({ field, rule, description }) => (
        <li key={field}>
          {field === 'site' ? null : `${unitName(field.replace(/^units\./, ''))}: `}
          {t(whyKey(rule), { what: description })}
        </li>
      ))}
    </ul>
  );
}

function whyKey(rule: string): Key {
  const key = `undelivered.${rule}`;
  return has(key) ? key : 'undelivered.UNKNOWN';
}
