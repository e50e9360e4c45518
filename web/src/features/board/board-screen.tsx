import { Link, useSearch } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { Badge, Choice, EmptyState, Icon, Notice, Skeleton } from '../../design/index.ts';
import { formatDateTime, formatDay, formatTime, weekdayOf } from '../../format/dates.ts';
import { useBusinessMinute } from '../../shared/business-clock.ts';
import { useFailureWords } from '../../shared/refusal-words.ts';
import { useSession } from '../../shared/session-context.tsx';
import styles from './board-screen.module.css';
import { CommuneTiles } from './commune-tiles.tsx';
import { ExceptionsList } from './exceptions-list.tsx';
import { ExplainPanel, type Question } from './explain-panel.tsx';
import { type Period, periods } from './period.ts';
import { SplitTable } from './split-table.tsx';
import { Tiles } from './tiles.tsx';
import { Trend } from './trend.tsx';
import { TrustMatrix } from './trust-matrix.tsx';
import { TrustStrip } from './trust-strip.tsx';
import { UnitTable } from './unit-table.tsx';
import { type Live, useBoard } from './use-board.ts';
import { useLanguage } from './words.ts';

const Wall = lazy(() => import('./wall.tsx'));

/** What a unit and those below are doing: whether it can be believed, what is wrong, how it goes. */
export function BoardScreen() {
  const { t } = useLanguage();
  const wall = 'wall' in useSearch({ strict: false });
  const [period, setPeriod] = useState<Period>('day');
  const board = useBoard(wall ? 'day' : period);
  const failureWords = useFailureWords();
  const [question, setQuestion] = useState<Question>();
  const [matrix, setMatrix] = useState(false);

  if (board.loading)
    return board.error ? (
      <main className={styles.board}>
        <Notice tone="late">{failureWords(board.error)}</Notice>
      </main>
    ) : (
      <Skeleton label={t('loading')} rows={10} />
    );
  if (wall)
    return (
      <Suspense fallback={<Skeleton label={t('loading')} rows={10} />}>
        <Wall board={board} />
      </Suspense>
    );
  return (
    <main className={styles.board}>
      <Head board={board} period={period} onPeriod={setPeriod} />
      {board.live.failure?.kind === 'refused' ? (
        <Notice tone="late">{failureWords(board.live.failure)}</Notice>
      ) : null}
      {board.groups.length === 0 ? (
        <EmptyState icon="chart" title={t('board.empty')}>
          {t('board.emptyHint')}
        </EmptyState>
      ) : (
        <>
          <TrustStrip board={board} onOpen={() => setMatrix(true)} />
          <ExceptionsList board={board} onExplain={setQuestion} />
          <Tiles board={board} onExplain={setQuestion} />
          <div className={styles.columns}>
            {/* A commune has nobody to be held against. */}
            {board.groups.every(({ unit }) => unit.key === board.top.key) ? null : (
              <div className={styles.side}>
                <UnitTable board={board} onExplain={setQuestion} />
                <CommuneTiles board={board} onExplain={setQuestion} />
              </div>
            )}
            <div className={styles.side}>
              <Trend board={board} />
              <SplitTable board={board} />
            </div>
          </div>
        </>
      )}
      {question ? (
        <ExplainPanel
          question={question}
          from={board.from}
          day={board.day}
          onClose={() => setQuestion(undefined)}
        />
      ) : null}
      {matrix ? <TrustMatrix board={board} onClose={() => setMatrix(false)} /> : null}
    </main>
  );
}

function Head({
  board,
  period,
  onPeriod,
}: {
  board: ReturnType<typeof useBoard>;
  period: Period;
  onPeriod: (period: Period) => void;
}) {
  const { t, language } = useLanguage();
  const now = useBusinessMinute(useSession().businessNow);
  return (
    <header className={styles.head}>
      <h1>{t('board.title', { name: board.top.name })}</h1>
      <p className={styles.date}>
        {weekdayOf(board.day, language)} {formatDay(board.day)}
      </p>
      <LiveState live={board.live} />
      <p className={styles.printed}>{t('board.printed', { time: formatDateTime(now) })}</p>
      <Choice
        legend={t('period.legend')}
        options={periods.map((value) => ({ value, label: t(`period.${value}`) }))}
        value={period}
        onChange={onPeriod}
      />
      <Link to="/board" search={{ wall: 1 }} className={styles.wall}>
        <Icon name="screen" />
        {t('board.wall')}
      </Link>
    </header>
  );
}

function LiveState({ live }: { live: Live }) {
  const { t } = useLanguage();
  const connected = live.now !== undefined && !live.isLost;
  return (
    <span role="status" className={styles.live}>
      <Badge tone={connected ? 'good' : 'stale'} icon={connected ? 'check' : 'unlink'}>
        {connected
          ? t('board.live')
          : live.now
            ? t('board.lost', { time: formatTime(live.now) })
            : t('board.connecting')}
      </Badge>
    </span>
  );
}
