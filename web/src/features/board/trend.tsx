import { useId, useState } from 'react';
import { Button, Notice } from '../../design/index.ts';
import { formatDay, formatMoment, weekdayOf } from '../../format/dates.ts';
import { inWords } from '../../i18n/in-words.ts';
import { useFailureWords } from '../../shared/refusal-words.ts';
import { downloadCsv } from './csv.ts';
import type { Place } from './layout.ts';
import styles from './trend.module.css';
import { TrendChart, useSeriesWords } from './trend-chart.tsx';
import { fileRows, openDayWords, type Point, pointsOf } from './trend-points.ts';
import type { Board } from './use-board.ts';
import { useLanguage } from './words.ts';

/** The question as title; every chart has its table and its file. */
export function Trend({ board }: { board: Board }) {
  const titleId = useId();
  const { t, language } = useLanguage();
  const failureWords = useFailureWords();
  const [asTable, setAsTable] = useState(false);
  const { live, totals, totalsError } = board;
  const { title, series } = board.layout.trend;
  if (series.length === 0) return null;
  const points = pointsOf(board);
  const words = inWords(language, title);
  // A file goes where nobody sees the board: not before its numbers are here.
  const hasFile = totals.length > 0 && live.now !== undefined;
  const save = (): void =>
    downloadCsv(`lien-thong-${board.top.key.split('@')[0]}-${board.day}.csv`, fileRows(t, language, board));

  return (
    <section className={styles.card} aria-labelledby={titleId} data-stale={live.isLost || undefined}>
      <header className={styles.head}>
        <h2 id={titleId}>{words}</h2>
        <Button small look="quiet" icon={asTable ? 'chart' : 'table'} onClick={() => setAsTable(!asTable)}>
          {asTable ? t('trend.asChart') : t('trend.asTable')}
        </Button>
        <Button
          small
          look="quiet"
          icon="download"
          onClick={save}
          disabled={!hasFile}
          aria-label={t('trend.download')}
          title={hasFile ? t('trend.download') : t('trend.noFile')}
        />
      </header>
      {totalsError ? (
        <Notice tone="late">
          {t(totals.length > 0 ? 'trend.older' : 'trend.missing')} {failureWords(totalsError)}
        </Notice>
      ) : null}
      {asTable ? (
        <Table points={points} series={series} today={board.day} open={openDayWords(t, board)} />
      ) : (
        <TrendChart points={points} series={series} title={words} today={board.day} />
      )}
      <p className={styles.note}>
        {live.isLost && live.now
          ? t('basis.lost', { time: formatMoment(live.now, board.day) })
          : t('trend.note')}
      </p>
    </section>
  );
}

function Table({
  points,
  series,
  today,
  open,
}: {
  points: Point[];
  series: readonly Place[];
  today: string;
  /** What the day that is not over stands on. */
  open: string;
}) {
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
            <tr key={day} data-open={day === today || undefined}>
              <th scope="row">
                <span className={styles.day}>
                  {weekdayOf(day, language)} {formatDay(day)}
                </span>
                {day === today ? <small className={styles.open}>{open}</small> : null}
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
