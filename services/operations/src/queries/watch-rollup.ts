import { randomUUID } from 'node:crypto';
import type { Instant } from '@lienthong/domain';
import type { RollupRow } from '../domain/rollup.ts';
import type { RollupSelection } from '../domain/selection.ts';
import { textOf } from '../domain/split-values.ts';
import type { ListedFreshness } from './list-freshness.ts';
import type { View } from './sources.ts';

/** What is shown at one moment: numbers, and how far each unit behind them can be trusted. */
export interface Shown {
  rows: RollupRow[];
  freshness: ListedFreshness[];
}

/** A row with what it is called in later updates. */
export type WatchedRow = RollupRow & { readonly id: number };

export interface RollupUpdate {
  snapshot: boolean;
  rows: WatchedRow[];
  freshness: ListedFreshness[];
  /** Ids of rows that are no more. */
  removed: number[];
  /** Rows of which nothing else has changed. */
  asOf: { at: Instant | undefined; rows: number[] }[];
  token: string;
}

/** Live roll-ups: those who ask for the same and may see the same share one computation. */
export interface RollupWatches {
  /** Something changed: recompute soon. */
  wake(): void;
  /**
   * A snapshot, then what changes, until the signal. With the token of the last update seen only what changed since, as long as this
   * process remembers it; otherwise a snapshot again. The first comes at once, though nothing has changed: who comes back is connected.
   * Where nothing changes an empty one comes every 15 s.
   */
  watch(
    selection: RollupSelection,
    view: View,
    resumeToken: string,
    signal: AbortSignal,
  ): AsyncIterable<RollupUpdate>;
  stop(): void;
}

type Entry = WatchedRow | ListedFreshness;

/** Rows and units by their keys. */
type Entries = ReadonlyMap<string, Entry>;

interface Watched {
  selection: RollupSelection;
  view: View;
  entries: Entries;
  /** Of rows that were ever shown, by their keys. */
  ids: Map<string, number>;
  token: string;
  /** Why it cannot be computed any longer: its watchers are told, and no other's. */
  failure: unknown;
  /** What earlier tokens stood for. */
  past: Map<string, Entries>;
  waiting: Set<() => void>;
  watchers: number;
  /** When the last watcher left, by the process's own clock. */
  leftAt: number;
}

const rememberedTokens = 64;
/** Of one selection, over all its tokens: a large board is remembered for fewer changes. */
const rememberedEntries = 200_000;
/** A recomputation rests so many times as long as it took, so that the board never takes more than a fifth of a core. */
const restFactor = 4;
/** As-of and staleness move without any change of a cell. */
const refreshMs = 2_000;
/** What nobody watches any more is remembered so long, and of so many selections, for those who come back. */
const rememberedMs = 600_000;
const rememberedSelections = 200;

/** A watcher hears at least so often that it is connected. */
const heartbeatMs = 15_000;

const isRow = <Row extends RollupRow>(entry: Row | ListedFreshness): entry is Row => 'indicator' in entry;

const keyOf = (entry: RollupRow | ListedFreshness): string =>
  isRow(entry)
    ? [entry.groupBy, entry.unit, entry.day, entry.indicator, textOf(entry.dimensions)].join('|')
    : [entry.source, entry.unit].join('/');

/** Everything, as news. */
function snapshotOf(entries: Entries): Omit<RollupUpdate, 'token'> {
  const all = [...entries.values()];
  return { snapshot: true, ...apart(all), removed: [], asOf: [] };
}

function apart(entries: readonly Entry[]): Pick<RollupUpdate, 'rows' | 'freshness'> {
  const told: Pick<RollupUpdate, 'rows' | 'freshness'> = { rows: [], freshness: [] };
  for (const entry of entries) {
    if (isRow(entry)) told.rows.push(entry);
    else told.freshness.push(entry);
  }
  return told;
}

