import { useState } from 'react';
import type { Freshness } from '../api/operations.ts';
import { Badge, Button, type IconName, type Tone } from '../design/index.ts';
import { formatMoment, machineToday } from '../format/dates.ts';
import { useLanguage } from '../i18n/language.tsx';
import type { Key } from '../i18n/translate.ts';
import { vi } from '../i18n/vi.ts';
import styles from './freshness-list.module.css';

const looks: Record<string, { tone: Tone; icon: IconName }> = {
  current: { tone: 'good', icon: 'check' },
  link_down: { tone: 'late', icon: 'unlink' },
  dead_letter: { tone: 'late', icon: 'alert' },
  catching_up: { tone: 'soon', icon: 'send' },
  behind: { tone: 'late', icon: 'clock' },
  history_missing: { tone: 'late', icon: 'alert' },
  twin: { tone: 'late', icon: 'alert' },
  ahead: { tone: 'late', icon: 'clock' },
  comparing: { tone: 'soon', icon: 'clock' },
  not_reporting: { tone: 'stale', icon: 'pause' },
};

const reasonKey = (reason: string): Key | undefined => {
  const key = `fresh.${reason}`;
  return key in vi ? (key as Key) : undefined;
};

/** Who was heard when, up to when each is complete, and why not further: the troubled first. */
export function FreshnessList({ freshness, day }: { freshness: Freshness[]; day: string }) {
  const { t } = useLanguage();
  const [all, setAll] = useState(false);
  const silent = freshness.filter(({ reason }) => reason === 'not_reporting');
  const speaking = freshness
    .filter(({ reason }) => reason !== 'not_reporting')
    .sort(
      (a, b) =>
        Number(a.reason === 'current') - Number(b.reason === 'current') ||
        // By name, so that rows stay where they are while times change.
        a.unitName.localeCompare(b.unitName, 'vi'),
    );
  return (
    <section className={styles.card} aria-labelledby="freshness-title">
      <h2 id="freshness-title">{t('fresh.title')}</h2>
      {/* Longer than its place, it is read by keyboard too. */}
      <ul className={styles.list} tabIndex={0} aria-labelledby="freshness-title">
        {[...speaking, ...(all ? silent : [])].map((one) => (
          <Row key={`${one.unit} ${one.channel}`} one={one} day={day} />
        ))}
      </ul>
      {speaking.length === 0 ? <p className={styles.none}>{t('fresh.nobody')}</p> : null}
      {silent.length > 0 ? (
        <Button small look="quiet" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? t('fresh.hideSilent') : t('fresh.silent', { n: silent.length })}
        </Button>
      ) : null}
    </section>
  );
}

function Row({ one, day }: { one: Freshness; day: string }) {
  const { t, language } = useLanguage();
  const { tone, icon } = looks[one.reason] ?? { tone: 'stale' as const, icon: 'clock' as const };
  const key = reasonKey(one.reason);
  return (
    <li className={styles.row}>
      <strong>{one.unitName}</strong>
      <Badge tone={tone} icon={icon} wrap>
        {key ? t(key) : one.reasonWords}
      </Badge>
      <span className={styles.detail}>
        {one.completeAsOf
          ? t('fresh.complete', { time: formatMoment(one.completeAsOf, day) })
          : t('fresh.unknown')}
        {' · '}
        {one.lastHeard
          ? t(one.reason === 'link_down' ? 'fresh.silentSince' : 'fresh.heard', {
              time: formatMoment(one.lastHeard, machineToday()),
            })
          : t('fresh.never')}
        {one.marked ? ` · ${t('basis.marked')}` : ''}
      </span>
      {language === 'vi' && one.reason !== 'current' && one.reason !== 'not_reporting' && one.reasonWords ? (
        <span className={styles.detail}>{one.reasonWords}</span>
      ) : null}
    </li>
  );
}
