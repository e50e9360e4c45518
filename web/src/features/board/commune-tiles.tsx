import type { Unit } from '../../api/directory.ts';
import { Icon } from '../../design/index.ts';
import { useLanguage } from './words.ts';
import { inWords } from '../../i18n/in-words.ts';
import type { Question } from './explain-panel.tsx';
import { figureWords, fullFigure } from '../../shared/figure-words.ts';
import { toneOf } from './layout.ts';
import { findFigure, type Group, reportingFirst } from './rollup.ts';
import styles from './commune-tiles.module.css';
import type { Board } from './use-board.ts';

/** One square for each commune, by district: a scheme, not a map, and called so. */
export function CommuneTiles({
  board,
  onExplain,
}: {
  board: Board;
  onExplain: (question: Question) => void;
}) {
  const { t, language } = useLanguage();
  const { rows } = board.live;
  const { scheme } = board.layout;
  if (!scheme) return null;
  const what = inWords(language, scheme.indicator.names);
  return (
    <section className={styles.card} aria-labelledby="scheme-title">
      <header className={styles.head}>
        <h2 id="scheme-title">{inWords(language, scheme.title)}</h2>
        <ul className={styles.legend}>
          <li data-state="good">{inWords(language, scheme.good)}</li>
          <li data-state="late">{inWords(language, scheme.late)}</li>
          <li data-state="stale">{t('scheme.stale')}</li>
          <li data-state="unknown">{t('scheme.unknown')}</li>
        </ul>
      </header>
      <div className={styles.groups}>
        {tileGroups(reportingFirst(board.reporting, board.groups)).map(({ key, name, communes }) => (
          <div key={key} className={styles.group} data-wide={name === '' || undefined}>
            {name === '' ? null : <h3>{name}</h3>}
            <ul className={styles.tiles}>
              {communes.map((commune) => {
                const place = { groupBy: 'GROUP_BY_COUNTING_UNIT', unit: commune.key } as const;
                const { value, total, stale } = findFigure(rows, place, scheme.indicator.code, [commune]);
                const known = total > 0;
                const state =
                  value === undefined
                    ? 'unknown'
                    : stale
                      ? 'stale'
                      : (toneOf(value, scheme.colour) ?? 'plain');
                const n = fullFigure(language, value, scheme.indicator);
                const words = known
                  ? t('scheme.words', { name: commune.name, what, n })
                  : t('scheme.wordsUnknown', { name: commune.name });
                return (
                  <li key={commune.key}>
                    <button
                      type="button"
                      className={styles.tile}
                      data-state={state}
                      title={words}
                      aria-label={words}
                      disabled={!known}
                      onClick={() =>
                        onExplain({
                          unit: commune.key,
                          unitName: commune.name,
                          label: what,
                          indicator: scheme.indicator.code,
                        })
                      }
                    >
                      {state === 'late' || state === 'plain'
                        ? figureWords(language, value, scheme.indicator).text
                        : null}
                      {state === 'good' ? <Icon name="check" size={14} /> : null}
                      {state === 'stale' ? <Icon name="clock" size={14} /> : null}
                    </button>
                  </li>
                );
              })}
            </ul>
          </div>
        ))}
      </div>
    </section>
  );
}

/** One group for each district; communes that stand straight below have no heading of their own. */
function tileGroups(groups: Group[]): { key: string; name: string; communes: Unit[] }[] {
  const direct = groups
    .filter(({ unit }) => unit.level === 'UNIT_LEVEL_COMMUNE')
    .flatMap(({ communes }) => communes);
  const districts = groups
    .filter(({ unit }) => unit.level !== 'UNIT_LEVEL_COMMUNE')
    .map(({ unit, communes }) => ({ key: unit.key, name: unit.name, communes }));
  return direct.length === 0 ? districts : [...districts, { key: 'direct', name: '', communes: direct }];
}
