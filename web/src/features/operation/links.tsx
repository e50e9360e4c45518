import { useQuery } from '@tanstack/react-query';
import { listNeighbours, type Neighbour } from '../../api/exchange.ts';
import { Badge, EmptyState, Notice, Skeleton } from '../../design/index.ts';
import { formatDateTime, formatMoment, machineToday } from '../../format/dates.ts';
import { formatCount } from '../../format/numbers.ts';
import { formatBytes } from '../../format/scaled.ts';
import { spanWords } from './spans.ts';
import { GuideLink } from '../../shared/operating/guide-link.tsx';
import styles from '../../shared/operating/operating.module.css';
import { QueryFault } from '../../shared/operating/query-faults.tsx';
import { linkId } from './queries.ts';
import { has, type Key, useLanguage, useT } from './words.ts';

const keyIn = (key: string): Key | undefined => (has(key) ? key : undefined);

/** Every neighbour: is it there, what does it lack, since when and why. */
export function Links() {
  const { t } = useLanguage();
  const links = useQuery({
    queryKey: ['neighbours'],
    queryFn: ({ signal }) => listNeighbours(signal),
    refetchInterval: 5_000,
  });
  return (
    <section className={styles.card} aria-labelledby="links-title">
      <header>
        <h2 id="links-title">{t('links.title')}</h2>
        <p className={styles.hint}>
          {t('links.hint')} <GuideLink part="links" of={t('links.title')} />
        </p>
      </header>
      <QueryFault query={links} />
      {links.isPending ? <Skeleton label={t('loading')} rows={3} /> : null}
      {links.data?.neighbours.length === 0 ? (
        <EmptyState inline icon="link" title={t('links.none')}>
          {t('links.noneHint')}
        </EmptyState>
      ) : null}
      <ul className={styles.rows}>
        {links.data?.neighbours.map((one) => (
          <Link key={`${one.relation}/${one.site}`} neighbour={one} />
        ))}
      </ul>
    </section>
  );
}

type Waiting = Exclude<Neighbour['reason'], 'LINK_REASON_UNSPECIFIED' | 'LINK_REASON_CLOCK'>;

/** Why records wait; a clock that is off makes none wait. */
const waitingOf = (reason: Neighbour['reason']): Waiting | undefined =>
  reason === 'LINK_REASON_UNSPECIFIED' || reason === 'LINK_REASON_CLOCK' ? undefined : reason;

function Link({ neighbour: one }: { neighbour: Neighbour }) {
  const { t } = useLanguage();
  const refusal = one.lastRefusal;
  const service = keyIn(`service.${one.name}`);
  const waits = one.unconfirmed > 0;
  // Nothing travels to a service of this site: what it has confirmed is all there is to say.
  const isLocal = one.relation === 'RELATION_CONSUMER';
  const waitsFor = waits ? waitingOf(one.reason) : undefined;
  return (
    <li id={linkId(one.site)} tabIndex={-1}>
      <p className={styles.name}>
        {service ? t(service) : one.name || one.site}
        <span className={styles.quiet}>{t(`relation.${one.relation}`)}</span>
      </p>
      <div>
        <Badge tone={one.connected ? 'good' : 'late'} icon={one.connected ? 'link' : 'unlink'}>
          {one.connected ? t('links.connected') : t('links.down')}
        </Badge>
      </div>
      <div className={styles.rest}>
        <p>
          {waits ? t('links.unconfirmed', { n: formatCount(one.unconfirmed) }) : t('links.confirmed')}
          {waits && one.oldestUnconfirmed
            ? ` ${t('since', { time: formatMoment(one.oldestUnconfirmed, machineToday()) })}`
            : ''}
        </p>
        {/* A clock that is off matters also when nothing waits. */}
        {one.clocks ? <ClocksDiffer clocks={one.clocks} /> : null}
        {waitsFor ? <p>{t('links.because', { why: t(`linkReason.${waitsFor}`) })}</p> : null}
        {isLocal ? null : (
          <dl className={styles.facts}>
            <Fact
              name={t(one.connected ? 'links.heard' : 'links.silentSince')}
              value={one.lastHeard ? formatMoment(one.lastHeard, machineToday()) : t('neverHeard')}
            />
            <Fact name={t('links.sent')} value={formatBytes(one.bytesSent)} />
            <Fact name={t('links.received')} value={formatBytes(one.bytesReceived)} />
            <Fact name={t('links.rate')} value={one.rate > 0 ? `${formatBytes(one.rate)}/s` : '–'} />
          </dl>
        )}
        {refusal === 'MESSAGE_REFUSAL_UNSPECIFIED' ? null : (
          <Notice tone="soon">
            {t('links.refused', { n: formatCount(one.refused), why: t(`linkRefusal.${refusal}`) })}
          </Notice>
        )}
      </div>
    </li>
  );
}

function ClocksDiffer({ clocks: { here, there } }: { clocks: NonNullable<Neighbour['clocks']> }) {
  const t = useT();
  if (!here || !there) return null;
  const ahead = Date.parse(there) - Date.parse(here);
  const params = {
    by: spanWords(t, Math.abs(ahead)),
    here: formatDateTime(here),
    there: formatDateTime(there),
  };
  return (
    <Notice tone="soon" icon="clock">
      {t(ahead > 0 ? 'links.clockAhead' : 'links.clockBehind', params)}
    </Notice>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
