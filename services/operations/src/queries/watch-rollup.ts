import { randomUUID } from 'node:crypto';
import type { RollupRow } from '../domain/rollup.ts';
import type { RollupSelection } from '../domain/selection.ts';
import { textOf } from '../domain/split-values.ts';
import type { View } from './sources.ts';

export interface RollupUpdate {
  snapshot: boolean;
  rows: RollupRow[];
  token: string;
}

/** Live roll-ups: those who ask for the same and may see the same share one computation. */
export interface RollupWatches {
  /** Something changed: recompute soon. */
  wake(): void;
  /**
   * A snapshot, then what changes, until the signal. With the token of the last update seen only what changed since, as long as this
   * process remembers it; otherwise a snapshot again.
   */
  watch(
    selection: RollupSelection,
    view: View,
    resumeToken: string,
    signal: AbortSignal,
  ): AsyncIterable<RollupUpdate>;
  stop(): void;
}

type Rows = ReadonlyMap<string, RollupRow>;

interface Watched {
  selection: RollupSelection;
  view: View;
  rows: Rows;
  token: string;
  /** Why it cannot be computed any longer: its watchers are told, and no other's. */
  failure: unknown;
  /** What earlier tokens stood for. */
  past: Map<string, Rows>;
  waiting: Set<() => void>;
  watchers: number;
  /** When the last watcher left, by the process's own clock. */
  leftAt: number;
}

const rememberedTokens = 64;
/** Of one selection, over all its tokens: a large board is remembered for fewer changes. */
const rememberedRows = 200_000;
/** A recomputation rests so many times as long as it took, so that the board never takes more than a fifth of a core. */
const restFactor = 4;
/** As-of and staleness move without any change of a cell. */
const refreshMs = 2_000;
/** What nobody watches any more is remembered so long, and of so many selections, for those who come back. */
const rememberedMs = 600_000;
const rememberedSelections = 200;

const keyOf = ({ groupBy, unit, day, indicator, dimensions }: RollupRow): string =>
  [groupBy, unit, day, indicator, textOf(dimensions)].join('|');

export function createRollupWatches(
  compute: (selection: RollupSelection, view: View) => RollupRow[],
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

  const rowsOf = (selection: RollupSelection, view: View): Rows =>
    new Map(compute(selection, view).map((row) => [keyOf(row), row]));

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
        const rows = rowsOf(one.selection, one.view);
        if (changedRows(one.rows, rows)?.length === 0) continue;
        one.rows = rows;
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
        rows: new Map(),
        token: '',
        failure: undefined,
        past: new Map(),
        waiting: new Set(),
        watchers: 0,
      };
      watched.set(id, one);
    }
    if (one.watchers === 0) {
      const rows = rowsOf(selection, view);
      if (one.token === '' || changedRows(one.rows, rows)?.length !== 0) {
        one.rows = rows;
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
          const { rows, token } = one;
          const changed = seen && changedRows(seen, rows);
          if (changed === undefined) yield { snapshot: true, rows: [...rows.values()], token };
          else if (changed.length > 0) yield { snapshot: false, rows: changed, token };
          seen = rows;
          if (one.rows === seen && one.failure === undefined) await nextChange(one, signal);
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
  one.past.set(one.token, one.rows);
  for (const token of one.past.keys()) {
    const isFew = one.past.size <= rememberedTokens && one.past.size * one.rows.size <= rememberedRows;
    if (isFew || one.past.size === 1) break;
    one.past.delete(token);
  }
}

/** The rows that differ; undefined when a row is gone, which only a snapshot can say. */
function changedRows(before: Rows, after: Rows): RollupRow[] | undefined {
  for (const key of before.keys()) if (!after.has(key)) return undefined;
  return [...after].filter(([key, row]) => !sameRow(before.get(key), row)).map(([, row]) => row);
}

function sameRow(a: RollupRow | undefined, b: RollupRow): boolean {
  return (
    a !== undefined &&
    a.value === b.value &&
    a.asOf === b.asOf &&
    a.unitsComplete === b.unitsComplete &&
    a.unitsTotal === b.unitsTotal &&
    a.stale === b.stale &&
    a.marked === b.marked &&
    a.unitName === b.unitName
  );
}

function nextChange(one: Watched, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const go = (): void => {
      one.waiting.delete(go);
      signal.removeEventListener('abort', go);
      resolve();
    };
    one.waiting.add(go);
    signal.addEventListener('abort', go);
    if (signal.aborted) go();
  });
}
