import { nice, ticks } from 'd3-array';
import { scaleBand } from 'd3-scale';
import { formatShortDay, weekdayOf } from '../../format/dates.ts';
import { formatScaled } from '../../format/scaled.ts';
import { inWords } from '../../i18n/in-words.ts';
import { figureWords } from '../../shared/figure-words.ts';
import { axisWidth } from './axis-width.ts';
import type { Place } from './layout.ts';
import styles from './trend.module.css';
import type { Point } from './trend-points.ts';
import { useLanguage } from './words.ts';

const plot = { width: 420, height: 150, right: 6, top: 12, bottom: 20 };
/** How wide a digit of the axis is, and how far its figures are from the plot. */
const axis = { digit: 7, gap: 6 };
/** How much of its place a day leaves empty, and a bar within its day. */
const empty = { day: 0.28, bar: 0.08 };
/** About how many steps the axis has, and its least top: a step is a whole number. */
const steps = 2;
const leastTop = 2;

const figureOf = (mark: number): string => formatScaled(mark, 0);

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
  const most = Math.max(leastTop, ...points.flatMap(({ values }) => values.map((one) => one ?? 0)));
  const [, ceiling] = nice(0, most, steps);
  const marks = ticks(0, ceiling, steps);
  const left = axisWidth(marks.map(figureOf), axis.digit) + axis.gap;
  const floor = plot.height - plot.bottom;
  const tall = (value: number): number => (Math.max(0, value) / ceiling) * (floor - plot.top);
  const dayBand = scaleBand([left, plot.width - plot.right])
    .domain(points.map(({ day }) => day))
    .paddingInner(empty.day)
    .paddingOuter(empty.day / 2);
  const barBand = scaleBand<number>([0, dayBand.bandwidth()]).domain(series.keys()).paddingInner(empty.bar);
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
        {marks.map((mark) => (
          <g key={mark}>
            <line
              className={styles.grid}
              x1={left}
              x2={plot.width - plot.right}
              y1={floor - tall(mark)}
              y2={floor - tall(mark)}
            />
            <text className={styles.axis} x={left - axis.gap} y={floor - tall(mark) + 4} textAnchor="end">
              {figureOf(mark)}
            </text>
          </g>
        ))}
        {points.map((point, index) => {
          const { day, values } = point;
          const x = dayBand(day) ?? 0;
          const open = day === today;
          const told = values.map((value, of) => `${labels[of]} ${wordsOf(value, of)}`).join(', ');
          return (
            <g key={day} data-open={open || undefined}>
              <title>{`${weekdayOf(day, language)} ${formatShortDay(day)}: ${told}`}</title>
              {isUnknown(point) ? (
                <rect
                  x={x}
                  y={plot.top}
                  width={dayBand.bandwidth()}
                  height={floor - plot.top}
                  fill="url(#unknown-day)"
                />
              ) : null}
              {values.map((value, of) =>
                value === undefined ? null : (
                  <rect
                    key={of}
                    className={styles.bar}
                    data-series={of}
                    x={x + (barBand(of) ?? 0)}
                    y={floor - tall(value)}
                    width={barBand.bandwidth()}
                    height={tall(value)}
                  />
                ),
              )}
              {index % 3 === 1 || open ? (
                <text
                  className={styles.axis}
                  x={x + dayBand.bandwidth() / 2}
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
