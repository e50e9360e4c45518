import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import {
  changeSites,
  type ChangedSites,
  type Site,
  type SitesChange,
  type UnitConcerned,
} from '../api/directory.ts';
import { useFailureWords } from '../app/refusal-words.ts';
import { Notice, SelectField, Skeleton } from '../design/index.ts';
import { formatMoment, machineToday } from '../format/dates.ts';
import { formatCount } from '../format/numbers.ts';
import { useT } from '../i18n/language.tsx';
import { DecisionDialog } from './decision-dialog.tsx';
import { siteName, useSiteNames } from './site-names.ts';
import { SitesDifferenceList } from './sites-difference.tsx';
import { useUnitNames } from './unit-names.ts';
import styles from './operator-screen.module.css';

/** One change of the registry: what is chosen, what the dry run says of it at once, why, and the decision upon just that table. */
export function SiteDialog({
  site: opened,
  action,
  all,
  onClose,
}: {
  site: Site;
  action: SitesChange['action'];
  all: readonly Site[];
  onClose: () => void;
}) {
  const t = useT();
  const queries = useQueryClient();
  const failureWords = useFailureWords();
  // As it stood when the window was opened; another table by now is refused by its hash.
  const [site] = useState(opened);
  const [units, setUnits] = useState<readonly string[]>(site.parent === '' ? [] : site.owns);
  const [to, setTo] = useState(site.successor);
  const change = changeOf(site, action, units, to);
  const dryRun = useQuery({
    queryKey: ['sites-dry-run', change],
    queryFn: ({ signal }) => changeSites(change as SitesChange, { dryRun: true }, signal),
    enabled: change !== undefined,
    staleTime: 0,
    gcTime: 0,
    retry: false,
    refetchOnWindowFocus: false,
  });
  const seen = dryRun.isFetching || dryRun.error ? undefined : dryRun.data;
  return (
    <DecisionDialog
      side
      title={`${t(`resolve.${action}`)}: ${site.name}`}
      confirm={t(`resolve.${action}`)}
      isFinal={action !== 'name_successor'}
      blocked={!change || !seen}
      decide={(reason) => changeSites(change as SitesChange, { reason, hash: seen?.hash ?? '' })}
      onSettled={() => {
        for (const name of ['sites', 'sites-dry-run']) void queries.invalidateQueries({ queryKey: [name] });
      }}
      done={t(`sites.done.${action}`)}
      onClose={onClose}
    >
      <p>{t(`resolveMeaning.${action}`)}</p>
      {action === 'hand_over' ? <Units site={site} chosen={units} onChange={setUnits} /> : null}
      {action === 'retire' ? null : (
        <SelectField
          label={t(action === 'hand_over' ? 'sites.to' : 'sites.successorField')}
          value={to}
          onChange={(event) => setTo(event.target.value)}
        >
          <option value="">{t(action === 'hand_over' ? 'sites.chooseTo' : 'sites.noSuccessor')}</option>
          {all
            .filter(({ id }) => id !== site.id)
            .map((one) => (
              <option key={one.id} value={one.id}>
                {siteName(one, one.id)}
              </option>
            ))}
        </SelectField>
      )}
      {change ? null : <p className={styles.hint}>{t('sites.chooseFirst')}</p>}
      {change && dryRun.isFetching ? <Skeleton label={t('loading')} rows={3} /> : null}
      {change && dryRun.error && !dryRun.isFetching ? (
        <Notice tone="late">{failureWords(dryRun.error)}</Notice>
      ) : null}
      {change && seen ? <Findings changed={seen} /> : null}
    </DecisionDialog>
  );
}

/** Undefined: something has still to be chosen. */
function changeOf(
  { id, successor }: Site,
  action: SitesChange['action'],
  units: readonly string[],
  to: string,
): SitesChange | undefined {
  switch (action) {
    case 'hand_over':
      return units.length > 0 && to !== '' ? { action, units, to } : undefined;
    case 'name_successor':
      return to === successor ? undefined : { action, site: id, successor: to };
    case 'retire':
      return { action, site: id };
    default: {
      const never: never = action;
      return never;
    }
  }
}

function Units({
  site: { owns },
  chosen,
  onChange,
}: {
  site: Site;
  chosen: readonly string[];
  onChange: (units: readonly string[]) => void;
}) {
  const t = useT();
  const unitName = useUnitNames();
  return (
    <fieldset className={styles.choices}>
      <legend>{t('sites.units')}</legend>
      {owns.map((unit) => (
        <label key={unit} className={styles.choose}>
          <input
            type="checkbox"
            checked={chosen.includes(unit)}
            onChange={(event) =>
              onChange(owns.filter((one) => (one === unit ? event.target.checked : chosen.includes(one))))
            }
          />
          {unitName(unit)}
        </label>
      ))}
    </fieldset>
  );
}

/** The dry run: what moves, and what is known of the records of each unit. */
function Findings({ changed: { difference, units } }: { changed: ChangedSites }) {
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
  const unitName = useUnitNames();
  const nameOfSite = useSiteNames();
  const { unit, from, records, unconfirmed, lastHeard } = concerned;
  const site = nameOfSite(from);
  const isBehind = unconfirmed === undefined || Number(unconfirmed) > 0;
  return (
    <Notice tone={isBehind ? 'soon' : 'accent'} icon={isBehind ? 'alert' : 'check'}>
      <strong>{unitName(unit)}</strong>
      <ul className={styles.list}>
        <li>
          {records === undefined
            ? t('sites.recordsUnknown')
            : t('sites.records', { n: formatCount(Number(records)) })}
        </li>
        <li>
          {unconfirmed === undefined
            ? t('sites.unconfirmedUnknown', { site })
            : Number(unconfirmed) > 0
              ? t('sites.unconfirmed', { site, n: formatCount(Number(unconfirmed)) })
              : t('sites.confirmed', { site })}
        </li>
        <li>
          {lastHeard
            ? t('sites.heard', { site, time: formatMoment(lastHeard, machineToday()) })
            : t('sites.notHeard', { site })}
        </li>
      </ul>
    </Notice>
  );
}
