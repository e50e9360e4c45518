import { Link } from '@tanstack/react-router';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Site } from '../../api/directory.ts';
import type { SitesChange } from '../../api/sites-change.ts';
import { listIncidents } from '../../api/incidents.ts';
import {
  Badge,
  Button,
  classNames,
  EmptyState,
  matches,
  Notice,
  Skeleton,
  TextField,
} from '../../design/index.ts';
import { useT } from './words.ts';
import { GuideLink } from '../../shared/operating/guide-link.tsx';
import { QueryFault } from '../../shared/operating/query-faults.tsx';
import { SitesDifferenceList } from '../../shared/operating/sites-difference.tsx';
import { SiteDialog } from './site-dialog.tsx';
import { useHashFocus } from '../../shared/hash-focus.ts';
import { siteName, useSites } from '../../shared/site-names.ts';
import { useUnitNames } from '../../shared/operating/unit-names.ts';
import styles from '../../shared/operating/operating.module.css';

type Action = SitesChange['action'];

/** The sites of the province: who writes which units, and the decisions that change it. Only where the registry is held. */
export function SitesScreen() {
  const t = useT();
  const unitName = useUnitNames();
  const sites = useSites();
  const [wanted, setWanted] = useState('');
  const [open, setOpen] = useState<{ site: Site; action: Action }>();
  const incidents = useQuery({
    queryKey: ['incidents'],
    queryFn: ({ signal }) => listIncidents(signal),
    refetchInterval: 10_000,
  });
  /** The table that is listed here was restored: the sites go by a newer one. */
  const newer = incidents.data?.incidents.find(({ kind }) => kind === 'registry_restored');
  const all = sites.data ?? [];
  useHashFocus(all.length > 0);
  const seen = all.filter(({ id, name, owns }) =>
    matches([id, name, ...owns.map(unitName)].join(' '), wanted),
  );
  return (
    <main className={styles.screen}>
      <header className={styles.head}>
        <h1>{t('sites.title')}</h1>
      </header>
      <section className={styles.card} aria-label={t('sites.title')}>
        <header>
          <p className={styles.hint}>
            {t('sites.hint')} <GuideLink part="sites" of={t('sites.title')} />
          </p>
        </header>
        <QueryFault query={sites} />
        {newer ? (
          <Notice tone="late" icon="alert">
            <strong>{t('sites.wentBack')}</strong>
            {newer.difference ? <SitesDifferenceList difference={newer.difference} /> : null}
            <Link to="/operator">{t('sites.decideFirst')}</Link>
          </Notice>
        ) : null}
        {sites.isPending ? <Skeleton label={t('loading')} rows={3} /> : null}
        {sites.data?.length === 0 ? (
          <EmptyState inline icon="link" title={t('sites.empty')}>
            {t('sites.emptyHint')}
          </EmptyState>
        ) : null}
        {all.length > 8 ? (
          <TextField
            label={t('sites.search')}
            type="search"
            value={wanted}
            onChange={(event) => setWanted(event.target.value)}
          />
        ) : null}
        {all.length > 0 && seen.length === 0 ? <p className={styles.hint}>{t('sites.noMatch')}</p> : null}
        <ul className={classNames(styles.rows, styles.manyButtons)}>
          {seen.map((site) => (
            <Row
              key={site.id}
              site={site}
              all={all}
              blocked={newer !== undefined}
              onAct={(action) => setOpen({ site, action })}
            />
          ))}
        </ul>
      </section>
      {open ? <SiteDialog {...open} all={all} onClose={() => setOpen(undefined)} /> : null}
    </main>
  );
}

function Row({
  site,
  all,
  blocked,
  onAct,
}: {
  site: Site;
  all: readonly Site[];
  /** What is shown is not what the sites go by. */
  blocked: boolean;
  onAct: (action: Action) => void;
}) {
  const t = useT();
  const unitName = useUnitNames();
  const { id, name, parent, owns, successor } = site;
  const isTop = parent === '';
  const nameOf = (other: string): string =>
    siteName(
      all.find((one) => one.id === other),
      other,
    );
  // The registry itself is a record of the province: the site at the top keeps that, and stays.
  const actions: Action[] = isTop
    ? owns.length > 1
      ? ['hand_over']
      : []
    : [...(owns.length > 0 ? (['hand_over'] as const) : []), 'name_successor', 'retire'];
  return (
    <li id={id} tabIndex={-1}>
      <p className={styles.name}>
        {name}
        <span className={styles.quiet}>{id}</span>
      </p>
      <div>
        <Badge tone={owns.length > 0 ? 'neutral' : 'stale'} icon={owns.length > 0 ? 'table' : 'pause'} wrap>
          {owns.length > 0 ? t('sites.owns', { n: owns.length }) : t('sites.ownsNone')}
        </Badge>
      </div>
      <div className={styles.words}>
        {owns.length > 0 ? <p>{owns.map(unitName).join(', ')}</p> : <p>{t('sites.ownsNoneHint')}</p>}
        <p className={styles.quiet}>
          {[
            isTop ? t('sites.top') : t('sites.below', { site: nameOf(parent) }),
            successor && t('sites.successor', { site: nameOf(successor) }),
          ]
            .filter(Boolean)
            .join(' · ')}
        </p>
      </div>
      <div className={styles.buttons}>
        {actions.map((action) => (
          <Button
            key={action}
            small
            look={action === 'retire' ? 'danger' : 'secondary'}
            disabled={blocked}
            onClick={() => onAct(action)}
            aria-label={`${t(`resolve.${action}`)}: ${name}`}
          >
            {t(`resolve.${action}`)}
          </Button>
        ))}
      </div>
    </li>
  );
}
