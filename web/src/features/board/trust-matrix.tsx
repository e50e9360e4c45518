import { addDays } from '@lienthong/domain';
import { useQuery } from '@tanstack/react-query';
import { queryRollup } from '../../api/operations.ts';
import { Dialog, Notice } from '../../design/index.ts';
import { formatDay, formatShortDay } from '../../format/dates.ts';
import { figureWords } from '../../shared/figure-words.ts';
import { useFailureWords } from '../../shared/refusal-words.ts';
import { FreshnessList } from './freshness-list.tsx';
import { dayState } from './day-state.ts';
import { dailyValues, findFigure } from './rollup.ts';
import styles from './trust-matrix.module.css';
import type { Board } from './use-board.ts';
import { useLanguage } from './words.ts';

/** Which days of which unit are all here: a square each, with what was counted. */
export function TrustMatrix({ board, onClose }: { board: Board; onClose: () => void }) {
  const { t, language } = useLanguage();
  const failureWords = useFailureWords();
  const { top, days, day: today, live, layout } = board;
  const indicator = (layout.daily ?? layout.columns[0])?.indicator;
  const selection = {
    unit: top.key,
    from: days[0] ?? today,
    to: today,
    byDay: true,
    hierarchyDate: today,
    indicators: indicator ? [indicator.code] : [],
    groupBy: ['GROUP_BY_COUNTING_UNIT'] as const,
  };
  const rows = useQuery({
    queryKey: ['rollup', 'matrix', selection],
    queryFn: ({ signal }) => queryRollup(selection, signal),
    enabled: indicator !== undefined,
  });
  const connected = board.communes.filter(({ key }) => (live.trust.get(key)?.trust ?? 'none') !== 'none');
  return (
    <Dialog side title={t('trust.title')} closeLabel={t('close')} onClose={onClose}>
      <div className={styles.body}>
        {rows.error ? <Notice tone="late">{failureWords(rows.error)}</Notice> : null}
        {indicator && connected.length > 0 ? (
          <div className={styles.scroll} tabIndex={0} role="region" aria-label={t('trust.matrix')}>
            <table className={styles.matrix}>
              <caption>{t('trust.matrix')}</caption>
              <thead>
                <tr>
                  <th scope="col">{t('units.unit')}</th>
                  {days.map((day) => (
                    <th key={day} scope="col">
                      {formatShortDay(day)}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {connected.map(({ key, name }) => {
                  const values = dailyValues(rows.data?.rows ?? [], key, indicator.code, days);
                  const at = { groupBy: 'GROUP_BY_COUNTING_UNIT', unit: key } as const;
                  return (
                    <tr key={key}>
                      <th scope="row">{name}</th>
                      {days.map((day, index) => {
                        const value =
                          day === today ? findFigure(live, at, indicator.code).value : values[index];
                        const state = dayState(live, key, day, addDays(day, 1));
                        const words = t(`trust.day.${state}`);
                        return (
                          <td key={day} data-state={state} title={`${formatDay(day)}: ${words}`}>
                            {figureWords(language, value, indicator).text}
                            <span className="visually-hidden">, {words}</span>
                          </td>
                        );
                      })}
                    </tr>
                  );
                })}
              </tbody>
            </table>
          </div>
        ) : null}
        <ul className={styles.legend}>
          {(['complete', 'open', 'incomplete'] as const).map((state) => (
            <li key={state} data-state={state}>
              {t(`trust.day.${state}`)}
            </li>
          ))}
        </ul>
        <FreshnessList live={live} day={today} />
      </div>
    </Dialog>
  );
}
