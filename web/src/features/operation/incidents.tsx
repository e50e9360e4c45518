import { useQuery } from '@tanstack/react-query';
import { useLocation } from '@tanstack/react-router';
import { useId, useState } from 'react';
import type { Incident, IncidentAction } from '../../api/incidents.ts';
import type { UndecidedUnit } from '../../api/reporting.ts';
import { useHashFocus } from '../../shared/hash-focus.ts';
import { useSession } from '../../shared/session-context.tsx';
import { Button, EmptyState, Skeleton } from '../../design/index.ts';
import { formatCount } from '../../format/numbers.ts';
import { useT } from './words.ts';
import { groupIncidents } from './group-incidents.ts';
import { GuideLink } from '../../shared/operating/guide-link.tsx';
import { HistoryDialog } from './history-dialog.tsx';
import { IncidentRow } from './incident-row.tsx';
import { LostFactsDialog } from './lost-facts-dialog.tsx';
import {
  groupId,
  incidentsQuery,
  strandedQuery,
  undecidedId,
  undecidedKinds,
  undecidedQuery,
} from './queries.ts';
import { QueryFault } from '../../shared/operating/query-faults.tsx';
import { ResolveDialog } from './resolve-dialog.tsx';
import { StrandedRow } from './stranded-row.tsx';
import { type UndecidedAction, UndecidedRow } from './undecided-row.tsx';
import styles from '../../shared/operating/operating.module.css';

/** Lines shown at first, and more at each press: nobody reads hundreds, and a page of them is slow. */
const linesAtOnce = 30;

type Open =
  | { about: 'record'; group: Incident[]; action: IncidentAction }
  | { about: 'unit'; undecided: UndecidedUnit; action: UndecidedAction };

/** What needs a person: evidence that may be lost, a place without an owner, two who claim to own, numbers that nobody here knows. */
export function Incidents({ services }: { services: readonly string[] }) {
  const titleId = useId();
  const t = useT();
  const { site } = useSession();
  const [open, setOpen] = useState<Open>();
  const [wanted, setLines] = useState(linesAtOnce);
  const incidents = useQuery(incidentsQuery);
  const isCounted = services.includes('reporting');
  const undecided = useQuery({ ...undecidedQuery, enabled: isCounted });
  const stranded = useQuery(strandedQuery);
  // What lies at this site is among its incidents.
  const elsewhere = (stranded.data ?? []).filter((one) => one.site !== site.id);
  const units = undecided.data ?? [];
  const groups = groupIncidents(incidents.data?.incidents ?? []);
  const { hash } = useLocation();
  const named = groups.findIndex((group) => groupId(group) === hash) + 1;
  const lines = Math.max(wanted, named);
  const error = incidents.error ?? undecided.error ?? stranded.error;
  const isPending = incidents.isPending || stranded.isPending || (isCounted && undecided.isPending);
  const isAllRead =
    incidents.data !== undefined &&
    stranded.data !== undefined &&
    (!isCounted || undecided.data !== undefined);
  const awaitsHistory = ([one]: Incident[]): boolean =>
    one?.kind === 'stub' &&
    units.some(
      ({ unit, channel, missingTotal }) =>
        unit === one.key?.unit && channel === one.key.channel && missingTotal > 0,
    );
  const close = (): void => setOpen(undefined);
  useHashFocus(
    named > 0 || units.some((one) => undecidedKinds(one).some((kind) => undecidedId(one, kind) === hash)),
  );
  return (
    <section className={styles.card} aria-labelledby={titleId}>
      <header>
        <h2 id={titleId}>{t('incidents.title')}</h2>
        <p className={styles.hint}>
          {t('incidents.hint')} <GuideLink part="incidents" of={t('incidents.title')} />
        </p>
      </header>
      <QueryFault query={incidents} />
      {incidents.error ? null : <QueryFault query={undecided} />}
      {incidents.error || undecided.error ? null : <QueryFault query={stranded} />}
      {isPending && !error ? <Skeleton label={t('loading')} rows={3} /> : null}
      {isAllRead && groups.length + units.length + elsewhere.length === 0 ? (
        <EmptyState inline icon="check" title={t('incidents.none')}>
          {t('incidents.noneHint')}
        </EmptyState>
      ) : null}
      <ul className={styles.rows}>
        {units.map((one) => (
          <UndecidedRow
            key={`${one.unit} ${one.channel}`}
            undecided={one}
            onAct={(action) => setOpen({ about: 'unit', undecided: one, action })}
          />
        ))}
        {elsewhere.map((one) => (
          <StrandedRow key={`${one.site} ${one.unit}`} stranded={one} />
        ))}
        {groups.slice(0, lines).map((group) => (
          <IncidentRow
            key={groupId(group)}
            group={group}
            settledAbove={awaitsHistory(group)}
            onAct={(action) => setOpen({ about: 'record', group, action })}
          />
        ))}
      </ul>
      {groups.length > lines ? (
        <Button onClick={() => setLines(lines + linesAtOnce)}>
          {t('incidents.more', { n: formatCount(groups.length - lines) })}
        </Button>
      ) : null}
      {incidents.data?.isMore ? <p className={styles.hint}>{t('incidents.most')}</p> : null}
      {open?.about === 'record' ? (
        <ResolveDialog group={open.group} action={open.action} onClose={close} />
      ) : null}
      {open?.about === 'unit' && open.action !== 'lost_facts' ? (
        <HistoryDialog undecided={open.undecided} action={open.action} onClose={close} />
      ) : null}
      {open?.about === 'unit' && open.action === 'lost_facts' ? (
        <LostFactsDialog undecided={open.undecided} onClose={close} />
      ) : null}
    </section>
  );
}
