import { useId, useState } from 'react';
import type { Freshness } from '../../api/operations.ts';
import { Badge, Button } from '../../design/index.ts';
import { formatMoment, formatTime, machineToday } from '../../format/dates.ts';
import styles from './freshness-list.module.css';
import { looks } from './trust.ts';
import type { Live } from './use-board.ts';
import { useLanguage } from './words.ts';

/** Nothing more is to be said of these than the badge says. */
const plain = [
  'FRESHNESS_REASON_UNSPECIFIED',
  'FRESHNESS_REASON_CURRENT',
  'FRESHNESS_REASON_NOT_REPORTING',
] as const;
const isPlain = (reason: Freshness['reason']): reason is (typeof plain)[number] =>
  plain.some((one) => one === reason);

/** Who was heard when, up to when each is complete, and why not further: the troubled first. */
export function FreshnessList({ live, day }: { live: Live; day: string }) {
  const titleId = useId();
  const { t } = useLanguage();
  const [all, setAll] = useState(false);
  const { freshness, now } = live;
  const silent = freshness.filter(({ reason }) => reason === 'FRESHNESS_REASON_NOT_REPORTING');
  const speaking = freshness
    .filter(({ reason }) => reason !== 'FRESHNESS_REASON_NOT_REPORTING')
    .sort(
      (a, b) =>
        Number(a.reason === 'FRESHNESS_REASON_CURRENT') - Number(b.reason === 'FRESHNESS_REASON_CURRENT') ||
        // By name, so that rows stay where they are while times change.
        a.unitName.localeCompare(b.unitName, 'vi'),
    );
  return (
    <section className={styles.card} aria-labelledby={titleId}>
      <h2 id={titleId}>{t('fresh.title')}</h2>
      {live.isLost && now ? (
        <p className={styles.none}>{t('fresh.lost', { time: formatTime(now) })}</p>
      ) : null}
      {/* Longer than its place, it is read by keyboard too. */}
      <ul className={styles.list} tabIndex={0} aria-labelledby={titleId}>
        {[...speaking, ...(all ? silent : [])].map((one) => (
          <Row key={`${one.unit} ${one.channel}`} one={one} day={day} isLost={live.isLost} />
        ))}
      </ul>
      {now && speaking.length === 0 ? <p className={styles.none}>{t('fresh.nobody')}</p> : null}
      {silent.length > 0 ? (
        <Button small look="quiet" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? t('fresh.hideSilent') : t('fresh.silent', { n: silent.length })}
        </Button>
      ) : null}
    </section>
  );
}

function Row({ one, day, isLost }: { one: Freshness; day: string; isLost: boolean }) {
  const { t } = useLanguage();
  const { tone, icon } = looks[one.reason];
  return (
    <li className={styles.row}>
      <strong>{one.unitName}</strong>
      <Badge tone={isLost ? 'stale' : tone} icon={isLost ? 'clock' : icon} wrap>
        {t(`fresh.${one.reason}`)}
      </Badge>
      <span className={styles.detail}>
        {one.completeAsOf
          ? t('fresh.complete', { time: formatMoment(one.completeAsOf, day) })
          : t('fresh.unknown')}
        {' · '}
        {one.lastHeard
          ? t(one.reason === 'FRESHNESS_REASON_LINK_DOWN' ? 'fresh.silentSince' : 'fresh.heard', {
              time: formatMoment(one.lastHeard, machineToday()),
            })
          : t('neverHeard')}
        {one.marked ? ` · ${t('basis.marked')}` : ''}
      </span>
      {isPlain(one.reason) ? null : <span className={styles.detail}>{t(`freshWhy.${one.reason}`)}</span>}
    </li>
  );
}
