import type { Hierarchy, LocalDay, UnitKey } from '@lienthong/domain';

/**
 * Where a unit stands under the hierarchy of a date: the chain from itself (or the unit that took its place) up to the top.
 *
 * A unit that was not valid on that date stands where its successor stands, or its predecessor when the date is earlier. With
 * several of them its number can't be divided: it stays a row of its own below the lowest unit that contains them all.
 */
export function placeUnder(hierarchy: Hierarchy, unit: UnitKey, date: LocalDay): UnitKey[] {
  const chains = replacements(hierarchy, unit, date, new Set()).map((key) => [
    key,
    ...hierarchy.ancestors(key).map((above) => above.key),
  ]);
  const [first, ...others] = chains;
  if (!first) return [unit];
  if (others.length === 0) return first;
  const common = first.filter((key) => others.every((chain) => chain.includes(key)));
  return [unit, ...common];
}

/** The units valid on the date that hold the territory of `unit`. */
function replacements(hierarchy: Hierarchy, unit: UnitKey, date: LocalDay, seen: Set<UnitKey>): UnitKey[] {
  if (hierarchy.isValid(unit, date)) return [unit];
  if (seen.has(unit)) return [];
  seen.add(unit);
  const known = hierarchy.find(unit);
  if (!known) return [];
  const next =
    known.validTo !== '' && known.validTo <= date
      ? hierarchy.successors(unit).map(({ successor }) => successor)
      : hierarchy.predecessors(unit).map(({ predecessor }) => predecessor);
  return [...new Set(next.flatMap((key) => replacements(hierarchy, key, date, seen)))];
}
