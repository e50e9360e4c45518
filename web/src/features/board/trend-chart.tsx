import { formatShortDay, weekdayOf } from '../../format/dates.ts';
import { formatScaled } from '../../format/numbers.ts';
import { inWords } from '../../i18n/in-words.ts';
import { figureWords } from '../../shared/figure-words.ts';
import type { Place } from './layout.ts';
import { axisWidth, niceCeiling } from './scale.ts';
import styles from './trend.module.css';
import type { Point } from './trend-points.ts';
import { useLanguage } from './words.ts';

const plot = { width: 420, height: 150, right: 6, top: 12, bottom: 20 };
/** How wide a digit of the axis is, and how far its figures are from the plot. */
const axis = { digit: 7, gap: 6 };
/** How much of a day's place the bars take. */
const filled = 0.72;
const barGap = 1;
const lines = [0, 0.5, 1];

/** A value of a series in words, `–` where it is unknown. */
export function useSeriesWords(
  series: readonly Place[],
): (value: number | undefined, index: number) => string {
  const { language } = useLanguage();
  return (value, index) => {
    const indicator = series[index]?.indicator;
    if (!indicator) return '';
    const scaled = value === undefined ? undefined : Math.round(value * 10 ** indicator.decimals);
    return figureWords(language, scaled, indicator).text;
  };
}

/** Bars from zero; the day that is not over is hollow, an unknown one hatched. */
export function TrendChart({
  points,
  series,
  title,
  today,
}: {
  points: Point[];
  series: readonly Place[];
  title: string;
  today: string;
}) {
  const { t, language } = useLanguage();
  const wordsOf = useSeriesWords(series);
  const labels = series.map(({ label }) => inWords(language, label));
  const ceiling = niceCeiling(Math.max(1, ...points.flatMap(({ values }) => values.map((one) => one ?? 0))));
  const marks = lines.map((part) => formatScaled(ceiling * part, 0));
  const left = axisWidth(marks, axis.digit) + axis.gap;
  const inner = { width: plot.width - left - plot.right, height: plot.height - plot.top - plot.bottom };
  const step = inner.width / points.length;
  const bar = (step * filled) / series.length;
  const tall = (value: number): number => (Math.max(0, value) / ceiling) * inner.height;
  const floor = plot.top + inner.height;
  const isUnknown = ({ values }: Point): boolean => values.every((value) => value === undefined);
  return (
    <figure className={styles.figure}>
      <figcaption className={styles.legend}>
        {labels.map((label, index) => (
          <span key={label} data-series={index}>
            {label}
          </span>
        ))}
        {points.some(isUnknown) ? <span data-series="unknown">{t('trend.unknown')}</span> : null}
      </figcaption>
      <svg viewBox={`0 0 ${plot.width} ${plot.height}`} role="img" aria-label={title}>
        <defs>
          <pattern
            id="unknown-day"
            width="6"
            height="6"
            patternUnits="userSpaceOnUse"
            patternTransform="rotate(45)"
          >
            <rect className={styles.hatch} width="2" height="6" />
          </pattern>
        </defs>
        {lines.map((part, index) => (
          <g key={part}>
            <line
              className={styles.grid}
              x1={left}
              x2={plot.width - plot.right}
              y1={floor - inner.height * part}
              y2={floor - inner.height * part}
            />
            <text
              className={styles.axis}
              x={left - axis.gap}
              y={floor - inner.height * part + 4}
              textAnchor="end"
            >
              {marks[index]}
            </text>
          </g>
        ))}
        {points.map((point, index) => {
          const { day, values } = point;
          const x = left + index * step + step * 0.12;
          const open = day === today;
          const told = values.map((value, of) => `${labels[of]} ${wordsOf(value, of)}`).join(', ');
          return (
            <g key={day} data-open={open || undefined}>
              <title>{`${weekdayOf(day, language)} ${formatShortDay(day)}: ${told}`}</title>
              {isUnknown(point) ? (
                <rect
                  x={x}
                  y={plot.top}
                  width={step * filled}
                  height={inner.height}
                  fill="url(#unknown-day)"
                />
              ) : null}
              {values.map((value, of) =>
                value === undefined ? null : (
                  <rect
                    key={of}
                    className={styles.bar}
                    data-series={of}
                    x={x + of * (bar + barGap)}
                    y={floor - tall(value)}
                    width={bar}
                    height={tall(value)}
                  />
                ),
              )}
              {index % 3 === 1 || open ? (
                <text
                  className={styles.axis}
                  x={x + (step * filled) / 2}
                  y={plot.height - 5}
                  textAnchor="middle"
                >
                  {formatShortDay(day)}
                </text>
              ) : null}
            </g>
          );
        })}
      </svg>
    </figure>
  );
}
