import { refuseField } from '@lienthong/domain';
import { overlap, type Period } from './check-rows.ts';
import type { IndicatorRow } from './table.ts';

const maximumChain = 8;

/** A selected indicator is like the one that it selects from, on every day that it is valid. */
export function checkSelected(row: IndicatorRow, rows: readonly IndicatorRow[], at: string): void {
  for (const base of versionsThen(row.of ?? '', row, rows, `${at}.of`)) {
    if (base.of !== undefined || base.formula !== undefined)
      refuseField(`${at}.of`, 'NOT_COUNTED', `${base.code} is not counted itself`);
    for (const field of ['kind', 'aggregation', 'owner', 'decimals'] as const)
      if (row[field] !== base[field])
        refuseField(`${at}.${field}`, 'BASE_DIFFERS', `${base.code} has ${base[field]}`);
    checkDimensions(row, base, at);
  }
}

/** Every part of a formula exists on every day, and can be split as the whole can. */
export function checkDerived(
  row: IndicatorRow,
  parts: ReadonlySet<string>,
  rows: readonly IndicatorRow[],
  at: string,
): void {
  for (const code of parts)
    for (const part of versionsThen(code, row, rows, `${at}.formula`)) checkDimensions(row, part, at);
}

/** No formula comes back to itself, and none goes through too many others. Codes count, whatever their versions. */
export function checkChains(
  rows: readonly (Pick<IndicatorRow, 'code'> & { parts: readonly string[] })[],
  place: string,
): void {
  const depths = new Map<string, number>();
  const open = new Set<string>();
  const at = (code: string): string =>
    `${place}indicators[${rows.findIndex((row) => row.code === code && row.parts.length > 0)}].formula`;

  function depthOf(code: string): number {
    const known = depths.get(code);
    if (known !== undefined) return known;
    if (open.has(code)) refuseField(at(code), 'CYCLE', `${[...open, code].join(' → ')}`);
    open.add(code);
    const parts = rows.filter((row) => row.code === code).flatMap((row) => row.parts);
    const depth = 1 + Math.max(0, ...parts.map(depthOf));
    if (depth > maximumChain + 1)
      refuseField(at(code), 'CHAIN_TOO_LONG', `at most ${maximumChain} formulas stand on each other`);
    open.delete(code);
    depths.set(code, depth);
    return depth;
  }
  for (const { code } of rows) depthOf(code);
}

/** The versions of a code during a period. @throws Refusal when there is a day without one. */
function versionsThen(
  code: string,
  period: Period,
  rows: readonly IndicatorRow[],
  place: string,
): IndicatorRow[] {
  const versions = rows
    .filter((row) => row.code === code && overlap(row, period))
    .sort((a, b) => (a.validFrom < b.validFrom ? -1 : 1));
  let reached: string | undefined = period.validFrom;
  for (const { validFrom, validTo } of versions)
    if (reached !== undefined && validFrom <= reached) reached = validTo === '' ? undefined : validTo;
  const covered = reached === undefined || (period.validTo !== '' && reached >= period.validTo);
  if (versions.length === 0 || !covered)
    refuseField(place, 'NAME_UNKNOWN', `there is no ${code} on every day of this version`);
  return versions;
}

function checkDimensions(row: IndicatorRow, part: IndicatorRow, at: string): void {
  for (const [index, name] of row.dimensions.entries())
    if (!part.dimensions.includes(name))
      refuseField(`${at}.dimensions[${index}]`, 'DIMENSION_UNKNOWN', `${part.code} is not split by ${name}`);
}
