import { Link } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { features } from '../features/index.ts';
import { formatCount } from '../format/numbers.ts';
import { useLanguage } from '../i18n/language.tsx';
import { fill } from '../i18n/translate.ts';
import type { Count, Feature } from '../shared/feature.ts';
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
            <Suspense>{Waiting ? <Waiting /> : null}</Suspense>
          </Link>
        );
      })}
    </nav>
  );
}

/** What is not known is not shown, neither is nothing. */
function Shown({ count: { useCount, of } }: { count: Count }) {
  const { language } = useLanguage();
  const n = useCount();
  if (!n) return null;
  return (
    <span className={styles.count} title={fill(language, of[language], { n: formatCount(n) })}>
      <span aria-hidden="true">{n > 99 ? '99+' : n}</span>
      <span className="visually-hidden">{fill(language, of[language], { n: formatCount(n) })}</span>
    </span>
  );
}

const counts = new Map(
  features.flatMap(({ nav: { to, count: load } }: Feature) => {
    if (!load) return [];
    const fetched = async () => {
      const count = await load().catch(() => undefined);
      return { default: () => (count ? <Shown count={count} /> : null) };
    };
    return [[to, lazy(fetched)] as const];
  }),
);
