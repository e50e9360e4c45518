import type { UseInfiniteQueryResult } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { KeyboardEvent, RefObject } from 'react';
import type { Dossier, DossierFilter, DossierPage } from '../../api/onestop.ts';
import { registering } from './needs.ts';
import { useFailureWords } from '../../shared/refusal-words.ts';
import { allows } from '../../shared/needs.ts';
import { useSession } from '../../shared/session-context.tsx';
import { Button, EmptyState, Notice, Skeleton } from '../../design/index.ts';
import { useT } from './words.ts';
import styles from './dossier-list.module.css';
import { DueBadge } from './due-badge.tsx';
import { nextWords } from './due-words.ts';

interface Props {
  listRef: RefObject<HTMLUListElement | null>;
  query: UseInfiniteQueryResult<{ pages: DossierPage[] }>;
  filter: DossierFilter;
  search: string;
  openId: string | undefined;
  onClear: () => void;
}

/** Rows that are walked with the arrows and opened with Enter. */
export function DossierList({ listRef, query, filter, search, openId, onClear }: Props) {
  const t = useT();
  const failureWords = useFailureWords();
  if (query.isPending) return <Skeleton label={t('loading')} rows={12} />;
  const rows = query.data?.pages.flatMap((page) => page.dossiers) ?? [];
  if (query.error && rows.length === 0)
    return (
      <div className={styles.note}>
        <Notice tone="late" action={<Button onClick={() => void query.refetch()}>{t('tryAgain')}</Button>}>
          {failureWords(query.error)}
        </Notice>
      </div>
    );
  if (rows.length === 0) return <Nothing filter={filter} search={search} onClear={onClear} />;

  const onKeyDown = (event: KeyboardEvent<HTMLUListElement>): void => {
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const links = [...event.currentTarget.querySelectorAll('a')];
    const now = links.findIndex((link) => link === document.activeElement);
    links[Math.min(links.length - 1, Math.max(0, now + step))]?.focus();
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
        ref={listRef}
        className={styles.list}
        onKeyDown={onKeyDown}
        data-fading={query.isPlaceholderData || undefined}
      >
        {rows.map((dossier) => (
          <Row key={dossier.id} dossier={dossier} open={dossier.id === openId} />
        ))}
      </ul>
      {query.hasNextPage ? (
        <div className={styles.more}>
          <Button busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {t('showMore')}
          </Button>
        </div>
      ) : (
        <p className={styles.end}>{t('list.end', { n: rows.length })}</p>
      )}
    </>
  );
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
