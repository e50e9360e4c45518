import type { Unit } from '../api/directory.ts';
import { Icon } from '../design/index.ts';
import { formatCount } from '../format/numbers.ts';
import { useT } from '../i18n/language.tsx';
import type { Question } from './explain-panel.tsx';
import { foldFigure, type Group, reportingFirst } from './rollup.ts';
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
  const t = useT();
  const { rows } = board.live;
  return (
    <section className={styles.card} aria-labelledby="scheme-title">
      <header className={styles.head}>
        <h2 id="scheme-title">{t('scheme.title')}</h2>
        <ul className={styles.legend}>
          <li data-state="good">{t('scheme.good')}</li>
          <li data-state="late">{t('scheme.late')}</li>
          <li data-state="stale">{t('scheme.stale')}</li>
          <li data-state="unknown">{t('scheme.unknown')}</li>
        </ul>
      </header>
      <div className={styles.groups}>
        {tileGroups(reportingFirst(rows, board.groups)).map(({ key, name, communes }) => (
          <div key={key} className={styles.group} data-wide={name === '' || undefined}>
            {name === '' ? null : <h3>{name}</h3>}
            <ul className={styles.tiles}>
              {communes.map((commune) => {
                const overdue = foldFigure(rows, [commune], 'overdue');
                const known = overdue.total > 0;
                const state = !known
                  ? 'unknown'
                  : overdue.stale
                    ? 'stale'
                    : overdue.value > 0
                      ? 'late'
                      : 'good';
                const words = known
                  ? t('scheme.words', { name: commune.name, n: formatCount(overdue.value) })
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
                          label: t('tiles.overdue'),
                          indicators: ['overdue'],
                        })
                      }
                    >
                      {state === 'late' ? formatCount(overdue.value) : null}
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
  const direct = groups.filter(({ unit }) => unit.level === 'commune').flatMap(({ communes }) => communes);
  const districts = groups
    .filter(({ unit }) => unit.level !== 'commune')
    .map(({ unit, communes }) => ({ key: unit.key, name: unit.name, communes }));
  return direct.length === 0 ? districts : [...districts, { key: 'direct', name: '', communes: direct }];
}
