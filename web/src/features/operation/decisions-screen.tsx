import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { type Deciding, type Decision, listDecisions } from '../../api/decisions.ts';
import type { Session } from '../../api/session.ts';
import { allows } from '../../shared/needs.ts';
import { useSession } from '../../shared/session-context.tsx';
import { Button, classNames, EmptyState, Icon, matches, Skeleton, TextField } from '../../design/index.ts';
import { formatDateTime } from '../../format/dates.ts';
import { formatCount } from '../../format/numbers.ts';
import { useT } from './words.ts';
import { type DecisionWords, useDecisionWords } from './decision-words.ts';
import styles from './decisions-screen.module.css';
import { groupDecisions } from './group-decisions.ts';
import { holdsRegistry } from './needs.ts';
import { GuideLink } from '../../shared/operating/guide-link.tsx';
import screen from '../../shared/operating/operating.module.css';
import { QueryFault } from '../../shared/operating/query-faults.tsx';

const linesAtOnce = 50;

/** What people decided at this site: when, who, about what, which choice and why. */
export function DecisionsScreen() {
  const session = useSession();
  return <Decisions from={keepersOf(session)} name={session.site.name} />;
}

/** Exchange runs everywhere; the registry of sites is changed at the province only. */
const keepersOf = (session: Session): Deciding[] => [
  'exchange',
  ...(session.services.includes('reporting') ? (['reporting'] as const) : []),
  ...(allows(session, holdsRegistry) ? (['directory'] as const) : []),
];

const useDecisions = (from: readonly Deciding[]) =>
  useInfiniteQuery({
    queryKey: ['decisions', from],
    queryFn: ({ pageParam, signal }) => listDecisions(from, pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.before,
  });

function Decisions({ from, name }: { from: readonly Deciding[]; name: string }) {
  const t = useT();
  const wordsOf = useDecisionWords();
  const [wanted, setWanted] = useState('');
  const [isPrinting, setPrinting] = useState(false);
  const [lines, setLines] = useState(linesAtOnce);
  const query = useDecisions(from);
  const { hasNextPage, isFetching, isError, fetchNextPage } = query;
  const rows = groupDecisions(query.data?.pages.flatMap(({ decisions }) => decisions) ?? []).map(
    (decision) => ({ decision, words: wordsOf(decision) }),
  );
  const seen = rows.filter(({ decision: { by, reason, at }, words }) =>
    matches([by, reason, at && formatDateTime(at), ...Object.values(words)].join(' '), wanted),
  );
  // A search looks through all of them, and so does paper.
  const isMoreWanted = isPrinting || wanted.trim() !== '' || lines > seen.length;
  useEffect(() => {
    if (isError || isFetching) return;
    if (isMoreWanted && hasNextPage) void fetchNextPage();
    else if (isPrinting) {
      window.print();
      setPrinting(false);
    }
  }, [isError, isFetching, isMoreWanted, hasNextPage, isPrinting, fetchNextPage]);
  return (
    <main className={classNames(screen.screen, styles.screen)}>
      <Link to="/operator" className={classNames(screen.back, styles.aside)}>
        <Icon name="undo" />
        {t('operator.back')}
      </Link>
      <header className={screen.head}>
        <h1>{t('decisions.of', { name })}</h1>
        {rows.length > 0 ? (
          <span className={styles.aside}>
            <Button small busy={isPrinting} onClick={() => setPrinting(true)}>
              {t('print')}
            </Button>
          </span>
        ) : null}
      </header>
      <section className={screen.card} aria-label={t('decisions.title')}>
        <header className={styles.aside}>
          <p className={screen.hint}>
            {t('decisions.hint')} <GuideLink part="decisions" of={t('decisions.title')} />
          </p>
        </header>
        <QueryFault query={query} />
        {query.isPending ? <Skeleton label={t('loading')} rows={3} /> : null}
        {query.data && rows.length === 0 ? (
          <EmptyState inline icon="table" title={t('decisions.empty')}>
            {t('decisions.emptyHint')}
          </EmptyState>
        ) : null}
        {rows.length > 0 ? (
          <div className={styles.aside}>
            <TextField
              label={t('decisions.search')}
              type="search"
              value={wanted}
              onChange={(event) => setWanted(event.target.value)}
            />
          </div>
        ) : null}
        {rows.length > 0 && seen.length === 0 && !hasNextPage ? (
          <p className={screen.hint}>{t('decisions.noMatch')}</p>
        ) : null}
        {seen.length > 0 ? <Table rows={isPrinting ? seen : seen.slice(0, lines)} /> : null}
        {seen.length > lines && !isPrinting ? (
          <div className={styles.aside}>
            <Button onClick={() => setLines(lines + linesAtOnce)}>
              {t('incidents.more', { n: formatCount(seen.length - lines) })}
            </Button>
          </div>
        ) : null}
      </section>
    </main>
  );
}

function Table({ rows }: { rows: readonly { decision: Decision; words: DecisionWords }[] }) {
  const t = useT();
  return (
    <table className={styles.decisions}>
      <thead>
        <tr>
          <th scope="col">{t('decisions.when')}</th>
          <th scope="col">{t('decisions.who')}</th>
          <th scope="col">{t('decisions.what')}</th>
          <th scope="col">{t('decisions.choice')}</th>
          <th scope="col">{t('decisions.why')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ decision: { at, by, reason }, words }) => (
          <tr key={[at, by, ...Object.values(words)].join(' ')}>
            <td>{at ? formatDateTime(at) : ''}</td>
            <td>{by}</td>
            <td>
              {words.about}
              <span className={screen.quiet}>{[words.kind, words.unit].filter(Boolean).join(' · ')}</span>
            </td>
            <td>{words.choice}</td>
            <td>{reason}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
