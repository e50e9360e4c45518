import type { Incident, IncidentAction } from '../../api/incidents.ts';
import { Badge, Button } from '../../design/index.ts';
import { formatMoment, machineToday } from '../../format/dates.ts';
import { formatCount } from '../../format/numbers.ts';
import { GuideLink } from '../../shared/operating/guide-link.tsx';
import {
  actionsOf,
  keyIn,
  lookOf,
  settledElsewhere,
  useGroupName,
  useHolderNames,
} from './incident-looks.ts';
import { isNewestAway } from './registry-choice.ts';
import styles from '../../shared/operating/operating.module.css';
import { SitesDifferenceList } from '../../shared/operating/sites-difference.tsx';
import { useUnitNames } from '../../shared/operating/unit-names.ts';
import { groupId } from './queries.ts';
import { useT } from './words.ts';

/** What goes over what others hold. */
export const isFinal = (action: IncidentAction): boolean => action === 'delete' || action === 'publish';

/** What happened to some records of one cause, what to do, and what may be decided here. */
export function IncidentRow({
  group,
  settledAbove,
  onAct,
}: {
  group: readonly Incident[];
  /** The unit's history is decided as a whole, in a line above. */
  settledAbove: boolean;
  onAct: (action: IncidentAction) => void;
}) {
  const t = useT();
  const unitName = useUnitNames();
  const groupName = useGroupName();
  const holderNames = useHolderNames();
  const [incident] = group;
  if (!incident) return null;
  const { kind, key, settledAt } = incident;
  const { tone, icon } = lookOf(kind);
  const isLost = kind === 'stub' && incident.heldAt.length === 0;
  const elsewhere = settledElsewhere(incident);
  const isHere = elsewhere === '' && !settledAbove;
  const since = group
    .map((one) => one.since ?? '')
    .filter(Boolean)
    .sort()[0];
  return (
    <li id={groupId(group)} tabIndex={-1}>
      <p className={styles.name}>
        {groupName(group)}
        <span className={styles.quiet}>
          {[
            unitName(key?.unit),
            group.length > 1
              ? t('incidents.count', { n: formatCount(group.length) })
              : incident.rev > 0 && t('incidents.rev', { rev: formatCount(incident.rev) }),
          ]
            .filter(Boolean)
            .join(' · ')}
        </span>
      </p>
      <div>
        <Badge tone={tone} icon={icon} wrap>
          {t(keyIn(`incident.${kind}`, 'incident.other'))}
        </Badge>
      </div>
      <div className={styles.words}>
        <Meaning incident={incident} />
        {incident.difference ? (
          <>
            <p>{t(kind === 'registry_restored' ? 'sites.newerAgainstHere' : 'sites.registryAgainstFile')}</p>
            <SitesDifferenceList difference={incident.difference} />
          </>
        ) : null}
        <p>
          {t(isLost ? 'advice.lost' : keyIn(`advice.${kind}`, 'advice.other'), {
            holders: holderNames(group),
            rev: formatCount(Math.max(...group.map(({ jumpRev }) => jumpRev))),
            hop: incident.jumpHop || t('incidents.someNeighbour'),
            site: settledAt || t('incidents.siteInCharge'),
            held: formatCount(incident.held),
            wanted: formatCount(incident.wanted),
          })}
        </p>
        {elsewhere ? <p>{t('incidents.settledAt', { site: elsewhere })}</p> : null}
        {settledAbove ? <p>{t('incidents.settledAbove')}</p> : null}
        <p className={styles.quiet}>
          {since ? `${t('incidents.since', { time: formatMoment(since, machineToday()) })} · ` : ''}
          <GuideLink part={kind} of={t(keyIn(`incident.${kind}`, 'incident.other'))} />
        </p>
      </div>
      <div className={styles.buttons}>
        {isHere
          ? actionsOf(group).map((action) => (
              <Button
                key={action}
                small
                look={isFinal(action) ? 'danger' : 'secondary'}
                onClick={() => onAct(action)}
              >
                {t(`resolve.${action}`)}
              </Button>
            ))
          : null}
      </div>
    </li>
  );
}

/** What happened, with what tells this one from others of its kind. The advice tells all of a past that is not whole. */
function Meaning({ incident }: { incident: Incident }) {
  const t = useT();
  const { kind, instances, difference, broke, reachedRev } = incident;
  if (kind === 'past_missing') return null;
  return (
    <p>
      {t(keyIn(`incidentMeaning.${kind}`, 'incidentMeaning.other'))}
      {instances.length > 0 ? ` ${t('incidents.instances', { instances: instances.join(', ') })}` : ''}
      {kind === 'registry_restored' && !difference ? ` ${t('incidents.newerUnread')}` : ''}
      {isNewestAway(incident)
        ? ` ${t('incidents.newestAway', { newest: formatCount(Number(broke)), reached: formatCount(Number(reachedRev)) })}`
        : ''}
    </p>
  );
}
