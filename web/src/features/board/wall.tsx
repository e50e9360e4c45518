import { Link, useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { Icon } from '../../design/index.ts';
import { formatDay, formatTime, weekdayOf } from '../../format/dates.ts';
import { inWords } from '../../i18n/in-words.ts';
import { useBusinessMinute } from '../../shared/business-clock.ts';
import { figureWords, fullFigure } from '../../shared/figure-words.ts';
import { useSession } from '../../shared/session-context.tsx';
import { useShortcuts } from '../../shared/shortcuts.ts';
import { useTheme } from '../../shared/theme.tsx';
import { findExceptions } from './exceptions.ts';
import { sinceWords } from './exceptions-list.tsx';
import { toneOf } from './layout.ts';
import { byOrder } from './ranking.ts';
import { findFigure } from './rollup.ts';
import { looks } from './trust.ts';
import { trustWords } from './trust-strip.tsx';
import { TileNotes } from './tiles.tsx';
import type { Board } from './use-board.ts';
import styles from './wall.module.css';
import { useLanguage } from './words.ts';

const scenes = ['figures', 'exceptions', 'ranking'] as const;
const sceneMs = 30_000;
/** As many as are read from three metres. */
const rowsShown = 10;

/** The board for a wall, read from three metres: one scene after the other, nothing to press. */
export default function Wall({ board }: { board: Board }) {
  const { t, language } = useLanguage();
  const { forceDark } = useTheme();
  const { businessNow, demonstration } = useSession();
  const now = useBusinessMinute(businessNow);
  const { scene, isStopped } = useScenes();
  const { live, day, top } = board;
  const trust = trustWords(t, board);

  useEffect(() => {
    forceDark(true);
    document.documentElement.toggleAttribute('data-wall', true);
    return () => {
      forceDark(false);
      document.documentElement.removeAttribute('data-wall');
    };
  }, [forceDark]);

  return (
    <main className={styles.wall} data-lost={live.isLost || undefined} data-scene={scene}>
      <header className={styles.head}>
        <div>
          <h1>{t('board.title', { name: top.name })}</h1>
          <p className={styles.day}>
            <span>{weekdayOf(day, language)}</span> {formatDay(day)}
            {demonstration ? ` · ${t('wall.demonstration')}` : ''}
            {isStopped ? ` · ${t('wall.stopped')}` : ''}
          </p>
        </div>
        <time className={styles.clock} dateTime={now}>
          {formatTime(now)}
        </time>
      </header>
      {live.isLost && live.now ? (
        <p className={styles.lost} role="alert">
          <Icon name="unlink" size={56} /> {t('wall.lost', { time: formatTime(live.now) })}
        </p>
      ) : null}
      {scene === 'figures' ? <Figures board={board} trust={trust} /> : null}
      {scene === 'exceptions' ? <Exceptions board={board} /> : null}
      {scene === 'ranking' ? <Ranking board={board} /> : null}
      <Link to="/board" className={styles.leave}>
        {t('wall.leave')}
      </Link>
    </main>
  );
}

/** One after the other; ← and → change by hand, the space bar stops and goes on, Esc leaves. */
function useScenes(): { scene: (typeof scenes)[number]; isStopped: boolean } {
  const [at, setAt] = useState(0);
  const [stopped, setStopped] = useState(false);
  const navigate = useNavigate();
  useEffect(() => {
    if (stopped) return;
    // Begins anew with every change, so that a scene chosen by hand stays its time.
    const timer = setTimeout(() => setAt((at + 1) % scenes.length), sceneMs);
    return () => clearTimeout(timer);
  }, [stopped, at]);
  useShortcuts({
    ArrowRight: () => setAt((before) => (before + 1) % scenes.length),
    ArrowLeft: () => setAt((before) => (before + scenes.length - 1) % scenes.length),
    ' ': () => setStopped((before) => !before),
    Escape: () => void navigate({ to: '/board', search: {} }),
  });
  return { scene: scenes[at] ?? 'figures', isStopped: stopped };
}

function Figures({ board, trust }: { board: Board; trust: ReturnType<typeof trustWords> }) {
  const { language } = useLanguage();
  const { live, layout, top } = board;
  return (
    <>
      {live.isLost ? null : (
        <p className={styles.trust} data-tone={trust.tone}>
          <Icon name={trust.tone === 'good' ? 'check' : 'alert'} size={40} /> {trust.words.join(' · ')}
        </p>
      )}
      <ul className={styles.figures}>
        {layout.tiles.map((place) => {
          const { indicator, label, colour } = place;
          const at = { groupBy: 'GROUP_BY_TOTAL', unit: top.key } as const;
          const { value, stale } = findFigure(live, at, indicator.code);
          const { text, unit } = figureWords(language, value, indicator);
          return (
            <li key={indicator.code} data-tone={toneOf(value, colour)} data-stale={stale || undefined}>
              <span className={styles.label}>{inWords(language, label)}</span>
              <strong className={styles.figure}>{text}</strong>
              <span className={styles.measure}>{unit || '\u00a0'}</span>
              <p className={styles.notes}>
                <TileNotes board={board} place={place} />
              </p>
            </li>
          );
        })}
      </ul>
    </>
  );
}

function Exceptions({ board }: { board: Board }) {
  const { t, language } = useLanguage();
  const { live, day } = board;
  const found = findExceptions(board);
  return (
    <section className={styles.scene}>
      <h2>{t('exceptions.title')}</h2>
      {found.length === 0 && live.now && !live.isLost ? (
        <p className={styles.none}>
          <Icon name="check" size={48} /> {t('exceptions.none')}
        </p>
      ) : null}
      <ul className={styles.rows}>
        {found.slice(0, rowsShown).map((one) => (
          <li key={`${one.unit.key} ${one.kind === 'number' ? one.place.indicator.code : ''}`}>
            <Icon
              name={live.isLost ? 'clock' : one.kind === 'trust' ? looks[one.trust.reason].icon : 'alert'}
              size={32}
            />
            <strong>{one.unit.name}</strong>
            <span>
              {one.kind === 'trust'
                ? `${t(`fresh.${one.trust.reason}`)} · ${sinceWords(t, one.trust, day)}`
                : `${inWords(language, one.place.label)}: ${fullFigure(language, one.value, one.place.indicator)}`}
            </span>
          </li>
        ))}
      </ul>
      {found.length > rowsShown ? <p>{t('wall.more', { n: found.length - rowsShown })}</p> : null}
    </section>
  );
}

function Ranking({ board }: { board: Board }) {
  const { t, language } = useLanguage();
  const { live, layout, communes, reporting } = board;
  const at = (unit: string) => ({ groupBy: 'GROUP_BY_COUNTING_UNIT', unit }) as const;
  const groups = communes.filter(({ key }) => reporting.has(key)).map((unit) => ({ unit, communes: [unit] }));
  const code = layout.scheme?.indicator.code ?? layout.columns[0]?.indicator.code ?? '';
  const ranked = byOrder(board, groups, { code, direction: 'descending' }, 'GROUP_BY_COUNTING_UNIT');
  return (
    <section className={styles.scene}>
      <h2>{t('wall.ranking')}</h2>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{t('units.unit')}</th>
            {layout.columns.map(({ indicator, label }) => (
              <th key={indicator.code} scope="col">
                {inWords(language, label)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {ranked.slice(0, rowsShown).map(({ unit }) => (
            <tr key={unit.key} data-stale={findFigure(live, at(unit.key), code).stale || undefined}>
              <th scope="row">{unit.name}</th>
              {layout.columns.map(({ indicator, colour }) => {
                const { value } = findFigure(live, at(unit.key), indicator.code);
                return (
                  <td key={indicator.code} data-tone={toneOf(value, colour)}>
                    {figureWords(language, value, indicator).text}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
