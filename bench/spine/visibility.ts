import { setTimeout as pause } from 'node:timers/promises';
import { QueryRollupRequest, WatchRollupRequest } from '@lienthong/contracts/operations/v1/operations';
import type { BenchProvince } from './bench-province.ts';

/** When the province showed at least so many, by the clock of this process. */
interface Showing {
  at: number;
  value: number;
}

export interface Visibility {
  /** Milliseconds from a dossier's acceptance to its being counted in the live board. */
  watched: number[];
  /** The same as seen by somebody who asks once a second. */
  polled: number[];
}

/** Receives `count` dossiers at a steady rate while one client watches the province's board and another asks it every second. */
export async function measureVisibility(
  bench: BenchProvince,
  perSecond: number,
  count: number,
): Promise<Visibility> {
  const ending = new AbortController();
  const accepted: number[] = [];
  const watched: Showing[] = [];
  const polled: Showing[] = [];
  const base = await readTotal(bench);
  const goal = base + count;
  const watching = watch(bench, watched, goal, ending.signal);
  const polling = poll(bench, polled, goal, ending.signal);
  const calls: Promise<void>[] = [];
  const started = performance.now();
  for (let n = 0; n < count; n += 1) {
    const due = started + (n * 1_000) / perSecond;
    if (due > performance.now()) await pause(due - performance.now());
    calls.push(bench.receive().then(() => void accepted.push(performance.now())));
  }
  await Promise.all(calls);
  await Promise.race([Promise.all([watching, polling]), pause(30_000)]);
  ending.abort();
  return { watched: latencies(accepted, watched, base), polled: latencies(accepted, polled, base) };
}

export async function readTotal({ operations, selection }: BenchProvince): Promise<number> {
  const { rows } = await operations.queryRollup(QueryRollupRequest.create({ selection }));
  return rows.reduce((sum, row) => sum + (row.value ?? 0), 0);
}

async function watch(
  { operations, selection }: BenchProvince,
  showings: Showing[],
  goal: number,
  signal: AbortSignal,
): Promise<void> {
  try {
    for await (const { rows } of operations.watchRollup(WatchRollupRequest.create({ selection }), {
      signal,
    })) {
      const value = rows[0]?.value;
      if (value === undefined) continue;
      showings.push({ at: performance.now(), value });
      if (value >= goal) return;
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

async function poll(
  bench: BenchProvince,
  showings: Showing[],
  goal: number,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    await pause(1_000);
    const value = await readTotal(bench);
    showings.push({ at: performance.now(), value });
    if (value >= goal) return;
  }
}

/** The n-th acceptance was visible when at least n were shown. */
function latencies(accepted: readonly number[], showings: readonly Showing[], base: number): number[] {
  return accepted
    .toSorted((a, b) => a - b)
    .flatMap((at, index) => {
      const shown = showings.find(({ value }) => value - base >= index + 1);
      return shown ? [Math.max(0, shown.at - at)] : [];
    });
}
