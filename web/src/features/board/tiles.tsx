import { Stat } from '../../design/index.ts';
import { formatShortDay, weekdayOf } from '../../format/dates.ts';
import { formatPercent, formatScaled } from '../../format/scaled.ts';
import { useLanguage } from './words.ts';
import { fill } from '../../i18n/translate.ts';
import type { Indicator } from '../../api/operations.ts';
import { inWords } from '../../i18n/in-words.ts';
import { basisWords, coverageOf, warningsOf } from './basis.ts';
import type { Question } from './explain-panel.tsx';
import { figureWords, unknownMark } from '../../shared/figure-words.ts';
import { type Place, toneOf } from './layout.ts';
import { dailyValues, type Figure, findFigure } from './rollup.ts';
import styles from './tiles.module.css';
import type { Board } from './use-board.ts';

interface Props {
  board: Board;
  onExplain: (question: Question) => void;
}

/** The numbers that answer "how is today going". */
export function Tiles({ board, onExplain }: Props) {
  const { t } = useLanguage();
  return (
    <section className={styles.tiles} aria-label={t('tiles.label')}>
      {board.layout.tiles.map((place) => (
        <Tile key={place.indicator.code} place={place} board={board} onExplain={onExplain} />
      ))}
    </section>
  );
}

function Tile({ place, board, onExplain }: Props & { place: Place }) {
  const { t, language } = useLanguage();
  const { indicator, colour } = place;
  const figure = topFigure(board, indicator);
  const label = inWords(language, place.label);
  const { connected, all } = coverageOf(board);
  const { text, unit } = figureWords(language, figure.value, indicator);
  return (
    <Stat
      label={label}
      figure={text}
      {...(unit === '' ? {} : { unit })}
      tone={figure.stale ? undefined : toneOf(figure.value, colour)}
      basis={basisWords(t, figure, board)}
      isPartial={connected < all}
      isStale={figure.stale}
      warnings={warningsOf(t, figure, board.communes, board.live.trust)}
      explain={t('explain.open')}
      onExplain={() =>
        onExplain({ unit: board.top.key, unitName: board.top.name, label, indicator: indicator.code })
      }
    >
      <TileNotes place={place} board={board} />
    </Stat>
  );
}

/** What stands below a tile's number: what it is of, and what it was. */
export function TileNotes({ place, board }: { place: Place; board: Board }) {
  return (
    <>
      <NoteWords place={place} figure={topFigure(board, place.indicator)} board={board} />
      <BeforeWords indicator={place.indicator} board={board} />
    </>
  );
}

/** What the period before came to; a stock is what it is, and was another thing then. */
function BeforeWords({ indicator, board }: { indicator: Indicator; board: Board }) {
  const { t, language } = useLanguage();
  const { before, period } = board;
  const value = before.rows.find((row) => row.indicator === indicator.code)?.value;
  if (indicator.kind === 'INDICATOR_KIND_STOCK' || value === undefined) return null;
  return (
    <span className={styles.before}>
      {t(`before.${period}`, {
        n: figureWords(language, value, indicator).text,
        weekday: weekdayOf(before.from, language),
        day: formatShortDay(before.from),
      })}
    </span>
  );
}

const topFigure = ({ live, top }: Board, { code }: Indicator): Figure =>
  findFigure(live, { groupBy: 'GROUP_BY_TOTAL', unit: top.key }, code);

/** What stands below a tile's number; nothing while a number that it needs is unknown. */
function NoteWords({ place, figure, board }: { place: Place; figure: Figure; board: Board }) {
  const { language } = useLanguage();
  const { note, indicator } = place;
  const say = (words: Parameters<typeof inWords>[1], params: Record<string, string> = {}): string =>
    fill(language, inWords(language, words), params);
  const shown = (one: Indicator): string => figureText(topFigure(board, one).value, one);
  const realOf = (one: Indicator): number | undefined => real(topFigure(board, one).value, one);
  switch (note?.kind) {
    case 'day_before': {
      if (board.period !== 'day') return null;
      const before = lastWorkedDay(board, indicator);
      return before ? say(note.words, before) : null;
    }
    case 'part':
      return realOf(note.part) === undefined ? null : say(note.words, { n: shown(note.part) });
    case 'share': {
      const [part, whole] = [real(figure.value, indicator), realOf(note.whole)];
      return part === undefined || !whole ? null : say(note.words, { percent: formatPercent(part, whole) });
    }
    case 'parts': {
      const [part, whole] = [realOf(note.part), realOf(note.whole)];
      if (part === undefined || whole === undefined) return null;
      return whole === 0
        ? say(note.none)
        : say(note.words, { part: shown(note.part), whole: shown(note.whole) });
    }
    case undefined:
      return null;
    default:
      return note satisfies never;
  }
}

const figureText = (value: number | undefined, { decimals }: Indicator): string =>
  value === undefined ? unknownMark : formatScaled(value, decimals);

const real = (value: number | undefined, { decimals }: Indicator): number | undefined =>
  value === undefined ? undefined : value / 10 ** decimals;

/** What the last day with work before today came to, to hold today against. */
function lastWorkedDay(board: Board, indicator: Indicator): { day: string; n: string } | undefined {
  const earlier = board.days.filter((day) => day < board.day);
  const values = dailyValues(board.totals, board.top.key, indicator.code, earlier);
  const index = values.findLastIndex((value) => value !== undefined && value > 0);
  const day = earlier[index];
  return day === undefined
    ? undefined
    : { day: formatShortDay(day), n: figureText(values[index], indicator) };
}
