import type { QueryClient } from '@tanstack/react-query';
import type { Session } from '../api/session.ts';
import type { DueLook } from '../design/index.ts';
import type { Language } from '../i18n/translate.ts';

/** One thing that waits for the person, in the same form whatever feature it is of. */
export interface WorkItem {
  /** Unique within its feature. */
  id: string;
  due: {
    look: DueLook;
    /** `còn 2 ngày làm việc · 06/05` */
    words: string;
    /** By what it is put in order within its group; empty: behind the others. */
    day: string;
  };
  title: string;
  /** Who has to act. */
  whose: string;
  next: string;
  code: string;
  /** Where it is done. Without personal data. */
  href: string;
}

export interface FoundWork {
  items: readonly WorkItem[];
  /** There is more than these. */
  isMore: boolean;
}

export interface AskedForWork {
  session: Session;
  queries: QueryClient;
  language: Language;
  signal: AbortSignal;
}

/** What of a feature waits for this person now. @throws ApiFailure */
export type FindWork = (asked: AskedForWork) => Promise<FoundWork>;

/** The groups of the list of work, the most urgent first. */
export const workGroups = ['late', 'today', 'soon', 'later', 'undated'] as const;
export type WorkGroup = (typeof workGroups)[number];

const groupOf: Record<DueLook, WorkGroup> = {
  late: 'late',
  today: 'today',
  soon: 'soon',
  running: 'later',
  paused: 'undated',
  done: 'undated',
};

/** Puts what several features found into one list: by group, then by day, then by code. */
export function arrangeWork(items: readonly WorkItem[]): { group: WorkGroup; items: WorkItem[] }[] {
  const order = (one: WorkItem): string => `${one.due.day || '9999'} ${one.code}`;
  return workGroups
    .map((group) => ({
      group,
      items: items
        .filter(({ due }) => groupOf[due.look] === group)
        .sort((a, b) => order(a).localeCompare(order(b))),
    }))
    .filter((one) => one.items.length > 0);
}
