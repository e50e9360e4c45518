import { addDays } from '@lienthong/domain';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useReducer } from 'react';
import { getSubtree, type Unit } from '../api/directory.ts';
import type { ApiFailure } from '../api/failure.ts';
import {
  type Freshness,
  listFreshness,
  queryRollup,
  type RollupRow,
  watchRollup,
} from '../api/operations.ts';
import type { StreamState } from '../api/sse.ts';
import { useSession } from '../app/session-context.tsx';
import { localDayOf } from '../format/dates.ts';
import { applyUpdate, type Group, groupsOf, type Rows } from './rollup.ts';

const trendDays = 14;
const indicators = [
  'received',
  'finished_early',
  'finished_on_time',
  'finished_late',
  'pending',
  'overdue',
  'suspended',
];

export interface Live {
  rows: Rows;
  state: StreamState;
  failure?: ApiFailure | undefined;
  /** The last message's business time. */
  now?: string | undefined;
}

/** The numbers of today for every commune below, by one stream: browsers open only six connections to a site. */
export function useLive(unit: string, day: string): Live {
  const [live, change] = useReducer((before: Live, next: (before: Live) => Live): Live => next(before), {
    rows: new Map(),
    state: 'connecting',
  });
  useEffect(() => {
    const end = new AbortController();
    void watchRollup(
      { unit, from: day, to: day, indicators, groupBy: 'GROUP_BY_COUNTING_UNIT', hierarchyDate: day },
      {
        onMessage: (update) =>
          change((before) => ({ ...before, rows: applyUpdate(before.rows, update), now: update.now })),
        onState: (state, failure) => change((before) => ({ ...before, state, failure })),
      },
      end.signal,
    );
    return () => end.abort();
  }, [unit, day]);
  return live;
}

export interface Board {
  top: { key: string; name: string };
  /** The business day, `YYYY-MM-DD`. */
  day: string;
  days: string[];
  groups: Group[];
  communes: Unit[];
  live: Live;
  /** The total of each day and indicator. */
  totals: RollupRow[];
  freshness: Freshness[];
  error: Error | null;
  loading: boolean;
}

/** Everything that the board shows. */
export function useBoard(): Board {
  const { homeUnit, businessNow } = useSession();
  const day = localDayOf(businessNow);
  const from = addDays(day, 1 - trendDays);
  const days = useMemo(() => Array.from({ length: trendDays }, (_, index) => addDays(from, index)), [from]);
  const live = useLive(homeUnit.key, day);
  const tree = useQuery({
    queryKey: ['subtree', homeUnit.key, day],
    queryFn: ({ signal }) => getSubtree(homeUnit.key, day, signal),
    staleTime: 10 * 60_000,
  });
  const history = { unit: homeUnit.key, from, to: day, byDay: true, hierarchyDate: day };
  const totals = useQuery({
    queryKey: ['rollup', 'totals', homeUnit.key, day],
    queryFn: ({ signal }) => queryRollup({ ...history, indicators, groupBy: 'GROUP_BY_TOTAL' }, signal),
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
    groups,
    communes: useMemo(() => groups.flatMap((group) => group.communes), [groups]),
    live,
    totals: totals.data?.rows ?? [],
    freshness: freshness.data ?? [],
    error: tree.error ?? totals.error ?? freshness.error,
    loading: tree.isPending,
  };
}

/** Received each day by the units directly below a unit; asked for only where it is shown. */
export function useDaily(parent: string, days: readonly string[]): RollupRow[] {
  const from = days[0] ?? '';
  const to = days.at(-1) ?? '';
  const rows = useQuery({
    queryKey: ['rollup', 'daily', parent, to],
    queryFn: ({ signal }) =>
      queryRollup(
        {
          unit: parent,
          from,
          to,
          byDay: true,
          hierarchyDate: to,
          indicators: ['received'],
          groupBy: 'GROUP_BY_CHILDREN',
        },
        signal,
      ),
    refetchInterval: 5 * 60_000,
    placeholderData: keepPreviousData,
  });
  return rows.data?.rows ?? [];
}
