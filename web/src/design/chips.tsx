import { formatCount } from '../format/numbers.ts';
import styles from './chips.module.css';
import { classNames } from './class-names.ts';

export interface Chip<Value extends string> {
  value: Value;
  label: string;
  /** Absent while it is not known. */
  count?: number | undefined;
  /** A count that asks for attention. */
  tone?: 'late' | 'soon';
}

interface Props<Value extends string> {
  label: string;
  chips: Chip<Value>[];
  value: Value;
  onChange: (value: Value) => void;
}

/** Filters with their counts; one is on. */
export function Chips<Value extends string>({ label, chips, value, onChange }: Props<Value>) {
  return (
    <div role="group" aria-label={label} className={styles.chips}>
      {chips.map((chip) => (
        <button
          key={chip.value}
          type="button"
          aria-pressed={chip.value === value}
          className={styles.chip}
          onClick={() => onChange(chip.value)}
        >
          <span>{chip.label}</span>
          <span className={classNames(styles.count, chip.count ? chip.tone && styles[chip.tone] : undefined)}>
            {chip.count === undefined ? '·' : formatCount(chip.count)}
          </span>
        </button>
      ))}
    </div>
  );
}
