import { useMutation, useQueries, useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { type DeadLetter, retryDeadLetter } from '../../api/dead-letters.ts';
import { useFailureWords } from '../../shared/refusal-words.ts';
import { Badge, Button, EmptyState, Notice, Skeleton, useToast } from '../../design/index.ts';
import { formatDateTime, formatMoment, machineToday } from '../../format/dates.ts';
import { deadReason } from './dead-reason.ts';
import { deadWords } from './dead-words.ts';
import { GuideLink } from '../../shared/operating/guide-link.tsx';
import { deadLettersQuery } from './queries.ts';
import { QueryFault } from '../../shared/operating/query-faults.tsx';
import { useUnitNames } from '../../shared/operating/unit-names.ts';
import styles from '../../shared/operating/operating.module.css';
import { useT } from './words.ts';

/** The button that was pressed last is gone. */
const takeLostFocus = (end: HTMLElement | null): void => {
  if (document.activeElement === document.body) end?.focus();
};

/**
 * Events and records that could not be used: why, whose turn it is, and again. While one waits, its unit's numbers stand still. Each
 * service is asked by itself: one that is away hides no other's.
 */
export function DeadLetters({ services }: { services: readonly string[] }) {
  const titleId = useId();
  const t = useT();
  const client = useQueryClient();
  const failureWords = useFailureWords();
  const [pages, setPages] = useState(1);
  const asked = useQueries({
    queries: services.map((service) => ({
      ...deadLettersQuery(service, pages),
      // Those that are shown stay while older ones are fetched.
      placeholderData: () => client.getQueryData(deadLettersQuery(service, pages - 1).queryKey),
    })),
  });
  const letters = asked.flatMap(({ data }) => data?.deadLetters ?? []);
  const failed = asked.find(({ error }) => error);
  return (
    <section className={styles.card} aria-labelledby={titleId}>
      <header>
        <h2 id={titleId}>{t('dead.title')}</h2>
        <p className={styles.hint}>
          {t('dead.hint')} <GuideLink part="dead-letter" of={t('dead.title')} />
        </p>
      </header>
      {failed ? <QueryFault query={failed} /> : null}
      {asked.some(({ isPending }) => isPending) ? <Skeleton label={t('loading')} rows={3} /> : null}
      {letters.length === 0 && asked.every(({ data }) => data) ? (
        <EmptyState inline icon="check" title={t('dead.none')}>
          {t('dead.noneHint')}
        </EmptyState>
      ) : null}
      <ul className={styles.rows}>
        {letters.map((letter) => (
          <Letter key={`${letter.service} ${letter.consumer} ${letter.id}`} letter={letter} />
        ))}
      </ul>
      {asked.map(({ data }, at) =>
        data?.older ? (
          <Notice key={services[at]} tone="late">
            {failureWords(data.older)}
          </Notice>
        ) : null,
      )}
      {asked.some(({ data }) => data?.isMore) ? (
        <footer>
          <Button busy={asked.some((one) => one.isPlaceholderData)} onClick={() => setPages(pages + 1)}>
            {t('dead.older')}
          </Button>
        </footer>
      ) : null}
      {pages > 1 && asked.every(({ data }) => data && !data.isMore) ? (
        <p className={styles.hint} role="status" tabIndex={-1} ref={takeLostFocus}>
          {t('dead.all')}
        </p>
      ) : null}
    </section>
  );
}

function Letter({ letter }: { letter: DeadLetter }) {
  const t = useT();
  const unitName = useUnitNames();
  const toast = useToast();
  const queries = useQueryClient();
  const failureWords = useFailureWords();
  const words = deadWords(t, letter);
  const retry = useMutation({
    mutationFn: () => retryDeadLetter(letter),
    onSuccess: (reason) => {
      if (!reason) toast({ words: t('dead.done') });
      void queries.invalidateQueries({ queryKey: ['dead-letters'] });
    },
  });
  return (
    <li>
      <p className={styles.name}>
        {words.name}
        <span className={styles.quiet}>
          {unitName(letter.unit)}
          {letter.eventTime ? (
            <>
              <br />
              {formatDateTime(letter.eventTime)}
            </>
          ) : null}
        </span>
      </p>
      <div>
        <Badge tone="late" icon="alert">
          {t('dead.tries', { n: letter.attempts })}
        </Badge>
      </div>
      <div className={styles.words}>
        {letter.reason ? <p>{t('dead.reason', { why: deadReason(t, letter.reason) })}</p> : null}
        <p className={styles.quiet}>
          {[
            t('dead.owner', { who: words.owner }),
            t('dead.next', { what: words.next }),
            letter.due && t('dead.due', { time: formatMoment(letter.due, machineToday()) }),
            letter.deadSince &&
              t('incidents.since', { time: formatMoment(letter.deadSince, machineToday()) }),
            letter.eventType,
          ]
            .filter(Boolean)
            .join(' · ')}
        </p>
      </div>
      <div className={styles.buttons}>
        <Button small icon="undo" busy={retry.isPending} onClick={() => retry.mutate()}>
          {t('dead.retry')}
        </Button>
      </div>
      {retry.data ? (
        <div className={styles.answer}>
          <Notice tone="soon">{t('dead.again', { why: deadReason(t, retry.data) })}</Notice>
        </div>
      ) : null}
      {retry.error ? (
        <div className={styles.answer}>
          <Notice tone="late">{failureWords(retry.error)}</Notice>
        </div>
      ) : null}
    </li>
  );
}
