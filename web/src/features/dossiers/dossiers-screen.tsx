import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, Outlet, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useDeferredValue, useRef, useState } from 'react';
import type { DossierFilter } from '../../api/onestop.ts';
import { allows } from '../../shared/needs.ts';
import { useSession } from '../../shared/session-context.tsx';
import { useShortcuts } from '../../shared/shortcuts.ts';
import { type Chip, Chips, Icon } from '../../design/index.ts';
import { formatCount } from '../../format/numbers.ts';
import { useT } from './words.ts';
import { filterName, readFilter } from './filter-address.ts';
import { HandedOver, useHandedOver } from './handed-over.tsx';
import { DossierList } from './dossier-list.tsx';
import styles from './dossiers-screen.module.css';
import { registering } from './needs.ts';
import { dossierCounts, dossierList } from './queries.ts';

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
  const [search, setSearch] = useState('');
  const sought = useDeferredValue(search.trim());
  const counts = useQuery(dossierCounts(unit));
  // A search looks everywhere: the citizen at the counter does not know in which drawer the file lies.
  const effective: DossierFilter = sought === '' ? filter : 'DOSSIER_FILTER_ALL';
  const list = useInfiniteQuery(dossierList(unit, effective, sought));
  const found = list.data?.pages.reduce((sum, page) => sum + page.dossiers.length, 0) ?? 0;
  const searchField = useRef<HTMLInputElement>(null);
  const listElement = useRef<HTMLUListElement>(null);

  const choose = (next: DossierFilter): void => {
    setSearch('');
    void navigate({ to: '.', search: { filter: filterName(next) } });
  };
  const firstRow = (): void => listElement.current?.querySelector('a')?.focus();
  useShortcuts({
    '/': () => searchField.current?.focus(),
    n: () => {
      if (register) void navigate({ to: '/dossiers/new' });
    },
    ArrowDown: firstRow,
    Escape: () => {
      if (!openId) return;
      listElement.current?.querySelector<HTMLElement>('[aria-current]')?.focus();
      void navigate({ to: '/dossiers', search: (now) => now });
    },
  });

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

  return (
    <main className={styles.screen} data-open={openId ? '' : undefined}>
      <h1 className="visually-hidden">{t('dossiers.title')}</h1>
      <p role="status" className="visually-hidden">
        {sought === '' || !list.data || list.isPlaceholderData
          ? ''
          : t(list.hasNextPage ? 'search.foundMore' : 'search.found', { n: formatCount(found) })}
      </p>
      {handedOver ? (
        <div className={styles.notice}>
          <HandedOver {...handedOver} />
        </div>
      ) : null}
      <div className={styles.head}>
        <Chips label={t('filter.label')} chips={chips} value={effective} onChange={choose} />
        <search className={styles.search}>
          <Icon name="search" />
          <input
            ref={searchField}
            type="search"
            value={search}
            placeholder={t('search.placeholder')}
            aria-label={t('search.label')}
            autoComplete="off"
            onChange={(event) => setSearch(event.target.value)}
            onKeyDown={(event) => {
              if (event.key === 'ArrowDown') {
                event.preventDefault();
                firstRow();
              } else if (event.key === 'Enter') {
                event.preventDefault();
                listElement.current?.querySelector('a')?.click();
              } else if (event.key === 'Escape') {
                event.preventDefault();
                if (search === '') event.currentTarget.blur();
                else setSearch('');
              }
            }}
          />
          <kbd aria-hidden="true">/</kbd>
        </search>
        {register ? (
          <Link to="/dossiers/new" className={styles.add}>
            <Icon name="plus" />
            <span>{t('new.action')}</span>
            <kbd aria-hidden="true">N</kbd>
          </Link>
        ) : null}
      </div>
      <div className={styles.split}>
        <section className={styles.list} aria-label={t('list.label')}>
          <DossierList
            listRef={listElement}
            query={list}
            filter={effective}
            search={sought}
            openId={openId}
            onClear={() => setSearch('')}
          />
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
