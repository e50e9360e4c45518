import { isLocalDay } from '@lienthong/domain';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { type Incident, type IncidentAction, listIncidents, resolveIncident } from '../api/exchange.ts';
import { useFailureWords } from '../app/refusal-words.ts';
import {
  Badge,
  Button,
  Dialog,
  EmptyState,
  type IconName,
  Notice,
  Skeleton,
  TextArea,
  type Tone,
  useToast,
} from '../design/index.ts';
import { formatDay, formatMoment, machineToday } from '../format/dates.ts';
import { formatCount } from '../format/numbers.ts';
import { useLanguage } from '../i18n/language.tsx';
import type { Key } from '../i18n/translate.ts';
import { vi } from '../i18n/vi.ts';
import { groupIncidents } from './group-incidents.ts';
import { GuideLink } from './guide-link.tsx';
import { SitesDifferenceList } from './sites-difference.tsx';
import { useUnitNames } from './unit-names.ts';
import styles from './operator-screen.module.css';

const looks: Record<string, { tone: Tone; icon: IconName; actions: IncidentAction[] }> = {
  marked: { tone: 'soon', icon: 'alert', actions: ['lift'] },
  jump: { tone: 'late', icon: 'alert', actions: ['accept', 'dismiss'] },
  stub: { tone: 'late', icon: 'pause', actions: ['adopt', 'bury'] },
  contested: { tone: 'late', icon: 'alert', actions: [] },
  twin: { tone: 'late', icon: 'alert', actions: ['lift'] },
  lacking: { tone: 'late', icon: 'alert', actions: [] },
  registry_restored: { tone: 'late', icon: 'pause', actions: ['take_back', 'publish'] },
  registry_differs: { tone: 'soon', icon: 'alert', actions: [] },
  stranded: { tone: 'late', icon: 'unlink', actions: [] },
};
const look = (kind: string) => looks[kind] ?? { tone: 'stale' as const, icon: 'alert' as const, actions: [] };
const keyIn = (key: string, otherwise: Key): Key => (key in vi ? (key as Key) : otherwise);

/** Records that need a person: evidence that may be lost, a place without an owner, two who claim to own. */
export function Incidents() {
  const { t } = useLanguage();
  const failureWords = useFailureWords();
  const [resolving, setResolving] = useState<{ group: Incident[]; action: IncidentAction }>();
  const incidents = useQuery({
    queryKey: ['incidents'],
    queryFn: ({ signal }) => listIncidents(signal),
    refetchInterval: 10_000,
  });
  return (
    <section className={styles.card} aria-labelledby="incidents-title">
      <header>
        <h2 id="incidents-title">{t('incidents.title')}</h2>
        <p className={styles.hint}>
          {t('incidents.hint')} <GuideLink part="incidents" of={t('incidents.title')} />
        </p>
      </header>
      {incidents.error && !incidents.data ? (
        <Notice tone="late">{failureWords(incidents.error)}</Notice>
      ) : null}
      {incidents.isPending ? <Skeleton label={t('loading')} rows={3} /> : null}
      {incidents.data?.length === 0 ? (
        <EmptyState inline icon="check" title={t('incidents.none')}>
          {t('incidents.noneHint')}
        </EmptyState>
      ) : null}
      <ul className={styles.rows}>
        {groupIncidents(incidents.data ?? []).map((group) => (
          <Row key={group.map(nameOf)[0]} group={group} onAct={(action) => setResolving({ group, action })} />
        ))}
      </ul>
      {resolving ? <Resolve {...resolving} onClose={() => setResolving(undefined)} /> : null}
    </section>
  );
}

/** What goes over what others hold. */
const isFinal = (action: IncidentAction): boolean => action === 'bury' || action === 'publish';

/** A day as people write it; anything else is a name of its own. */
const recordId = (id: string): string => (isLocalDay(id) ? formatDay(id) : id);

const nameOf = ({ key, kind }: Incident): string => `${kind}/${key?.channel}/${key?.unit}/${key?.id}`;

/** What the records are called: their kind, and the first and the last of them. */
function useGroupName(): (group: Incident[]) => string {
  const { t } = useLanguage();
  return (group) => {
    const [first] = group;
    const ids = [...new Set([first, group.at(-1)].map((one) => recordId(one?.key?.id ?? '')))];
    return `${t(keyIn(`recordChannel.${first?.key?.channel}`, 'recordChannel.other'))} ${ids.join(' – ')}`;
  };
}

