import { formatCount } from '../format/numbers.ts';
import { useT } from '../i18n/language.tsx';
import styles from './spark-bars.module.css';

const barWidth = 5;
const gap = 2;
const height = 22;

/** The course of the last days beside a number; the last bar is today, not yet whole, so it is hollow. */
export function SparkBars({ values, label }: { values: number[]; label: string }) {
  const t = useT();
  const most = Math.max(1, ...values);
  const width = values.length * (barWidth + gap);
  const words = t('spark.label', { name: label, values: values.map(formatCount).join(', ') });
  return (
    <svg className={styles.bars} width={width} height={height} role="img" aria-label={words}>
      {values.map((value, index) => {
        const tall = value === 0 ? 1 : Math.max(2, (value / most) * (height - 2));
        const today = index === values.length - 1;
        return (
          <rect
            key={index}
            className={today ? styles.today : styles.bar}
            x={index * (barWidth + gap) + (today ? 0.5 : 0)}
            y={height - tall}
            width={today ? barWidth - 1 : barWidth}
            height={tall}
          />
        );
      })}
    </svg>
  );
}
