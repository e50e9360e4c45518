import { type ComponentType, lazy, Suspense } from 'react';
import { useLanguage } from '../i18n/language.tsx';
import type { Count, Feature } from '../shared/feature.ts';
import { features } from './features-of.ts';
import { type Badge, badgeOf, unknownBadge } from './badge.ts';
import styles from './count-mark.module.css';

/**
 * How much of a feature waits, beside its entry.
 * @param of where the entry leads
 */
export function CountMark({ of }: { of: string }) {
  const Waiting = counts.get(of);
  return Waiting ? (
    <Suspense fallback={<Unknown />}>
      <Waiting />
    </Suspense>
  ) : null;
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

const counts = new Map<string, ComponentType>(
  features.flatMap(({ nav: { to, count: load } }: Feature) => {
    if (!load) return [];
    const fetched = async () => {
      const count = await load().catch(() => undefined);
      return { default: () => (count ? <Counting count={count} /> : <Unknown />) };
    };
    return [[to, lazy(fetched)] as const];
  }),
);
