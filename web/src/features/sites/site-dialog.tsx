import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Site } from '../../api/directory.ts';
import { changeSites, type SitesChange } from '../../api/sites-change.ts';
import { useFailureWords } from '../../shared/refusal-words.ts';
import { Notice, SelectField, Skeleton } from '../../design/index.ts';
import { useT } from './words.ts';
import { DecisionDialog } from '../../shared/operating/decision-dialog.tsx';
import { Findings, isUndelivered, Undelivered } from './site-findings.tsx';
import { siteName } from '../../shared/site-names.ts';
import { useUnitNames } from '../../shared/operating/unit-names.ts';
import styles from '../../shared/operating/operating.module.css';

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
  // Said of what is chosen; another choice is asked anew.
  const [acceptedFor, setAcceptedFor] = useState('');
  const chosen = `${to} ${units.join(' ')}`;
  const isAccepted = acceptedFor === chosen;
  const change = changeOf(site, action, units, to, isAccepted);
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
      about={`${action}/${site.id}`}
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
        <Notice tone="late">
          {failureWords(dryRun.error)}
          <Undelivered error={dryRun.error} />
        </Notice>
      ) : null}
      {isAccepted || isUndelivered(dryRun.error) ? (
        <label className={styles.choose}>
          <input
            type="checkbox"
            checked={isAccepted}
            onChange={(event) => setAcceptedFor(event.target.checked ? chosen : '')}
          />
          {t('sites.acceptLoss')}
        </label>
      ) : null}
      {change && seen ? <Findings changed={seen} site={site.id} /> : null}
    </DecisionDialog>
  );
}

/** Undefined: something has still to be chosen. */
function changeOf(
  { id, successor }: Site,
  action: SitesChange['action'],
  units: readonly string[],
  to: string,
  isAccepted: boolean,
): SitesChange | undefined {
  switch (action) {
    case 'hand_over':
      if (units.length === 0 || to === '') return undefined;
      return { action, units, to, ...(isAccepted ? { acceptLoss: true } : {}) };
    case 'name_successor':
      return to === successor ? undefined : { action, site: id, successor: to };
    case 'retire':
      return { action, site: id, ...(isAccepted ? { acceptLoss: true } : {}) };
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
