import { useQueries, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useRef } from 'react';
import { Button, DueBadge, EmptyState, Icon, Notice, Skeleton } from '../../design/index.ts';
import { formatCount } from '../../format/numbers.ts';
import { Failure } from '../../shared/failure.tsx';
import { walkRows } from '../../shared/rows.ts';
import { useSession } from '../../shared/session-context.tsx';
import { useShortcuts } from '../../shared/shortcuts.ts';
import { NotAllowed } from '../../shared/state-pages.tsx';
import { arrangeWork, type WorkItem } from '../../shared/work.ts';
import { featuresOf, startsOf } from '../features-of.ts';
import { useLanguage, useT } from './words.ts';
import styles from './work-screen.module.css';

const freshMs = 15_000;

/** What waits for the person, whatever feature it is of: the most urgent first. */
export function WorkScreen() {
  const { t, language } = useLanguage();
  const session = useSession();
  const list = useRef<HTMLDivElement>(null);
  useShortcuts({ ArrowDown: () => list.current?.querySelector('a')?.focus() });
  const sources = useWork();
  if (sources.length === 0) return <NotAllowed />;
  const groups = arrangeWork(
    sources.flatMap(({ nav, data }) =>
      (data?.items ?? []).map((one) => ({ ...one, id: `${nav.to} ${one.id}` })),
    ),
  );
  const n = groups.reduce((sum, { items }) => sum + items.length, 0);
  const isKnown = sources.every(({ data, error }) => data && !error);
  const isMore = sources.some(({ data }) => data?.isMore);
  return (
    <main className={styles.screen}>
      <header className={styles.head}>
        <h1>{t('work.title')}</h1>
        <p role="status">
          {isKnown && n > 0 ? t('work.count', { n: `${formatCount(n)}${isMore ? '+' : ''}` }) : ''}
        </p>
        {startsOf(session).map(({ to, name, key }) => (
          <Link key={to} to={to} className={styles.start}>
            <Icon name="plus" />
            <span>{name[language]}</span>
            {key ? <kbd aria-hidden="true">{key.toUpperCase()}</kbd> : null}
          </Link>
        ))}
      </header>
      <div className={styles.list}>
        {sources.map(({ nav, error, refetch }) =>
          error ? (
            <div key={nav.to} className={styles.note}>
              <Notice tone="late" action={<Button onClick={() => void refetch()}>{t('tryAgain')}</Button>}>
                <strong>{nav.name[language]}</strong>: <Failure error={error} />
              </Notice>
            </div>
          ) : null,
        )}
        {sources.some(({ isPending }) => isPending) ? <Skeleton label={t('loading')} rows={8} /> : null}
        {n === 0 && isKnown ? (
          <EmptyState icon="check" title={t('work.none')}>
            {t('work.noneHint')}
          </EmptyState>
        ) : null}
        {n > 0 ? <Columns /> : null}
        {/* biome-ignore lint/a11y/noStaticElementInteractions: arrows move among the links inside */}
        <div ref={list} onKeyDown={walkRows}>
          {groups.map(({ group, items }) => (
            <section key={group} aria-labelledby={`work-${group}`}>
              <h2 id={`work-${group}`} className={styles.group} data-group={group}>
                {t(`work.group.${group}`)} <span className={styles.count}>{formatCount(items.length)}</span>
              </h2>
              <ul>
                {items.map((one) => (
                  <Row key={one.id} item={one} />
                ))}
              </ul>
            </section>
          ))}
        </div>
        {sources.map(({ nav, data }) =>
          data?.isMore ? (
            <p key={nav.to} className={styles.more}>
              <Link to={nav.to}>{t('work.more', { where: nav.name[language] })}</Link>
            </p>
          ) : null,
        )}
      </div>
    </main>
  );
}

/** What each feature gives, asked by itself: one that is away hides no other's. */
function useWork() {
  const { language } = useLanguage();
  const session = useSession();
  const queries = useQueryClient();
  const giving = featuresOf(session).flatMap(({ nav, work }) => (work ? [{ nav, work }] : []));
  const answers = useQueries({
    queries: giving.map(({ nav, work }) => ({
      queryKey: ['work', nav.to, session.homeUnit.key, language],
      queryFn: async ({ signal }: { signal: AbortSignal }) =>
        (await work())({ session, queries, language, signal }),
      refetchInterval: freshMs,
      // Whoever comes back from a dossier has just moved it on.
      refetchOnMount: 'always' as const,
    })),
  });
  return giving.flatMap(({ nav }, index) => {
    const answer = answers[index];
    return answer ? [{ ...answer, nav }] : [];
  });
}

function Columns() {
  const t = useT();
  return (
    <div className={styles.columns} aria-hidden="true">
      <span>{t('work.column.due')}</span>
      <span>{t('work.column.title')}</span>
      <span>{t('work.column.whose')}</span>
      <span>{t('work.column.next')}</span>
      <span>{t('work.column.code')}</span>
    </div>
  );
}

function Row({ item: { due, title, whose, next, code, href } }: { item: WorkItem }) {
  return (
    <li className={styles.item}>
      <Link to={href} className={styles.row}>
        <span className={styles.due}>
          <DueBadge look={due.look} words={due.words} plain />
        </span>
        <span className={styles.name} title={title}>
          {title}
        </span>
        <span className={styles.whose}>{whose}</span>
        <span className={styles.next} title={next}>
          {next}
        </span>
        <span className={styles.code}>{code}</span>
      </Link>
    </li>
  );
}
