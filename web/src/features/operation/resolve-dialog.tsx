import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { type Incident, type IncidentAction, resolveIncident } from '../../api/incidents.ts';
import { formatCount } from '../../format/numbers.ts';
import { useT } from './words.ts';
import { DecisionDialog } from '../../shared/operating/decision-dialog.tsx';
import { useGroupName, useHolderNames } from './incident-looks.ts';
import { isFinal } from './incident-row.tsx';
import { type Effect, effectOf, meaningOf } from './registry-choice.ts';
import { SitesDifferenceList } from '../../shared/operating/sites-difference.tsx';
import { useUnitNames } from '../../shared/operating/unit-names.ts';
import styles from '../../shared/operating/operating.module.css';

/** Records that are named one by one before they are deleted. */
const mostNamed = 20;

/** A decision about all records of a group, one after the other: those before a failure are settled. */
export function ResolveDialog({
  group,
  action,
  onClose,
}: {
  group: readonly Incident[];
  action: IncidentAction;
  onClose: () => void;
}) {
  const t = useT();
  const queries = useQueryClient();
  const groupName = useGroupName();
  const holderNames = useHolderNames();
  const unitName = useUnitNames();
  const [done, setDone] = useState(0);
  const [incident] = group;
  const isListed = action === 'delete' && group.length > 1;
  const effect = incident && effectOf(incident, action);
  return (
    <DecisionDialog
      about={`${action}/${incident?.key?.unit ?? ''}/${incident?.key?.id ?? ''}`}
      side={isListed}
      title={t(`resolve.${action}`)}
      isFinal={isFinal(action)}
      decide={async (reason) => {
        for (const [at, one] of group.entries()) {
          await resolveIncident(one, action, reason);
          setDone(at + 1);
        }
      }}
      onSettled={() => void queries.invalidateQueries({ queryKey: ['incidents'] })}
      done={t('incidents.resolved')}
      onClose={onClose}
    >
      {/* What cannot be taken back is named once more. */}
      <p>
        <strong>{groupName(group)}</strong>
        <br />
        {unitName(incident?.key?.unit)}
        {group.length > 1 ? ` · ${t('incidents.count', { n: formatCount(group.length) })}` : ''}
      </p>
      <p>
        {t(meaningOf(incident, action), {
          holders: holderNames(group),
          held: formatCount(Number(incident?.held)),
          wanted: formatCount(Number(incident?.wanted)),
          newest: formatCount(Number(incident?.broke)),
          reached: formatCount(Number(incident?.reachedRev)),
        })}
      </p>
      {isListed ? (
        <ul className={styles.list}>
          {group.slice(0, mostNamed).map((one) => (
            <li key={one.key?.id}>{groupName([one])}</li>
          ))}
          {group.length > mostNamed ? (
            <li>{t('incidents.andMore', { n: formatCount(group.length - mostNamed) })}</li>
          ) : null}
        </ul>
      ) : null}
      {effect ? <EffectList effect={effect} /> : null}
      {done > 0 && group.length > 1 ? (
        <p role="status">
          {t('incidents.progress', { done: formatCount(done), all: formatCount(group.length) })}
        </p>
      ) : null}
    </DecisionDialog>
  );
}

function EffectList({ effect: { where, difference, isPartial } }: { effect: Effect }) {
  const t = useT();
  return (
    <section className={styles.findings}>
      <h3>{t(where)}</h3>
      {difference ? <SitesDifferenceList difference={difference} /> : <p>{t('sites.changesUnknown')}</p>}
      {isPartial ? <p>{t('sites.changesPartial')}</p> : null}
    </section>
  );
}
