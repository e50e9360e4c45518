import { useState } from 'react';
import { Button } from '../design/index.ts';
import { formatDay, formatShortDay, weekdayOf } from '../format/dates.ts';
import { formatCount } from '../format/numbers.ts';
import { useLanguage } from '../i18n/language.tsx';
import { downloadCsv } from './csv.ts';
import { dailyValues, finishedIndicators, foldFigure, foldOnTime } from './rollup.ts';
import { niceCeiling } from './scale.ts';
import styles from './trend.module.css';
import type { Board } from './use-board.ts';

const plot = { width: 420, height: 150, left: 34, right: 6, top: 12, bottom: 20 };

interface Point {
  day: string;
  received: number;
  finished: number;
}

/** The question as title, bars from zero, today hollow because it is not over; every chart has its table and its file. */
export function Trend({ board, wall }: { board: Board; wall: boolean }) {
  const { t } = useLanguage();
  const [asTable, setAsTable] = useState(false);
  const received = dailyValues(board.totals, board.top.key, ['received'], board.days);
  const finished = dailyValues(board.totals, board.top.key, finishedIndicators, board.days);
  const points = board.days.map((day, index): Point => {
    // Today comes from the live stream, so that the chart and the tiles never disagree.
    const today = day === board.day;
    return {
      day,
      received: today
        ? foldFigure(board.live.rows, board.communes, 'received').value
        : (received[index] ?? 0),
      finished: today ? foldOnTime(board.live.rows, board.communes).value : (finished[index] ?? 0),
    };
  });
  const save = (): void =>
    downloadCsv(`lien-thong-${board.top.key.split('@')[0]}-${board.day}.csv`, [
      [t('trend.day'), t('trend.received'), t('trend.finished')],
      ...points.map(({ day, received: came, finished: went }) => [day, String(came), String(went)]),
    ]);

  return (
    <section className={styles.card} aria-labelledby="trend-title">
      <header className={styles.head}>
        <h2 id="trend-title">{t('trend.title')}</h2>
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
      {asTable ? <Table points={points} /> : <Chart points={points} today={board.day} />}
      <p className={styles.note}>{t('trend.note')}</p>
    </section>
  );
}

function Chart({ points, today }: { points: Point[]; today: string }) {
  const { t, language } = useLanguage();
  const ceiling = niceCeiling(Math.max(1, ...points.flatMap((point) => [point.received, point.finished])));
  const inner = { width: plot.width - plot.left - plot.right, height: plot.height - plot.top - plot.bottom };
  const step = inner.width / points.length;
  const bar = step * 0.36;
  const tall = (value: number): number => (value / ceiling) * inner.height;
  const floor = plot.top + inner.height;
  return (
    <figure className={styles.figure}>
      <figcaption className={styles.legend}>
        <span data-series="received">{t('trend.received')}</span>
        <span data-series="finished">{t('trend.finished')}</span>
      </figcaption>
      <svg viewBox={`0 0 ${plot.width} ${plot.height}`} role="img" aria-label={t('trend.title')}>
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
              {formatCount(ceiling * part)}
            </text>
          </g>
        ))}
        {points.map(({ day, received, finished }, index) => {
          const x = plot.left + index * step + step * 0.12;
          const open = day === today;
          const words = `${weekdayOf(day, language)} ${formatShortDay(day)}: ${t('trend.received')} ${formatCount(received)}, ${t('trend.finished')} ${formatCount(finished)}`;
          return (
            <g key={day} data-open={open || undefined}>
              <title>{words}</title>
              <rect
                className={styles.received}
                x={x}
                y={floor - tall(received)}
                width={bar}
                height={tall(received)}
              />
              <rect
                className={styles.finished}
                x={x + bar + 1}
                y={floor - tall(finished)}
                width={bar}
                height={tall(finished)}
              />
              {index % 3 === 1 || open ? (
                <text className={styles.axis} x={x + bar} y={plot.height - 5} textAnchor="middle">
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

function Table({ points }: { points: Point[] }) {
  const { t, language } = useLanguage();
  return (
    <div className={styles.scroll}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{t('trend.day')}</th>
            <th scope="col">{t('trend.received')}</th>
            <th scope="col">{t('trend.finished')}</th>
          </tr>
        </thead>
        <tbody>
          {[...points].reverse().map(({ day, received, finished }) => (
            <tr key={day}>
              <th scope="row">
                {weekdayOf(day, language)} {formatDay(day)}
              </th>
              <td>{formatCount(received)}</td>
              <td>{formatCount(finished)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
