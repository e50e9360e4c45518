import { Link, useSearch } from '@tanstack/react-router';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { readReachability, subscribeReachability } from '../../api/reachability.ts';
import { useFailureWords } from '../../shared/refusal-words.ts';
import { useSession } from '../../shared/session-context.tsx';
import { useTheme } from '../../shared/theme.tsx';
import { Badge, EmptyState, Icon, Notice, Skeleton } from '../../design/index.ts';
import { formatDay, formatTime, weekdayOf } from '../../format/dates.ts';
import { useLanguage } from './words.ts';
import styles from './board-screen.module.css';
import { CommuneTiles } from './commune-tiles.tsx';
import { ExplainPanel, type Question } from './explain-panel.tsx';
import { FreshnessList } from './freshness-list.tsx';
import { Tiles } from './tiles.tsx';
import { Trend } from './trend.tsx';
import { UnitTable } from './unit-table.tsx';
import { type Live, useBoard } from './use-board.ts';

/** What the units below are doing today, as far as it is known here and now. */
export function BoardScreen() {
  const { t, language } = useLanguage();
  const wall = 'wall' in useSearch({ strict: false });
  const { forceDark } = useTheme();
  const board = useBoard();
  const { businessNow } = useSession();
  const failureWords = useFailureWords();
  const [question, setQuestion] = useState<Question>();

  useEffect(() => {
    forceDark(wall);
    document.documentElement.toggleAttribute('data-wall', wall);
    return () => {
      forceDark(false);
      document.documentElement.removeAttribute('data-wall');
    };
  }, [wall, forceDark]);

  if (board.loading)
    return board.error ? (
      <BoardFailed words={failureWords(board.error)} />
    ) : (
      <Skeleton label={t('loading')} rows={10} />
    );
  return (
    <main className={styles.board} data-wall={wall || undefined}>
      <header className={styles.head}>
        <h1>{t('board.title', { name: board.top.name })}</h1>
        <p className={styles.date}>
          {weekdayOf(board.day, language)} {formatDay(board.day)}
          {wall ? <time className={styles.clock}>{formatTime(board.live.now ?? businessNow)}</time> : null}
        </p>
        <LiveState live={board.live} />
        <Link
          to="/board"
          search={wall ? {} : { wall: 1 }}
          className={styles.wall}
          aria-label={wall ? t('board.leaveWall') : undefined}
        >
          <Icon name={wall ? 'close' : 'screen'} />
          {wall ? null : t('board.wall')}
        </Link>
      </header>
      {board.live.failure?.kind === 'refused' ? (
        <Notice tone="late">{failureWords(board.live.failure)}</Notice>
      ) : null}
      {board.groups.length === 0 ? (
        <EmptyState icon="chart" title={t('board.empty')}>
          {t('board.emptyHint')}
        </EmptyState>
      ) : (
        <>
          <Tiles board={board} onExplain={setQuestion} />
          <div className={styles.columns}>
            <div className={styles.side}>
              <UnitTable board={board} onExplain={setQuestion} />
              <CommuneTiles board={board} onExplain={setQuestion} />
            </div>
            <div className={styles.side}>
              <Trend board={board} wall={wall} />
              <FreshnessList freshness={board.freshness} day={board.day} />
            </div>
          </div>
        </>
      )}
      {question ? (
        <ExplainPanel question={question} day={board.day} onClose={() => setQuestion(undefined)} />
      ) : null}
    </main>
  );
}

function BoardFailed({ words }: { words: string }) {
  return (
    <main className={styles.board}>
      <Notice tone="late">{words}</Notice>
    </main>
  );
}

function LiveState({ live }: { live: Live }) {
  const { t } = useLanguage();
  const { downSince } = useSyncExternalStore(subscribeReachability, readReachability);
  // A site that answers nothing sends nothing either: an open stream falls silent long before it breaks.
  const connected = live.state === 'live' && downSince === undefined;
  return (
    <span role="status" className={styles.live}>
      <Badge tone={connected ? 'good' : 'stale'} icon={connected ? 'check' : 'unlink'}>
        {connected
          ? t('board.live')
          : live.now
            ? t('board.stopped', { time: formatTime(live.now) })
            : t('board.connecting')}
      </Badge>
    </span>
  );
}
