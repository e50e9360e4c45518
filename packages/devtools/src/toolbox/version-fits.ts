import type { ToolEntry } from './manifest.ts';

const compare = (a: string, b: string): number => {
  const left = a.split(/[.-]/).map(Number);
  const right = b.split(/[.-]/).map(Number);
  for (let at = 0; at < Math.max(left.length, right.length); at += 1) {
    const difference = (left[at] ?? 0) - (right[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
};

/**
 * Reads the version out of what a tool printed and answers it when it fits the manifest, otherwise undefined.
 * `exactly` compares text; `atLeast` and `below` compare numbers, part by part.
 */
export const findFittingVersion = (
  printed: string,
  fits: NonNullable<ToolEntry['fits']>,
): string | undefined => {
  const version = new RegExp(fits.pattern).exec(printed)?.[1];
  if (version === undefined) return undefined;
  if (fits.exactly !== undefined && version !== fits.exactly) return undefined;
  if (fits.atLeast !== undefined && compare(version, fits.atLeast) < 0) return undefined;
  if (fits.below !== undefined && compare(version, fits.below) >= 0) return undefined;
  return version;
};
