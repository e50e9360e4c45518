import type { ReactNode } from 'react';
import { Icon, type IconName } from './icon.tsx';
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
  /** Units that should stand behind it do not. */
  isPartial?: boolean;
  /** Not up to date: grey and hatched. */
  isStale?: boolean;
  /** What it must not be believed for, the gravest first. */
  warnings?: readonly { words: string; icon: IconName }[];
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
  isPartial = false,
  isStale = false,
  warnings = [],
  explain,
  onExplain,
  children,
}: Props) {
  return (
    <div className={styles.stat} data-stale={isStale ? '' : undefined} data-tone={tone}>
      <p className={styles.label}>{label}</p>
      <button type="button" className={styles.figure} onClick={onExplain} title={explain}>
        <span className="visually-hidden">{label}: </span>
        <LiveNumber text={figure} />
        {unit ? <span className={styles.unit}> {unit}</span> : null}
        <span className="visually-hidden">. {explain}</span>
      </button>
      <p className={styles.basis} data-partial={isPartial || undefined}>
        {isPartial ? <Icon name="alert" size={14} /> : null}
        <span>{basis}</span>
      </p>
      <div className={styles.more}>
        {children ? <p className={styles.parts}>{children}</p> : null}
        <ul className={styles.warnings}>
          {warnings.map(({ words, icon }) => (
            <li key={words}>
              <Icon name={icon} size={14} />
              <span>{words}</span>
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}
