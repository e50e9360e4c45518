import { queryOptions, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { queryRollup } from '../../api/operations.ts';
import { Choice, Notice } from '../../design/index.ts';
import { inWords } from '../../i18n/in-words.ts';
import { figureWords } from '../../shared/figure-words.ts';
import { useFailureWords } from '../../shared/refusal-words.ts';
import styles from './split-table.module.css';
import type { Board } from './use-board.ts';
import { useLanguage } from './words.ts';

const columnsOf = ({ layout }: Board, dimension = '') =>
  layout.columns.filter(({ indicator }) => indicator.dimensions.includes(dimension));

/** The period of a board by the values of a dimension. */
export function splitQuery(board: Board, dimension = '') {
  const { top, from, day } = board;
  const selection = {
    unit: top.key,
    from,
    to: day,
    hierarchyDate: day,
    indicators: columnsOf(board, dimension).map(({ indicator }) => indicator.code),
    splitBy: [dimension],
  };
  return queryOptions({
    queryKey: ['rollup', 'split', selection],
    queryFn: ({ signal }) => queryRollup(selection, signal),
  });
}

/** The columns split by one dimension of the catalogue at a time. */
export function SplitTable({ board }: { board: Board }) {
  const { t, language } = useLanguage();
  const failureWords = useFailureWords();
  const { layout, live } = board;
  const [chosen, setChosen] = useState('');
  const split = layout.splits.find(({ dimension }) => dimension === chosen) ?? layout.splits[0];
  const columns = columnsOf(board, split?.dimension);
  const answer = useQuery({
    ...splitQuery(board, split?.dimension),
    enabled: split !== undefined,
    refetchInterval: 60_000,
  });
  if (!split) return null;
  const rows = answer.data?.rows ?? [];
  const codeOf = (row: (typeof rows)[number]): string => row.dimensions[0]?.value ?? '';
  const values = new Map(rows.map((row) => [`${codeOf(row)} ${row.indicator}`, row.value] as const));
  const first = columns[0]?.indicator.code ?? '';
  const codes = [...new Set(rows.map(codeOf))].sort(
    (a, b) => (values.get(`${b} ${first}`) ?? -1) - (values.get(`${a} ${first}`) ?? -1),
  );
  const nameOf = (code: string): string => {
    const label = split.values.find((value) => value.code === code)?.label;
    return label ? inWords(language, label) : code || t('split.other');
  };
  return (
    <section className={styles.card} aria-labelledby="split-title" data-stale={live.isLost || undefined}>
      <header className={styles.head}>
        <h2 id="split-title">{t('split.title')}</h2>
        {layout.splits.length > 1 ? (
          <Choice
            legend={t('split.by')}
            options={layout.splits.map(({ dimension, label = { vi: '', en: '' } }) => ({
              value: dimension,
              label: inWords(language, label),
            }))}
            value={split.dimension}
            onChange={setChosen}
          />
        ) : null}
      </header>
      {answer.error ? <Notice tone="late">{failureWords(answer.error)}</Notice> : null}
      <div className={styles.scroll}>
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">{inWords(language, split.label ?? { vi: '', en: '' })}</th>
              {columns.map(({ indicator, label }) => (
                <th key={indicator.code} scope="col">
                  {inWords(language, label)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {codes.map((code) => (
              <tr key={code}>
                <th scope="row">{nameOf(code)}</th>
                {columns.map(({ indicator }) => (
                  <td key={indicator.code}>
                    {figureWords(language, values.get(`${code} ${indicator.code}`), indicator).text}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {answer.data && codes.length === 0 ? <p className={styles.none}>{t('split.none')}</p> : null}
    </section>
  );
}
