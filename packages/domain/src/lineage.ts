/** Versions of a value that followed one another while one process looked on; both ends included. */
export interface VersionRange {
  readonly first: number;
  readonly last: number;
}

/**
 * The versions of a value that its database has had, in order; the last one is the present. A version leaps wherever the database may have
 * been set back since the one before, so what another life of it wrote falls between the ranges.
 */
export type Lineage = readonly VersionRange[];

/** What is older counts as one range: more lives of a process are not told apart. */
const maxRanges = 16;
/** Far more than versions a process writes: 2^53 has room for four million leaps. */
const maxLeap = 2 ** 32;

/**
 * The lineage with the value's next version.
 *
 * @param how.follows the present version was written by this process, and the next write is guarded by it.
 * @param how.above the next version is greater.
 * @param how.draw from 0 to 1.
 */
export function nextVersion(
  lineage: Lineage,
  how: { readonly follows: boolean; readonly above: number; readonly draw: () => number },
): { src: number; lineage: Lineage } {
  const present = lineage.at(-1);
  if (present && how.follows && how.above <= present.last) {
    const src = present.last + 1;
    return { src, lineage: [...lineage.slice(0, -1), { first: present.first, last: src }] };
  }
  const src = Math.max(present?.last ?? 0, how.above) + 1 + Math.floor(how.draw() * maxLeap);
  return { src, lineage: bounded([...lineage, { first: src, last: src }]) };
}

/** The lineage with a version that counts as one of it from now on. */
export function withVersion(lineage: Lineage, version: number): Lineage {
  if (version === 0 || lineage.some((range) => isIn(range, version))) return lineage;
  return [...lineage, { first: version, last: version }].sort((a, b) => a.first - b.first);
}

/** Whether a version is one of them. 0 is no version, and an empty lineage knows nothing of other lives. */
export const isOfLineage = (version: number, lineage: Lineage = []): boolean =>
  version === 0 || lineage.length === 0 || lineage.some((range) => isIn(range, version));

const isIn = ({ first, last }: VersionRange, version: number): boolean => first <= version && version <= last;

function bounded(lineage: Lineage): Lineage {
  const old = lineage.slice(0, Math.max(0, lineage.length - maxRanges + 1));
  const [oldest] = old;
  const newest = old.at(-1);
  return oldest && newest && old.length > 1
    ? [{ first: oldest.first, last: newest.last }, ...lineage.slice(old.length)]
    : lineage;
}
