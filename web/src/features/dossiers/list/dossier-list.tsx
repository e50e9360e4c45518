import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type KeyboardEvent, type MouseEvent as Pressed, useLayoutEffect, useRef } from 'react';
import type { Dossier, DossierFilter } from '../../../api/onestop.ts';
import { isComposing } from '../../../shared/composing.ts';
import { registering } from '../needs.ts';
import { allows } from '../../../shared/needs.ts';
import { nameIn, ProperName } from '../../../shared/proper-name.tsx';
import { linksIn, pageRows } from '../../../shared/rows.ts';
import { useSession } from '../../../shared/session-context.tsx';
import { Button, EmptyState, Skeleton } from '../../../design/index.ts';
import { formatCount } from '../../../format/numbers.ts';
import { useLanguage, useT } from './words.ts';
import styles from './dossier-list.module.css';
import { DueBadge } from '../due/due-badge.tsx';
import { nextWords } from '../due/due-words.ts';
import type { DueGroup } from './due-groups.ts';
import type { ListedPage } from '../queries.ts';
import type { Selection } from './use-selection.ts';
import { RegisterButton } from './register-button.tsx';
import { Unread } from '../unread.tsx';
import { useLastError } from '../use-last-error.ts';

interface Props {
  query: UseInfiniteQueryResult<InfiniteData<ListedPage>>;
  rows: readonly Dossier[];
  /** The same rows under what they ask for; absent: they stand in one list. */
  groups: readonly DueGroup[] | undefined;
  /** Absent: nothing can be done with many. */
  selection: Selection | undefined;
  /** The rows answer an older question: they look so, and no key opens them. */
  isStale: boolean;
  filter: DossierFilter;
  search: string;
  openId: string | undefined;
  onClear: () => void;
}

/** Rows, each opened with Enter. */
export function DossierList(props: Props) {
  const { query, rows, groups, selection, isStale, filter, search, openId, onClear } = props;
  const t = useT();
  const error = useLastError(query);
  const list = useRef<HTMLDivElement>(null);
  const goOnAt = useRef<number>(undefined);
  useLayoutEffect(() => {
    if (goOnAt.current === undefined || goOnAt.current >= rows.length) return;
    linksIn(list.current)[goOnAt.current]?.focus();
    goOnAt.current = undefined;
  });
  if (query.isPending && !error) return <Skeleton label={t('loading')} rows={12} />;
  if (error && rows.length === 0) return <Unread error={error} onAgain={() => void query.refetch()} />;
  if (rows.length === 0) return <Nothing filter={filter} search={search} onClear={onClear} />;

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>): void => {
    if (isComposing(event)) return;
    if (isStale && event.key === 'Enter') event.preventDefault();
    pageRows(event);
  };
  const showMore = ({ detail }: Pressed): void => {
    // Pressed by a key: whoever walks the list goes on with what comes.
    if (detail === 0) goOnAt.current = rows.length;
    void query.fetchNextPage();
  };

  const rowsIn = (some: readonly Dossier[]) =>
    some.map((dossier) => (
      <Row key={dossier.id} dossier={dossier} open={dossier.id === openId} selection={selection} />
    ));
  return (
    <>
      <div className={styles.columns} data-choosing={selection ? '' : undefined} aria-hidden="true">
        <span>{t('column.due')}</span>
        <span>{t('column.applicant')}</span>
        <span>{t('column.procedure')}</span>
        <span>{t('column.next')}</span>
        <span>{t('column.code')}</span>
      </div>
      <div
        ref={list}
        className={styles.list}
        onKeyDown={onKeyDown}
        aria-busy={isStale}
        data-fading={isStale || undefined}
      >
        {groups ? (
          groups.map(({ name, rows: own, isWhole }) => (
            <section key={name} aria-labelledby={`group-${name}`}>
              <h2 id={`group-${name}`} className={styles.group} data-group={name}>
                {t(`group.${name}`)}{' '}
                <span>{isWhole ? formatCount(own.length) : `${formatCount(own.length)}+`}</span>
              </h2>
              <ul>{rowsIn(own)}</ul>
            </section>
          ))
        ) : (
          <ul>{rowsIn(rows)}</ul>
        )}
      </div>
      {query.hasNextPage ? (
        <div className={styles.more}>
          <Button busy={query.isFetchingNextPage} onClick={showMore}>
            {t('showMore')}
          </Button>
        </div>
      ) : (
        <p className={styles.end}>{t('list.end', { n: rows.length })}</p>
      )}
      <div className={styles.end}>
        <RegisterButton />
      </div>
    </>
  );
}

interface RowProps {
  dossier: Dossier;
  open: boolean;
  selection: Selection | undefined;
}

function Row({ dossier, open, selection }: RowProps) {
  const { t, language } = useLanguage();
  const next = nextWords(t, dossier);
  const { id, applicant, procedureName, procedureNameEn, code } = dossier;
  const name = applicant?.name;
  const isChosen = selection?.has(id) ?? false;
  return (
    <li className={styles.item} data-id={id} data-chosen={isChosen || undefined}>
      {selection ? (
        <label className={styles.choose}>
          <input
            type="checkbox"
            tabIndex={-1}
            checked={isChosen}
            aria-label={t('many.choose', { name: name ?? '' })}
            onChange={({ nativeEvent }) => {
              if (nativeEvent instanceof MouseEvent && nativeEvent.shiftKey) selection.extendTo(id);
              else selection.toggle(id);
            }}
          />
        </label>
      ) : null}
      <Link
        to="/dossiers/$dossierId"
        params={{ dossierId: id }}
        search={(now) => now}
        className={styles.row}
        aria-current={open || undefined}
      >
        <span className={styles.due}>
          <DueBadge dossier={dossier} short />
        </span>
        <span className={styles.name} title={name}>
          {name}
        </span>
        <span className={styles.procedure} title={nameIn(language, procedureName, procedureNameEn)}>
          <ProperName vi={procedureName} en={procedureNameEn} />
        </span>
        <span className={styles.next} title={next}>
          {next}
        </span>
        <span className={styles.code}>{code}</span>
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
