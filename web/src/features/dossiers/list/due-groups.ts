import type { Dossier } from '../../../api/onestop.ts';

/** In the order in which they are to be done. */
const names = ['late', 'today', 'soon', 'later', 'waiting', 'ready'] as const;
export type GroupName = (typeof names)[number];

export interface DueGroup {
  name: GroupName;
  rows: readonly Dossier[];
  /** No further page can add to it. */
  isWhole: boolean;
}

export function groupOf({ state, due }: Pick<Dossier, 'state' | 'due'>): GroupName {
  if (state === 'DOSSIER_STATE_FINISHED') return 'ready';
  switch (due?.state) {
    case 'DUE_STATE_LATE':
      return 'late';
    case 'DUE_STATE_TODAY':
      return 'today';
    case 'DUE_STATE_SUSPENDED':
      return 'waiting';
    case 'DUE_STATE_SOON':
      return 'soon';
    default:
      return 'later';
  }
}

/** What is listed by due date, under what it asks for, as the service says it. Terms in calendar and in working days lie mixed, so `soon` and `later` end together. */
export function inGroups(rows: readonly Dossier[], hasMore: boolean): DueGroup[] {
  const found = new Map<GroupName, Dossier[]>();
  for (const row of rows) {
    const name = groupOf(row);
    found.set(name, [...(found.get(name) ?? []), row]);
  }
  const isBegun = (from: GroupName): boolean =>
    names.slice(names.indexOf(from)).some((name) => found.has(name));
  const isOver: Record<GroupName, boolean> = {
    late: isBegun('today'),
    today: isBegun('soon'),
    soon: isBegun('waiting'),
    later: isBegun('waiting'),
    waiting: isBegun('ready'),
    ready: false,
  };
  return names.flatMap((name) => {
    const own = found.get(name);
    return own ? [{ name, rows: own, isWhole: !hasMore || isOver[name] }] : [];
  });
}