function Row({ group, onAct }: { group: Incident[]; onAct: (action: IncidentAction) => void }) {
  const { t, language } = useLanguage();
  const unitName = useUnitNames();
  const groupName = useGroupName();
  const [incident] = group;
  if (!incident) return null;
  const { kind, key } = incident;
  const { tone, icon, actions } = look(kind);
  return (
    <li>
      <p className={styles.name}>
        {groupName(group)}
        <span className={styles.quiet}>
          {unitName(key?.unit)} ·{' '}
          {group.length > 1
            ? t('incidents.count', { n: formatCount(group.length) })
            : t('incidents.rev', { rev: incident.rev })}
        </span>
      </p>
      <div>
        <Badge tone={tone} icon={icon}>
          {t(keyIn(`incident.${kind}`, 'incident.other'))}
        </Badge>
      </div>
      <div className={styles.words}>
        {language === 'vi' && incident.words ? <p>{incident.words}</p> : null}
        {incident.difference ? <SitesDifferenceList difference={incident.difference} /> : null}
        <p>
          {t(keyIn(`advice.${kind}`, 'advice.other'), {
            rev: formatCount(Number(incident.jumpRev)),
            hop: incident.jumpHop,
          })}
        </p>
        <p className={styles.quiet}>
          {incident.since
            ? `${t('incidents.since', { time: formatMoment(incident.since, machineToday()) })} · `
            : ''}
          <GuideLink part={kind} of={t(keyIn(`incident.${kind}`, 'incident.other'))} />
        </p>
      </div>
      <div className={styles.buttons}>
        {actions.map((action) => (
          <Button
            key={action}
            small
            look={isFinal(action) ? 'danger' : 'secondary'}
            onClick={() => onAct(action)}
          >
            {group.length > 1 ? t('incidents.liftAll', { n: group.length }) : t(`resolve.${action}`)}
          </Button>
        ))}
      </div>
    </li>
  );
}

function Resolve({
  group,
  action,
  onClose,
}: {
  group: Incident[];
  action: IncidentAction;
  onClose: () => void;
}) {
  const { t } = useLanguage();
  const toast = useToast();
  const queries = useQueryClient();
  const failureWords = useFailureWords();
  const groupName = useGroupName();
  const unitName = useUnitNames();
  const [reason, setReason] = useState('');
  const [missing, setMissing] = useState(false);
  const resolve = useMutation({
    mutationFn: async () => {
      for (const incident of group) await resolveIncident(incident, action, reason);
    },
    // Also after a failure: those before it are settled.
    onSettled: () => queries.invalidateQueries({ queryKey: ['incidents'] }),
    onSuccess: () => {
      toast({ words: t('incidents.resolved') });
      onClose();
    },
  });
  const send = (event: FormEvent): void => {
    event.preventDefault();
    if (reason.trim() !== '') {
      resolve.mutate();
      return;
    }
    setMissing(true);
    (event.currentTarget as HTMLFormElement).querySelector('textarea')?.focus();
  };
  return (
    <Dialog title={t(`resolve.${action}`)} closeLabel={t('close')} onClose={onClose}>
      <form className={styles.form} onSubmit={send} noValidate>
        {/* What cannot be taken back is named once more. */}
        <p>
          <strong>{groupName(group)}</strong>
          <br />
          {unitName(group[0]?.key?.unit)}
          {group.length > 1 ? ` · ${t('incidents.count', { n: formatCount(group.length) })}` : ''}
        </p>
        <p>{t(`resolveMeaning.${action}`)}</p>
        <TextArea
          label={t('incidents.reason')}
          value={reason}
          data-autofocus
          error={
            missing && reason.trim() === '' ? t('rule.REQUIRED', { field: t('field.reason') }) : undefined
          }
          onChange={(event) => setReason(event.target.value)}
        />
        {resolve.error ? <Notice tone="late">{failureWords(resolve.error)}</Notice> : null}
        <footer>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button type="submit" look={isFinal(action) ? 'danger' : 'primary'} busy={resolve.isPending}>
            {t(`resolve.${action}`)}
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}
