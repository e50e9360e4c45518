import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type KeyboardEvent, type MouseEvent, useLayoutEffect, useRef } from 'react';
import type { Dossier, DossierFilter, DossierPage } from '../../api/onestop.ts';
import { isComposing } from '../../shared/composing.ts';
import { registering } from './needs.ts';
import { allows } from '../../shared/needs.ts';
import { useSession } from '../../shared/session-context.tsx';
import { Button, EmptyState, Skeleton } from '../../design/index.ts';
import { useT } from './words.ts';
import styles from './dossier-list.module.css';
import { DueBadge } from './due-badge.tsx';
import { nextWords } from './due-words.ts';
import { rowsOf } from './queries.ts';
import { Unread } from './unread.tsx';
import { useLastError } from './use-last-error.ts';

interface Props {
  query: UseInfiniteQueryResult<InfiniteData<DossierPage>>;
  /** The rows answer an older question: they look so, and no key opens them. */
  isStale: boolean;
  filter: DossierFilter;
  search: string;
  openId: string | undefined;
  onClear: () => void;
}

/** Rows, each opened with Enter. */
export function DossierList({ query, isStale, filter, search, openId, onClear }: Props) {
  const t = useT();
  const error = useLastError(query);
  const list = useRef<HTMLUListElement>(null);
  const rows = rowsOf(query.data);
  const goOnAt = useRef<number>(undefined);
  useLayoutEffect(() => {
    if (goOnAt.current === undefined || goOnAt.current >= rows.length) return;
    linksIn(list.current)[goOnAt.current]?.focus();
    goOnAt.current = undefined;
  });
  if (query.isPending && !error) return <Skeleton label={t('loading')} rows={12} />;
  if (error && rows.length === 0) return <Unread error={error} onAgain={() => void query.refetch()} />;
  if (rows.length === 0) return <Nothing filter={filter} search={search} onClear={onClear} />;

  const onKeyDown = (event: KeyboardEvent<HTMLUListElement>): void => {
    if (isComposing(event)) return;
    if (isStale && event.key === 'Enter') event.preventDefault();
    const step = { PageDown: 10, PageUp: -10 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    focusRow(event.currentTarget, step);
  };
  const showMore = ({ detail }: MouseEvent): void => {
    // Pressed by a key: whoever walks the list goes on with what comes.
    if (detail === 0) goOnAt.current = rows.length;
    void query.fetchNextPage();
  };

  return (
    <>
      <div className={styles.columns} aria-hidden="true">
        <span>{t('column.due')}</span>
        <span>{t('column.applicant')}</span>
        <span>{t('column.procedure')}</span>
        <span>{t('column.next')}</span>
        <span>{t('column.code')}</span>
      </div>
      <ul
        ref={list}
        className={styles.list}
        onKeyDown={onKeyDown}
        aria-busy={isStale}
        data-fading={isStale || undefined}
      >
        {rows.map((dossier) => (
          <Row key={dossier.id} dossier={dossier} open={dossier.id === openId} />
        ))}
      </ul>
      {query.hasNextPage ? (
        <div className={styles.more}>
          <Button busy={query.isFetchingNextPage} onClick={showMore}>
            {t('showMore')}
          </Button>
        </div>
      ) : (
        <p className={styles.end}>{t('list.end', { n: rows.length })}</p>
      )}
    </>
  );
}

const linksIn = (list: HTMLElement | null): HTMLAnchorElement[] => [...(list?.querySelectorAll('a') ?? [])];

/** From the row in focus so many rows on; from elsewhere to the first. */
export function focusRow(list: HTMLElement | null, by: number): void {
  const links = linksIn(list);
  const now = links.findIndex((link) => link === document.activeElement);
  links[now < 0 ? 0 : Math.min(links.length - 1, Math.max(0, now + by))]?.focus();
}

function Row({ dossier, open }: { dossier: Dossier; open: boolean }) {
  const next = nextWords(useT(), dossier);
  return (
    <li className={styles.item}>
      <Link
        to="/dossiers/$dossierId"
        params={{ dossierId: dossier.id }}
        search={(now) => now}
        className={styles.row}
        aria-current={open || undefined}
      >
        <span className={styles.due}>
          <DueBadge dossier={dossier} short />
        </span>
        <span className={styles.name} title={dossier.applicant?.name}>
          {dossier.applicant?.name}
        </span>
        <span className={styles.procedure} title={dossier.procedureName}>
          {dossier.procedureName}
        </span>
        <span className={styles.next} title={next}>
          {next}
        </span>
        <span className={styles.code}>{dossier.code}</span>
      </Link>
    </li>
  );
}

function Nothing({ filter, search, onClear }: Pick<Props, 'filter' | 'search' | 'onClear'>) {
  const t = useT();
  const register = allows(useSession(), registering);
  if (search !== '')
    return (
      <EmptyState
        icon="search"
        title={t('empty.search', { search })}
        action={<Button onClick={onClear}>{t('empty.clear')}</Button>}
      >
        {t('empty.searchHint')}
      </EmptyState>
    );
  if (filter === 'DOSSIER_FILTER_OPEN' && register)
    return (
      <EmptyState
        icon="plus"
        title={t('empty.open')}
        action={
          <Link to="/dossiers/new" className={styles.first}>
            {t('new.action')}
          </Link>
        }
      >
        {t('empty.openHint')}
      </EmptyState>
    );
  return (
    <EmptyState icon="check" title={t('empty.filter')}>
      {t(`empty.${filter}`)}
    </EmptyState>
  );
}
