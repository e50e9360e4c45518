/** The value below which `share` of the samples lie (0 to 1). */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** Milliseconds with one digit. */
export const ms = (value: number): string => `${value.toFixed(1)} ms`;
