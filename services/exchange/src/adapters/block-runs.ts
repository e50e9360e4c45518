/** Blocks of a content one after the other, `to` not included. Several are ascending and apart. */
export type Run = [from: number, to: number];

/** Changes `runs`; runs that meet become one. */
export function addRun(runs: Run[], from: number, to: number): void {
  const first = runs.findIndex((run) => run[1] >= from);
  if (first < 0) {
    runs.push([from, to]);
    return;
  }
  let [low, high] = [from, to];
  let last = first;
  for (let run = runs[last]; run && run[0] <= high; run = runs[last]) {
    low = Math.min(low, run[0]);
    high = Math.max(high, run[1]);
    last += 1;
  }
  runs.splice(first, last - first, [low, high]);
}

export const isWithin = (runs: readonly Run[], from: number, to: number): boolean =>
  runs.some(([first, end]) => first <= from && to <= end);
