import styles from './spark-bars.module.css';

const barWidth = 5;
const gap = 2;
const height = 22;

/**
 * The course of the last days beside a number; the last bar is today, not yet whole, so it is hollow. An unknown day has no bar.
 * @param label the values in words.
 */
export function SparkBars({ values, label }: { values: (number | undefined)[]; label: string }) {
  const most = Math.max(1, ...values.map((value) => value ?? 0));
  const width = values.length * (barWidth + gap);
  return (
    <svg className={styles.bars} width={width} height={height} role="img" aria-label={label}>
      {values.map((value, index) => {
        if (value === undefined) return null;
        const tall = value <= 0 ? 1 : Math.max(2, (value / most) * (height - 2));
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
