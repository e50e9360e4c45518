import { setImmediate as nextTurn } from 'node:timers/promises';

/** So long one stretch of work may hold the event loop; what else waits there is then let through. */
const sliceMs = 5;

/**
 * For long work over many small things: called after each, it gives the event loop away whenever this has held it for a few milliseconds.
 *
 * @returns undefined: go on at once.
 */
export function createSlice(): () => Promise<void> | undefined {
  let since = performance.now();
  const rest = async (): Promise<void> => {
    await nextTurn();
    since = performance.now();
  };
  return () => (performance.now() - since > sliceMs ? rest() : undefined);
}

const runLength = 1_000;

/** Sorted by name, in slices: runs are sorted alone, then merged two by two. */
export async function sortInSlices<T>(items: readonly T[], nameOf: (item: T) => string): Promise<T[]> {
  const slice = createSlice();
  const compare = (a: T, b: T): number => (nameOf(a) < nameOf(b) ? -1 : 1);
  let runs: T[][] = [];
  for (let at = 0; at < items.length; at += runLength) {
    runs.push(items.slice(at, at + runLength).sort(compare));
    await slice();
  }
  while (runs.length > 1) {
    const merged: T[][] = [];
    for (let at = 0; at < runs.length; at += 2)
      merged.push(await merge(runs[at] ?? [], runs[at + 1] ?? [], compare, slice));
    runs = merged;
  }
  return runs[0] ?? [];
}

async function merge<T>(
  left: readonly T[],
  right: readonly T[],
  compare: (a: T, b: T) => number,
  slice: () => Promise<void> | undefined,
): Promise<T[]> {
  const merged: T[] = [];
  for (let l = 0, r = 0; l < left.length || r < right.length; ) {
    const takesLeft = r >= right.length || (l < left.length && compare(left[l] as T, right[r] as T) < 0);
    merged.push((takesLeft ? left[l++] : right[r++]) as T);
    if (merged.length % runLength === 0) await slice();
  }
  return merged;
}
