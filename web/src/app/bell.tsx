import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Icon } from '../design/index.ts';
import { useLanguage } from '../i18n/language.tsx';
import type { Count, Feature } from '../shared/feature.ts';
import styles from './bell.module.css';
import { Window } from './windows/index.tsx';
import type { Told } from './windows/props.ts';

type Teller = { nav: Feature['nav']; useAttention: NonNullable<Count['useAttention']> };

async function tellersOf(features: readonly Feature[]): Promise<Teller[]> {
  const counts = await Promise.all(features.map(async ({ nav }) => ({ nav, count: await nav.count?.() })));
  return counts.flatMap(({ nav, count }) =>
    count?.useAttention ? [{ nav, useAttention: count.useAttention }] : [],
  );
}

export default function Bell({ features }: { features: readonly Feature[] }) {
  const names = features.map(({ nav }) => nav.to);
  const tellers = useQuery({
    queryKey: ['tellers', names],
    queryFn: () => tellersOf(features),
    staleTime: Number.POSITIVE_INFINITY,
  });
  // Their hooks are called in one order: other features are another bell.
  return tellers.data && tellers.data.length > 0 ? (
    <Ringing key={names.join(' ')} tellers={tellers.data} />
  ) : null;
}

function Ringing({ tellers }: { tellers: readonly Teller[] }) {
  const { t } = useLanguage();
  const [open, setOpen] = useState(false);
  const told = tellers.map(({ nav, useAttention }): Told => ({ nav, lines: useAttention() }));
  const lines = told.flatMap((one) => one.lines ?? []);
  const isKnown = told.every((one) => one.lines);
  const n = lines.length;
  const words = n > 0 ? t('bell.some', { n }) : t(isKnown ? 'bell.none' : 'bell.unknown');
  return (
    <>
      <button
        type="button"
        className={styles.bell}
        data-tone={lines.some(({ tone }) => tone === 'late') ? 'late' : n > 0 ? 'soon' : undefined}
        aria-haspopup="dialog"
        aria-label={words}
        title={words}
        onClick={() => setOpen(true)}
      >
        <Icon name="bell" size={18} />
        {n > 0 || !isKnown ? <span aria-hidden="true">{n > 0 ? n : '–'}</span> : null}
      </button>
      {open ? <Window name="attention" told={told} onClose={() => setOpen(false)} /> : null}
    </>
  );
}
