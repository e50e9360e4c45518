import { Stat } from '../design/index.ts';
import { formatShortDay } from '../format/dates.ts';
import { formatCount, formatPercent } from '../format/numbers.ts';
import { useT } from '../i18n/language.tsx';
import { basisWords, warningsOf } from './basis.ts';
import type { Question } from './explain-panel.tsx';
import { dailyValues, type Figure, foldFigure, foldOnTime } from './rollup.ts';
import styles from './tiles.module.css';
import type { Board } from './use-board.ts';

/** The four numbers that answer "how is today going". */
export function Tiles({ board, onExplain }: { board: Board; onExplain: (question: Question) => void }) {
  const t = useT();
  const { rows } = board.live;
  const figure = (name: string): Figure => foldFigure(rows, board.communes, name);
  const onTime = foldOnTime(rows, board.communes);
  const common = (name: string, value: Figure, indicators: string[]) => ({
    label: name,
    basis: basisWords(t, value, board.day),
    isStale: value.stale,
    warnings: warningsOf(t, value, board.communes, board.freshness),
    explain: t('explain.open'),
    onExplain: () => onExplain({ unit: board.top.key, unitName: board.top.name, label: name, indicators }),
  });
  const shown = (value: Figure): string => (value.known ? formatCount(value.value) : '–');
  const dossiers = (value: Figure) => (value.known ? { unit: t('unit.dossiers') } : {});
  const onTimeWords = (): string | null => {
    if (!onTime.known) return null;
    if (onTime.value === 0) return t('tiles.onTimeNone');
    return t('tiles.onTimeParts', { inTime: formatCount(onTime.inTime), total: formatCount(onTime.value) });
  };
  const received = figure('received');
  const pending = figure('pending');
  const overdue = figure('overdue');
  const dayBefore = lastWorkedDay(board);
  return (
    <section className={styles.tiles} aria-label={t('tiles.label')}>
      <Stat
        {...common(t('tiles.received'), received, ['received'])}
        figure={shown(received)}
        {...dossiers(received)}
      >
        {dayBefore ? t('tiles.receivedParts', dayBefore) : null}
      </Stat>
      <Stat
        {...common(t('tiles.pending'), pending, ['pending'])}
        figure={shown(pending)}
        {...dossiers(pending)}
      >
        {pending.known ? t('tiles.pendingParts', { n: formatCount(figure('suspended').value) }) : null}
      </Stat>
      <Stat
        {...common(t('tiles.overdue'), overdue, ['overdue'])}
        figure={shown(overdue)}
        {...dossiers(overdue)}
        tone={overdue.value > 0 ? 'late' : undefined}
      >
        {pending.value > 0
          ? t('tiles.overdueParts', { percent: formatPercent(overdue.value, pending.value) })
          : null}
      </Stat>
      <Stat
        {...common(t('tiles.onTime'), onTime, ['finished_early', 'finished_on_time', 'finished_late'])}
        figure={formatPercent(onTime.inTime, onTime.value)}
      >
        {onTimeWords()}
      </Stat>
    </section>
  );
}

/** What the last day with work before today received, to hold today against. */
function lastWorkedDay(board: Board): { day: string; n: string } | undefined {
  const earlier = board.days.filter((day) => day < board.day);
  const received = dailyValues(board.totals, board.top.key, ['received'], earlier);
  const index = received.findLastIndex((value) => value > 0);
  const day = earlier[index];
  return day === undefined ? undefined : { day: formatShortDay(day), n: formatCount(received[index] ?? 0) };
}
