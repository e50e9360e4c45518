import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, Outlet, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { lazy, type ReactNode, Suspense, useLayoutEffect, useRef, useState } from 'react';
import type { DossierFilter } from '../../../api/onestop.ts';
import { allows } from '../../../shared/needs.ts';
import { useSession } from '../../../shared/session-context.tsx';
import { useShortcuts } from '../../../shared/shortcuts.ts';
import { useRested } from '../../../shared/use-rested.ts';
import { type Chip, Chips, Icon } from '../../../design/index.ts';
import { formatCount } from '../../../format/numbers.ts';
import { useT } from './words.ts';
import { filterName, readFilter } from './filter-address.ts';
import { HandedOver, useHandedOver } from '../handed-over.tsx';
import { DossierList } from './dossier-list.tsx';
import { focusRow, rowInFocus } from '../../../shared/rows.ts';
import { inGroups } from './due-groups.ts';
import styles from './dossiers-screen.module.css';
import { useKeptSearch } from './kept-search.ts';
import { registering } from '../needs.ts';
import { dossierCounts, dossierList, procedures, rowsOf } from '../queries.ts';
import { SearchField } from './search-field.tsx';
import { useSelection } from './use-selection.ts';
import { useEnter, useOpenDossier, useWalk } from './use-opening.ts';

/** Nothing is chosen before the list is there. */
const SelectionBar = lazy(async () => ({ default: (await import('./selection-bar.tsx')).SelectionBar }));

const filters = ['OPEN', 'DUE_TODAY', 'LATE', 'WAITING', 'READY', 'CLOSED'] as const;

