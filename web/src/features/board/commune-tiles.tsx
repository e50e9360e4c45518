import { type KeyboardEvent, useId, useRef, useState } from 'react';
import type { Unit } from '../../api/directory.ts';
import { Icon, type IconName } from '../../design/index.ts';
import { formatCount } from '../../format/numbers.ts';
import { inWords } from '../../i18n/in-words.ts';
import { figureWords } from '../../shared/figure-words.ts';
import styles from './commune-tiles.module.css';
import type { Question } from './explain-panel.tsx';
import { toneOf } from './layout.ts';
import { findFigure, type Group } from './rollup.ts';
import { shortNameOf } from './short-name.ts';
import type { Board } from './use-board.ts';
import { useLanguage } from './words.ts';

type State = 'good' | 'late' | 'plain' | 'doubtful' | 'stale' | 'unknown';

const marks: Partial<Record<State, IconName>> = {
  good: 'check',
  late: 'alert',
  doubtful: 'alert',
  stale: 'clock',
};

/** One tile for each commune that is connected, by district: a scheme, not a map, and called so. The others are one line. */
export function CommuneTiles({
  board,
  onExplain,
}: {
  board: Board;
  onExplain: (question: Question) => void;
}) {
  const titleId = useId();
  const { t, language } = useLanguage();
  const root = useRef<HTMLDivElement>(null);
  const [focused, setFocused] = useState('');
  const { scheme } = board.layout;
  if (!scheme) return null;
  const what = inWords(language, scheme.indicator.names);
  const groups = tileGroups(board);
  const shown = groups.flatMap(({ communes }) => communes);
  const quiet = board.communes.length - shown.length;
  // One stop for the tabulator, wherever the arrows went last.
  const stop = shown.some(({ key }) => key === focused) ? focused : shown[0]?.key;
  return (
    <section className={styles.card} aria-labelledby={titleId}>
      <header className={styles.head}>
        <h2 id={titleId}>{inWords(language, scheme.title)}</h2>
        <ul className={styles.legend}>
          <li data-state="good">{inWords(language, scheme.good)}</li>
          <li data-state="late">{inWords(language, scheme.late)}</li>
          <li data-state="doubtful">{t('scheme.doubtful')}</li>
          <li data-state="stale">{t('scheme.stale')}</li>
        </ul>
      </header>
      <div ref={root} className={styles.groups} onKeyDown={moveBetweenTiles}>
        {groups.map(({ key, name, communes }) => (
          <div key={key} className={styles.group}>
            {name === '' ? null : <h3>{name}</h3>}
            <ul className={styles.tiles}>
              {communes.map((commune) => {
                const { state, value, reason } = tileOf(board, commune);
                const { text, unit } = figureWords(language, value, scheme.indicator);
                const isWhy = !board.live.isLost && (state === 'doubtful' || state === 'stale');
                const why = isWhy ? t(`fresh.${reason}`) : '';
                const mark = marks[state];
                return (
                  <li key={commune.key}>
                    <button
                      type="button"
                      className={styles.tile}
                      data-state={state}
                      data-tile
                      tabIndex={commune.key === stop ? 0 : -1}
                      title={[commune.name, why].filter((one) => one !== '').join(': ')}
                      onFocus={() => setFocused(commune.key)}
                      onClick={() =>
                        onExplain({
                          unit: commune.key,
                          unitName: commune.name,
                          label: what,
                          indicator: scheme.indicator.code,
                        })
                      }
                    >
                      <span className={styles.name}>{shortNameOf(commune.name)}</span>
                      <span className="visually-hidden">, {what}: </span>
                      <span className={styles.figure}>
                        {mark ? <Icon name={mark} size={14} /> : null}
                        {text}
                      </span>
                      <span className="visually-hidden">
                        {' '}
                        {unit} {why}
                      </span>
                    </button>
                  </li>
                );
              })}
            </ul>
          </div>
        ))}
      </div>
      {quiet > 0 ? <p className={styles.quiet}>{t('scheme.quiet', { n: formatCount(quiet) })}</p> : null}
    </section>
  );
}

/** A tile says no more than may be believed: it is good only while its unit is. */
function tileOf(
  { live, layout: { scheme } }: Board,
  { key }: Unit,
): {
  state: State;
  value: number | undefined;
  reason: NonNullable<ReturnType<Board['live']['trust']['get']>>['reason'];
} {
  const { trust, reason } = live.trust.get(key) ?? {
    trust: 'doubtful',
    reason: 'FRESHNESS_REASON_UNSPECIFIED',
  };
  const { value, stale } = findFigure(
    live,
    { groupBy: 'GROUP_BY_COUNTING_UNIT', unit: key },
    scheme?.indicator.code ?? '',
  );
  const state = ((): State => {
    if (stale || trust === 'stale') return 'stale';
    if (trust === 'doubtful') return 'doubtful';
    if (value === undefined) return 'unknown';
    return toneOf(value, scheme?.colour ?? []) ?? 'plain';
  })();
  return { state, value, reason };
}

/** By district; communes that stand straight below have no heading of their own. */
function tileGroups({ groups, reporting }: Board): { key: string; name: string; communes: Unit[] }[] {
  const speaking = groups.map(({ unit, communes }) => ({
    unit,
    communes: communes.filter(({ key }) => reporting.has(key)),
  }));
  const isCommune = ({ unit }: Group): boolean => unit.level === 'UNIT_LEVEL_COMMUNE';
  const direct = speaking.filter(isCommune).flatMap(({ communes }) => communes);
  const districts = speaking
    .filter((group) => !isCommune(group))
    .map(({ unit, communes }) => ({ key: unit.key, name: unit.name, communes }));
  return [...districts, { key: 'direct', name: '', communes: direct }].filter(
    ({ communes }) => communes.length > 0,
  );
}

/** ← → to the one beside, ↑ ↓ to the one above or below. */
function moveBetweenTiles(event: KeyboardEvent<HTMLElement>): void {
  const tiles = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-tile]')];
  const at = tiles.findIndex((tile) => tile === document.activeElement);
  const here = tiles[at];
  if (!here) return;
  const inColumn = (tile: HTMLElement): boolean => tile.offsetLeft === here.offsetLeft;
  const moves: Partial<Record<string, () => HTMLElement | undefined>> = {
    ArrowLeft: () => tiles[at - 1],
    ArrowRight: () => tiles[at + 1],
    ArrowUp: () => tiles.slice(0, at).findLast(inColumn) ?? tiles[at - 1],
    ArrowDown: () => tiles.slice(at + 1).find(inColumn) ?? tiles[at + 1],
    Home: () => tiles[0],
    End: () => tiles.at(-1),
  };
  const next = moves[event.key]?.();
  if (!next) return;
  event.preventDefault();
  next.focus();
}
