import type { ReactNode } from 'react';
import { Icon } from './icon.tsx';
import { LiveNumber } from './live-number.tsx';
import styles from './stat.module.css';

interface Props {
  label: string;
  /** The figure, formatted. */
  figure: string;
  /** Its unit ("hồ sơ"). */
  unit?: string;
  tone?: 'late' | 'good' | undefined;
  /** How many units stand behind it, and up to when. */
  basis: string;
  /** Not up to date: grey, hatched, and said. */
  stale?: string | undefined;
  /** Its owner was restored from a backup. */
  marked?: string | undefined;
  explain: string;
  onExplain: () => void;
  children?: ReactNode;
}

/** One number with everything that it needs to be believed. */
export function Stat({
  label,
  figure,
  unit,
  tone,
  basis,
  stale,
  marked,
  explain,
  onExplain,
  children,
}: Props) {
  // One line is kept for it: what may be wrong now goes before what once was.
  const warning = stale ?? marked;
  return (
    <div className={styles.stat} data-stale={stale ? '' : undefined} data-tone={tone}>
      <p className={styles.label}>{label}</p>
      <button type="button" className={styles.figure} onClick={onExplain} title={explain}>
        <span className="visually-hidden">{label}: </span>
        <LiveNumber text={figure} />
        {unit ? <span className={styles.unit}> {unit}</span> : null}
        <span className="visually-hidden">. {explain}</span>
      </button>
      <p className={styles.parts}>{children}</p>
      <p className={styles.basis}>{basis}</p>
      <p className={styles.warning}>
        {warning ? (
          <>
            <Icon name={stale ? 'clock' : 'alert'} size={14} /> {warning}
          </>
        ) : null}
      </p>
    </div>
  );
}