/** The counter's home: what is due, what waits, what is done; the open dossier beside the list. */
export function DossiersScreen() {
  const t = useT();
  const session = useSession();
  const unit = session.homeUnit.key;
  const handedOver = useHandedOver();
  const register = allows(session, registering) && !handedOver;
  const navigate = useNavigate();
  const filter = readFilter(useSearch({ strict: false }).filter);
  const openId = useParams({ strict: false }).dossierId;
  const [search, setSearch] = useKeptSearch();
  const typed = search.trim();
  const { rested: sought, hurry } = useRested(typed);
  // A search looks everywhere: the citizen at the counter does not know in which drawer the file lies.
  const effective: DossierFilter = sought === '' ? filter : 'DOSSIER_FILTER_ALL';
  const list = useInfiniteQuery(dossierList(unit, effective, sought));
  // After a restart without a line the form needs its catalogue: it comes behind the list, whether or not the form was ever open.
  useQuery({ ...procedures(unit), enabled: register && !!list.data });
  const hasMore = list.hasNextPage;
  const listed = rowsOf(list.data);
  // By what the rows answer: they stay where they are until those of another question come.
  const groups = list.data?.pages[0]?.of === 'DOSSIER_FILTER_OPEN' ? inGroups(listed, hasMore) : undefined;
  const isFurther = list.data?.pages[0]?.isFurther ?? false;
  const rows = groups?.flatMap((group) => group.rows) ?? listed;
  /** What is listed answers an older question. */
  const isStale = typed !== sought || list.isPlaceholderData;
  const searchField = useRef<HTMLInputElement>(null);
  const listElement = useRef<HTMLElement>(null);

  const toList = (): void => listElement.current?.querySelector('a')?.focus();
  const open = useOpenDossier(openId);
  const fetchMore = async () => rowsOf((await list.fetchNextPage()).data);
  const walk = useWalk(openId, { rows, hasMore, fetchMore }, open);
  const isPending = isStale || list.isFetching || list.isPending;
  const state = isPending ? 'pending' : list.error ? 'failed' : 'answered';
  const enter = useEnter({ typed, rows, hasMore, isFurther, state }, open, toList);
  const selection = useSelection(rows);
  const [handed, setHanded] = useState<ReactNode>();
  const goOn = (by: 1 | -1, { shiftKey }: KeyboardEvent): void => {
    if (openId) {
      walk(by);
      return;
    }
    const before = rowInFocus();
    const now = focusRow(listElement.current, by);
    if (!shiftKey || !register || !now) return;
    if (before && !selection.has(before)) selection.toggle(before);
    selection.extendTo(now);
  };

  const choose = (next: DossierFilter): void => {
    setSearch('');
    void navigate({ to: '.', search: { filter: filterName(next) } });
  };
  const close = (): void => {
    if (!openId) return;
    listElement.current?.querySelector<HTMLElement>('[aria-current]')?.focus();
    void navigate({ to: '/dossiers', search: (now) => now });
  };
  useShortcuts({
    '/': () => searchField.current?.focus(),
    n: () => {
      if (register) void navigate({ to: '/dossiers/new' });
    },
    ArrowDown: (event) => goOn(1, event),
    ArrowUp: (event) => goOn(-1, event),
    j: (event) => goOn(1, event),
    k: (event) => goOn(-1, event),
    x: ({ shiftKey }) => {
      const id = rowInFocus() ?? openId;
      if (!register || !id) return;
      if (shiftKey) selection.extendTo(id);
      else selection.toggle(id);
    },
    Escape: close,
  });

  // Another question is read from its first row on.
  useLayoutEffect(() => {
    listElement.current?.scrollTo(0, 0);
    selection.clear();
  }, [effective, sought]);
  useLayoutEffect(() => {
    if (openId) listElement.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest' });
  }, [openId]);

  return (
    <main className={styles.screen} data-open={openId ? '' : undefined}>
      <h1 className="visually-hidden">{t('dossiers.title')}</h1>
      <p role="status" className="visually-hidden">
        {sought === '' || isStale || !list.data
          ? ''
          : t(hasMore ? 'search.foundMore' : 'search.found', { n: formatCount(rows.length) })}
      </p>
      {handedOver ? (
        <div className={styles.notice}>
          <HandedOver {...handedOver} />
        </div>
      ) : null}
      <div className={styles.head}>
        <FilterChips unit={unit} value={effective} onChange={choose} />
        <SearchField
          inputRef={searchField}
          text={search}
          onChange={setSearch}
          onEnter={() => {
            hurry();
            enter('open');
          }}
          onDown={() => {
            hurry();
            enter('list');
          }}
        />
        {register ? (
          <Link to="/dossiers/new" className={styles.add}>
            <Icon name="plus" />
            <span>{t('new.action')}</span>
            <kbd aria-hidden="true">N</kbd>
          </Link>
        ) : null}
      </div>
      <div className={styles.split}>
        <section ref={listElement} className={styles.list} aria-label={t('list.label')}>
          <DossierList
            query={list}
            rows={rows}
            groups={groups}
            selection={register ? selection : undefined}
            isStale={isStale}
            filter={effective}
            search={sought}
            openId={openId}
            onClear={() => setSearch('')}
          />
          {selection.chosen.length > 0 ? (
            <Suspense fallback={null}>
              <SelectionBar selection={selection} onHanded={setHanded} />
            </Suspense>
          ) : (
            handed
          )}
        </section>
        {openId ? (
          <div className={styles.panel}>
            <Outlet />
          </div>
        ) : null}
      </div>
    </main>
  );
}

function FilterChips({
  unit,
  ...chosen
}: {
  unit: string;
  value: DossierFilter;
  onChange: (filter: DossierFilter) => void;
}) {
  const t = useT();
  const counts = useQuery(dossierCounts(unit));
  const chips = filters.map((name): Chip<DossierFilter> => {
    const value = `DOSSIER_FILTER_${name}` as const;
    const tone = name === 'LATE' ? 'late' : name === 'DUE_TODAY' ? 'soon' : undefined;
    return {
      value,
      label: t(`filter.${value}`),
      count: counts.data?.counts.find((one) => one.filter === value)?.count,
      ...(tone ? { tone } : {}),
    };
  });
  return <Chips label={t('filter.label')} chips={chips} {...chosen} />;
}
