import { addDays } from '@lienthong/domain';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useReducer } from 'react';
import { getBoard, type Unit } from '../../api/directory.ts';
import type { ApiFailure } from '../../api/failure.ts';
import {
  type Freshness,
  listFreshness,
  listIndicators,
  queryRollup,
  type RollupRow,
  watchRollup,
} from '../../api/operations.ts';
import type { StreamState } from '../../api/sse.ts';
import { localDayOf } from '../../format/dates.ts';
import { useSession } from '../../shared/session-context.tsx';
import { subtreeQuery } from '../../shared/subtree.ts';
import { codesByDay, codesOf, type Layout, layoutOf } from './layout.ts';
import { applyUpdate, type Group, groupsOf, type Rows, reportingUnits } from './rollup.ts';

export interface Live {
  rows: Rows;
  state: StreamState;
  failure?: ApiFailure | undefined;
  /** The last message's business time. */
  now?: string | undefined;
}

/**
 * The numbers of today of a unit, of those directly below it and of every commune, by one stream: browsers open only six connections to a
 * site.
 *
 * @param indicators codes; none: nothing is asked for yet.
 */
function useLive(unit: string, day: string, indicators: readonly string[]): Live {
  const [live, change] = useReducer((before: Live, next: (before: Live) => Live): Live => next(before), {
    rows: new Map(),
    state: 'connecting',
  });
  const codes = indicators.join();
  useEffect(() => {
    if (codes === '') return;
    const end = new AbortController();
    void watchRollup(
      {
        unit,
        from: day,
        to: day,
        indicators: codes.split(','),
        groupBy: ['GROUP_BY_TOTAL', 'GROUP_BY_CHILDREN', 'GROUP_BY_COUNTING_UNIT'],
        hierarchyDate: day,
      },
      {
        onMessage: (update) =>
          change((before) => ({ ...before, rows: applyUpdate(before.rows, update), now: update.now })),
        onState: (state, failure) => change((before) => ({ ...before, state, failure })),
      },
      end.signal,
    );
    return () => end.abort();
  }, [unit, day, codes]);
  return live;
}

export interface Board {
  top: { key: string; name: string };
  /** The business day, `YYYY-MM-DD`. */
  day: string;
  days: string[];
  layout: Layout;
  groups: Group[];
  communes: Unit[];
  live: Live;
  /** Keys of the units that send their numbers here. */
  reporting: ReadonlySet<string>;
  /** The total of each day and indicator. */
  totals: RollupRow[];
  freshness: Freshness[];
  error: Error | null;
  loading: boolean;
}

const rarely = 10 * 60_000;
const emptyLayout: Layout = {
  tiles: [],
  columns: [],
  trend: { title: { vi: '', en: '' }, days: 0, series: [] },
};

/** What the caller's board shows, and what its numbers are. */
function useLayout() {
  const board = useQuery({
    queryKey: ['board'],
    queryFn: ({ signal }) => getBoard(signal),
    staleTime: rarely,
  });
  const indicators = useQuery({
    queryKey: ['indicators'],
    queryFn: ({ signal }) => listIndicators(signal),
    staleTime: rarely,
  });
  const layout = useMemo(
    () => (board.data && indicators.data ? layoutOf(board.data, indicators.data) : emptyLayout),
    [board.data, indicators.data],
  );
  return {
    layout,
    error: board.error ?? indicators.error,
    loading: board.isPending || indicators.isPending,
  };
}

/** Everything that the board shows. */
export function useBoard(): Board {
  const session = useSession();
  const { homeUnit, businessNow } = session;
  const day = localDayOf(businessNow);
  const { layout, ...shown } = useLayout();
  const trendDays = Math.max(1, layout.trend.days);
  const from = addDays(day, 1 - trendDays);
  const days = useMemo(
    () => Array.from({ length: trendDays }, (_, index) => addDays(from, index)),
    [from, trendDays],
  );
  const codes = useMemo(() => codesOf(layout), [layout]);
  const live = useLive(homeUnit.key, day, codes);
  const reporting = useMemo(() => reportingUnits(live.rows), [live.rows]);
  const tree = useQuery(subtreeQuery(session));
  const history = {
    unit: homeUnit.key,
    from,
    to: day,
    byDay: true,
    hierarchyDate: day,
    indicators: codesByDay(layout),
  };
  const totals = useQuery({
    queryKey: ['rollup', 'totals', history],
    queryFn: ({ signal }) => queryRollup(history, signal),
    enabled: history.indicators.length > 0,
    refetchInterval: 60_000,
    placeholderData: keepPreviousData,
  });
  const freshness = useQuery({
    queryKey: ['freshness', homeUnit.key],
    queryFn: ({ signal }) => listFreshness(homeUnit.key, signal),
    refetchInterval: 10_000,
  });
  const groups = useMemo(() => groupsOf(tree.data ?? [], homeUnit.key), [tree.data, homeUnit.key]);
  return {
    top: homeUnit,
    day,
    days,
    layout,
    groups,
    communes: useMemo(() => groups.flatMap((group) => group.communes), [groups]),
    live,
    reporting,
    totals: totals.data?.rows ?? [],
    freshness: freshness.data ?? [],
    error: shown.error ?? tree.error ?? totals.error ?? freshness.error,
    loading: shown.loading || tree.isPending,
  };
}

/** An indicator of each day of the units directly below a unit; asked for only where it is shown. */
export function useDaily(
  parent: string,
  days: readonly string[],
  indicator: string | undefined,
): RollupRow[] {
  const from = days[0] ?? '';
  const to = days.at(-1) ?? '';
  const rows = useQuery({
    queryKey: ['rollup', 'daily', parent, from, to, indicator],
    queryFn: ({ signal }) =>
      queryRollup(
        {
          unit: parent,
          from,
          to,
          byDay: true,
          hierarchyDate: to,
          indicators: [indicator ?? ''],
          groupBy: ['GROUP_BY_CHILDREN'],
        },
        signal,
      ),
    enabled: indicator !== undefined,
    refetchInterval: 5 * 60_000,
    placeholderData: keepPreviousData,
  });
  return rows.data?.rows ?? [];
}
