import { Link } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { features } from '../features/index.ts';
import { useLanguage } from '../i18n/language.tsx';
import type { Count, Feature } from '../shared/feature.ts';
import { type Badge, badgeOf, unknownBadge } from './badge.ts';
import styles from './nav.module.css';

/** Where a person's work is, and how much of it waits. */
export function Nav({ features: own }: { features: readonly Feature[] }) {
  const { t, language } = useLanguage();
  return (
    <nav aria-label={t('nav.label')} className={styles.nav}>
      {own.map(({ nav }) => {
        const Waiting = counts.get(nav.to);
        return (
          <Link key={nav.to} to={nav.to} activeProps={{ 'aria-current': 'page' }}>
            {nav.name[language]}
            {Waiting ? (
              <Suspense fallback={<Unknown />}>
                <Waiting />
              </Suspense>
            ) : null}
          </Link>
        );
      })}
    </nav>
  );
}

function Counting({ count: { useCount, of } }: { count: Count }) {
  const words = useLanguage();
  const badge = badgeOf(useCount(), of, words);
  return badge ? <Shown badge={badge} /> : null;
}

function Unknown() {
  const { t } = useLanguage();
  return <Shown badge={unknownBadge(t)} />;
}

function Shown({ badge: { figure, said } }: { badge: Badge }) {
  return (
    <span className={styles.count} title={said}>
      <span aria-hidden="true">{figure}</span>
      <span className="visually-hidden">{said}</span>
    </span>
  );
}

const counts = new Map(
  features.flatMap(({ nav: { to, count: load } }: Feature) => {
    if (!load) return [];
    const fetched = async () => {
      const count = await load().catch(() => undefined);
      return { default: () => (count ? <Counting count={count} /> : <Unknown />) };
    };
    return [[to, lazy(fetched)] as const];
  }),
);
