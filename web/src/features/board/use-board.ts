import { addDays } from '@lienthong/domain';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { getBoard, type Unit } from '../../api/directory.ts';
import type { ApiFailure } from '../../api/failure.ts';
import {
  type Freshness,
  listIndicators,
  queryRollup,
  type RollupRow,
  watchRollup,
} from '../../api/operations.ts';
import { readReachability, subscribeReachability } from '../../api/reachability.ts';
import type { StreamState } from '../../api/sse.ts';
import { noteBusinessTime } from '../../shared/business-clock.ts';
import { localDayOf } from '../../format/dates.ts';
import { useSession } from '../../shared/session-context.tsx';
import { subtreeQuery } from '../../shared/subtree.ts';
import { codesByDay, codesOf, type Layout, layoutOf } from './layout.ts';
import { type Days, daysBefore, firstDayOf, type Period } from './period.ts';
import { applyUpdate, type Group, groupsOf, type Kept, reportingUnits, type Shown } from './rollup.ts';
import { trustByUnit, type UnitTrust } from './trust.ts';

/** The numbers of today as they come, and how far each unit can be trusted: all of one moment. */
export interface Live extends Shown {
  state: StreamState;
  failure?: ApiFailure | undefined;
  /** The last message's business time; absent: none has come. */
  now?: string | undefined;
  /** In the order of the server. */
  freshness: readonly Freshness[];
  trust: ReadonlyMap<string, UnitTrust>;
}

const nothing: Kept = { rows: new Map(), freshness: new Map() };

/**
 * The numbers of a period of a unit, of those directly below it and of every commune, by one stream for the whole browser.
 *
 * @param indicators codes; none: nothing is asked for yet.
 */
function useLive(unit: string, from: string, to: string, indicators: readonly string[]): Live {
  const { subject } = useSession();
  const { downSince } = useSyncExternalStore(subscribeReachability, readReachability);
  const [kept, setKept] = useState(nothing);
  const [{ state, failure }, setState] = useState<Pick<Live, 'state' | 'failure'>>({ state: 'connecting' });
  const codes = indicators.join();
  useEffect(() => {
    if (codes === '') return;
    const end = new AbortController();
    const selection = {
      unit,
      from,
      to,
      indicators: codes.split(','),
      groupBy: ['GROUP_BY_TOTAL', 'GROUP_BY_CHILDREN', 'GROUP_BY_COUNTING_UNIT'] as const,
      hierarchyDate: to,
    };
    const onKept = (next: Kept): void => {
      noteBusinessTime(next.now);
      setKept(next);
    };
    const onState = (next: StreamState, why?: ApiFailure): void =>
      setState((before) =>
        before.state === next && before.failure === why ? before : { state: next, failure: why },
      );
    void watchRollup(selection, { subject, fold: applyUpdate, onKept, onState }, end.signal);
    return () => {
      end.abort();
      setKept(nothing);
      setState({ state: 'connecting' });
    };
  }, [subject, unit, from, to, codes]);
  const freshness = useMemo(() => [...kept.freshness.values()], [kept]);
  const trust = useMemo(() => trustByUnit(freshness), [freshness]);
  // A site that answers nothing sends nothing either: an open stream falls silent long before it breaks.
  const isLost = kept.now !== undefined && (state !== 'live' || downSince !== undefined);
  return { rows: kept.rows, now: kept.now, freshness, trust, isLost, state, failure };
}

export interface Board {
  top: { key: string; name: string };
  /** The business day, `YYYY-MM-DD`. */
  day: string;
  /** The period that is shown ends with today; its first day. */
  period: Period;
  from: string;
  /** The whole period before, to hold this one against. */
  before: Days & { rows: readonly RollupRow[] };
  days: string[];
  layout: Layout;
  groups: Group[];
  communes: Unit[];
  live: Live;
  /** Keys of the units that send their numbers here. */
  reporting: ReadonlySet<string>;
  /** The total of each day and indicator. */
  totals: readonly RollupRow[];
  /** Why the totals are not known; they are not asked for anew, or could not be told. */
  totalsError: Error | null;
  error: Error | null;
  loading: boolean;
}

const rarely = 10 * 60_000;
const emptyLayout: Layout = {
  tiles: [],
  columns: [],
  trend: { title: { vi: '', en: '' }, days: 0, series: [] },
  splits: [],
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
export function useBoard(period: Period): Board {
  const session = useSession();
  const { homeUnit, businessNow } = session;
  const day = localDayOf(businessNow);
  const { layout, ...shown } = useLayout();
  const trendDays = Math.max(1, layout.trend.days);
  const trendFrom = addDays(day, 1 - trendDays);
  const from = firstDayOf(period, day);
  const days = useMemo(
    () => Array.from({ length: trendDays }, (_, index) => addDays(trendFrom, index)),
    [trendFrom, trendDays],
  );
  const codes = useMemo(() => codesOf(layout), [layout]);
  const live = useLive(homeUnit.key, from, day, codes);
  const reporting = useMemo(() => reportingUnits(live.rows), [live.rows]);
  const tree = useQuery(subtreeQuery(session));
  const history = {
    unit: homeUnit.key,
    from: trendFrom,
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
  const before = { ...daysBefore(period, day), unit: homeUnit.key, hierarchyDate: day, indicators: codes };
  const earlier = useQuery({
    queryKey: ['rollup', 'before', before],
    queryFn: ({ signal }) => queryRollup(before, signal),
    enabled: codes.length > 0,
    staleTime: rarely,
  });
  const groups = useMemo(() => groupsOf(tree.data ?? [], homeUnit.key), [tree.data, homeUnit.key]);
  return {
    top: homeUnit,
    day,
    period,
    from,
    before: { from: before.from, to: before.to, rows: earlier.data?.rows ?? [] },
    days,
    layout,
    groups,
    communes: useMemo(() => groups.flatMap((group) => group.communes), [groups]),
    live,
    reporting,
    totals: totals.data?.rows ?? [],
    totalsError: totals.error,
    error: shown.error ?? tree.error,
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
