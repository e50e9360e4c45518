import { useState } from 'react';
import { Button } from '../../design/index.ts';
import { formatDay, formatShortDay, weekdayOf } from '../../format/dates.ts';
import { formatScaled } from '../../format/numbers.ts';
import { useLanguage } from './words.ts';
import { inWords } from '../../i18n/in-words.ts';
import { downloadCsv } from './csv.ts';
import { figureWords } from '../../shared/figure-words.ts';
import type { Place } from './layout.ts';
import { dailyValues, findFigure } from './rollup.ts';
import { niceCeiling } from './scale.ts';
import styles from './trend.module.css';
import type { Board } from './use-board.ts';

const plot = { width: 420, height: 150, left: 34, right: 6, top: 12, bottom: 20 };
/** How much of a day's place the bars take. */
const filled = 0.72;
const barGap = 1;

/** A day with the value of each series, in its units of measure; undefined: unknown. */
interface Point {
  day: string;
  values: (number | undefined)[];
}

interface Shown {
  points: Point[];
  series: readonly Place[];
}

/** The question as title, bars from zero, today hollow because it is not over; every chart has its table and its file. */
export function Trend({ board, wall }: { board: Board; wall: boolean }) {
  const { t, language } = useLanguage();
  const [asTable, setAsTable] = useState(false);
  const { title, series } = board.layout.trend;
  if (series.length === 0) return null;
  const points = pointsOf(board);
  const words = inWords(language, title);
  const save = (): void =>
    downloadCsv(`lien-thong-${board.top.key.split('@')[0]}-${board.day}.csv`, [
      [t('trend.day'), ...series.map(({ label }) => inWords(language, label))],
      ...points.map(({ day, values }) => [day, ...values.map((value) => (value ?? '').toString())]),
    ]);

  return (
    <section className={styles.card} aria-labelledby="trend-title">
      <header className={styles.head}>
        <h2 id="trend-title">{words}</h2>
        {wall ? null : (
          <>
            <Button
              small
              look="quiet"
              icon={asTable ? 'chart' : 'table'}
              onClick={() => setAsTable(!asTable)}
            >
              {asTable ? t('trend.asChart') : t('trend.asTable')}
            </Button>
            <Button
              small
              look="quiet"
              icon="download"
              onClick={save}
              aria-label={t('trend.download')}
              title={t('trend.download')}
            />
          </>
        )}
      </header>
      {asTable ? (
        <Table points={points} series={series} />
      ) : (
        <Chart points={points} series={series} title={words} today={board.day} />
      )}
      <p className={styles.note}>{t('trend.note')}</p>
    </section>
  );
}

/** Today comes from the live stream, so that the chart and the tiles never disagree. */
function pointsOf({ layout, totals, top, days, day: today, live, communes }: Board): Point[] {
  const place = { groupBy: 'GROUP_BY_TOTAL', unit: top.key } as const;
  const ofSeries = layout.trend.series.map(({ indicator: { code, decimals } }) => {
    const values = dailyValues(totals, top.key, code, days);
    return days.map((day, index) => {
      const value = day === today ? findFigure(live.rows, place, code, communes).value : values[index];
      return value === undefined ? undefined : value / 10 ** decimals;
    });
  });
  return days.map((day, index) => ({ day, values: ofSeries.map((values) => values[index]) }));
}

/** A value of a series in words, `–` where it is unknown. */
function useSeriesWords(series: readonly Place[]): (value: number | undefined, index: number) => string {
  const { language } = useLanguage();
  return (value, index) => {
    const indicator = series[index]?.indicator;
    if (!indicator) return '';
    const scaled = value === undefined ? undefined : Math.round(value * 10 ** indicator.decimals);
    return figureWords(language, scaled, indicator).text;
  };
}

function Chart({ points, series, title, today }: Shown & { title: string; today: string }) {
  const { language } = useLanguage();
  const wordsOf = useSeriesWords(series);
  const labels = series.map(({ label }) => inWords(language, label));
  const ceiling = niceCeiling(Math.max(1, ...points.flatMap(({ values }) => values.map((one) => one ?? 0))));
  const inner = { width: plot.width - plot.left - plot.right, height: plot.height - plot.top - plot.bottom };
  const step = inner.width / points.length;
  const bar = (step * filled) / series.length;
  const tall = (value: number | undefined): number => (Math.max(0, value ?? 0) / ceiling) * inner.height;
  const floor = plot.top + inner.height;
  return (
    <figure className={styles.figure}>
      <figcaption className={styles.legend}>
        {labels.map((label, index) => (
          <span key={label} data-series={index}>
            {label}
          </span>
        ))}
      </figcaption>
      <svg viewBox={`0 0 ${plot.width} ${plot.height}`} role="img" aria-label={title}>
        {[0, 0.5, 1].map((part) => (
          <g key={part}>
            <line
              className={styles.grid}
              x1={plot.left}
              x2={plot.width - plot.right}
              y1={floor - inner.height * part}
              y2={floor - inner.height * part}
            />
            <text
              className={styles.axis}
              x={plot.left - 6}
              y={floor - inner.height * part + 4}
              textAnchor="end"
            >
              {formatScaled(ceiling * part, 0)}
            </text>
          </g>
        ))}
        {points.map(({ day, values }, index) => {
          const x = plot.left + index * step + step * 0.12;
          const open = day === today;
          const told = values.map((value, of) => `${labels[of]} ${wordsOf(value, of)}`).join(', ');
          return (
            <g key={day} data-open={open || undefined}>
              <title>{`${weekdayOf(day, language)} ${formatShortDay(day)}: ${told}`}</title>
              {values.map((value, of) => (
                <rect
                  key={of}
                  className={styles.bar}
                  data-series={of}
                  x={x + of * (bar + barGap)}
                  y={floor - tall(value)}
                  width={bar}
                  height={tall(value)}
                />
              ))}
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

function Table({ points, series }: Shown) {
  const { t, language } = useLanguage();
  const wordsOf = useSeriesWords(series);
  return (
    <div className={styles.scroll}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{t('trend.day')}</th>
            {series.map(({ indicator, label }) => (
              <th key={indicator.code} scope="col">
                {inWords(language, label)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {[...points].reverse().map(({ day, values }) => (
            <tr key={day}>
              <th scope="row">
                {weekdayOf(day, language)} {formatDay(day)}
              </th>
              {values.map((value, index) => (
                <td key={index}>{wordsOf(value, index)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