export function createRollupWatches(
  compute: (selection: RollupSelection, view: View) => Shown,
): RollupWatches {
  const epoch = randomUUID().slice(0, 8);
  const watched = new Map<string, Watched>();
  let sequence = 0;
  let scheduled: NodeJS.Timeout | NodeJS.Immediate | undefined;
  let restUntil = 0;
  const refresh = setInterval(() => {
    forget();
    wake();
  }, refreshMs);

  function entriesOf({ selection, view, ids }: Pick<Watched, 'selection' | 'view' | 'ids'>): Entries {
    const { rows, freshness } = compute(selection, view);
    const entries = new Map<string, Entry>();
    for (const row of rows) {
      const key = keyOf(row);
      const id = ids.get(key) ?? ids.size + 1;
      ids.set(key, id);
      entries.set(key, { ...row, id });
    }
    for (const one of freshness) entries.set(keyOf(one), one);
    return entries;
  }

  function forget(): void {
    const idle = [...watched]
      .filter(([, one]) => one.watchers === 0)
      .sort(([, a], [, b]) => b.leftAt - a.leftAt);
    for (const [at, [id, one]] of idle.entries())
      if (at >= rememberedSelections || performance.now() - one.leftAt > rememberedMs) watched.delete(id);
  }

  function recompute(): void {
    scheduled = undefined;
    const started = performance.now();
    for (const one of watched.values()) {
      if (one.watchers === 0) continue;
      try {
        const entries = entriesOf(one);
        if (isNothing(updateBetween(one.entries, entries))) continue;
        one.entries = entries;
        one.token = `${epoch}-${++sequence}`;
        remember(one);
      } catch (error) {
        one.failure = error;
      }
      for (const go of one.waiting) go();
    }
    restUntil = performance.now() + (performance.now() - started) * restFactor;
  }

  function wake(): void {
    if (scheduled) return;
    const rest = restUntil - performance.now();
    // A timer takes a millisecond at least.
    scheduled = rest > 0 ? setTimeout(recompute, rest) : setImmediate(recompute);
  }

  function open(selection: RollupSelection, view: View): Watched {
    const id = JSON.stringify([selection, [...view].sort()]);
    let one = watched.get(id);
    if (!one) {
      one = {
        selection,
        view,
        leftAt: 0,
        entries: new Map(),
        ids: new Map(),
        token: '',
        failure: undefined,
        past: new Map(),
        waiting: new Set(),
        watchers: 0,
      };
      watched.set(id, one);
    }
    if (one.watchers === 0) {
      const entries = entriesOf(one);
      if (one.token === '' || !isNothing(updateBetween(one.entries, entries))) {
        one.entries = entries;
        one.token = `${epoch}-${++sequence}`;
        remember(one);
      }
      one.failure = undefined;
    }
    one.watchers += 1;
    return one;
  }

  return {
    wake,
    async *watch(selection, view, resumeToken, signal) {
      const one = open(selection, view);
      try {
        let seen = one.past.get(resumeToken);
        while (!signal.aborted) {
          if (one.failure !== undefined) throw one.failure;
          const { entries, token } = one;
          yield { ...((seen && updateBetween(seen, entries)) ?? snapshotOf(entries)), token };
          seen = entries;
          if (one.entries === seen && one.failure === undefined) await nextChange(one, signal);
        }
      } finally {
        one.watchers -= 1;
        one.leftAt = performance.now();
      }
    },
    stop() {
      clearInterval(refresh);
      clearTimeout(scheduled as NodeJS.Timeout);
      clearImmediate(scheduled as NodeJS.Immediate);
    },
  };
}

function remember(one: Watched): void {
  one.past.set(one.token, one.entries);
  for (const token of one.past.keys()) {
    const isFew = one.past.size <= rememberedTokens && one.past.size * one.entries.size <= rememberedEntries;
    if (isFew || one.past.size === 1) break;
    one.past.delete(token);
  }
}

/** What differs; undefined when a unit is gone, which only a snapshot can say. */
function updateBetween(before: Entries, after: Entries): Omit<RollupUpdate, 'token'> | undefined {
  const removed: number[] = [];
  for (const [key, entry] of before) {
    if (after.has(key)) continue;
    if (!isRow(entry)) return undefined;
    removed.push(entry.id);
  }
  const changed: Entry[] = [];
  const moved = new Map<Instant | undefined, number[]>();
  for (const [key, entry] of after) {
    const earlier = before.get(key);
    if (isSame(earlier, entry)) continue;
    if (!isRow(entry) || !earlier || !isSame({ ...earlier, asOf: entry.asOf }, entry)) changed.push(entry);
    else
      moved
        .set(entry.asOf, moved.get(entry.asOf) ?? [])
        .get(entry.asOf)
        ?.push(entry.id);
  }
  const asOf = [...moved].map(([at, rows]) => ({ at, rows }));
  return { snapshot: false, ...apart(changed), removed, asOf };
}

const isNothing = (update: Omit<RollupUpdate, 'token'> | undefined): boolean =>
  update !== undefined &&
  [update.rows, update.freshness, update.removed, update.asOf].every(({ length }) => length === 0);

/** Of the same key. Dimensions are part of it, and all else is plain. */
function isSame(a: object | undefined, b: Entry): boolean {
  if (a === undefined) return false;
  const before: Readonly<Record<string, unknown>> = { ...a };
  return Object.entries(b).every(([field, value]) => field === 'dimensions' || before[field] === value);
}

/** Settles when something has changed, and at the latest when a watcher wants to hear that nothing has. */
function nextChange(one: Watched, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => go(), heartbeatMs);
    const go = (): void => {
      clearTimeout(timer);
      one.waiting.delete(go);
      signal.removeEventListener('abort', go);
      resolve();
    };
    one.waiting.add(go);
    signal.addEventListener('abort', go);
    if (signal.aborted) go();
  });
}
