import { formatDay } from '../../format/dates.ts';
import { inWords } from '../../i18n/in-words.ts';
import type { Language } from '../../i18n/translate.ts';
import { coverageWords, upToWords } from './basis.ts';
import { dailyValues, findFigure } from './rollup.ts';
import type { Board } from './use-board.ts';
import type { Translate } from './words.ts';

/** A day with the value of each series, in its units of measure; undefined: unknown. */
export interface Point {
  day: string;
  values: (number | undefined)[];
}

/** Today comes from the live stream, so that the chart and the tiles never disagree. */
export function pointsOf({ layout, totals, top, days, day: today, live }: Board): Point[] {
  const place = { groupBy: 'GROUP_BY_TOTAL', unit: top.key } as const;
  const ofSeries = layout.trend.series.map(({ indicator: { code, decimals } }) => {
    const values = dailyValues(totals, top.key, code, days);
    return days.map((day, index) => {
      const value = day === today ? findFigure(live, place, code).value : values[index];
      return value === undefined ? undefined : value / 10 ** decimals;
    });
  });
  return days.map((day, index) => ({ day, values: ofSeries.map((values) => values[index]) }));
}

/** What a day that is not over stands on, in words: up to when, and from whom. */
export function openDayWords(t: Translate, board: Board): string {
  return [t('trend.open'), upToWords(t, board), coverageWords(t, board)].join(' · ');
}

/** The file behind the chart: an unknown cell is empty, and the last row says that its day is not over. */
export function fileRows(t: Translate, language: Language, board: Board): string[][] {
  const { series } = board.layout.trend;
  const cell = (value: number | undefined): string => (value ?? '').toString().replace('.', ',');
  return [
    [t('trend.day'), ...series.map(({ label }) => inWords(language, label)), t('trend.note.title')],
    ...pointsOf(board).map(({ day, values }) => [
      formatDay(day),
      ...values.map(cell),
      day === board.day ? openDayWords(t, board) : '',
    ]),
  ];
}
