import {
  addDays,
  formatUnitKey,
  type LocalDay,
  type Succession,
  type Unit,
  type UnitLevel,
  unitKinds,
} from '@lienthong/domain';
import { parseCsv } from './csv.ts';

/** The register's files (data/README.md). */
export interface RegisterFiles {
  units: string;
  successions: string;
}

const unitColumns = ['code', 'name', 'kind', 'parent', 'valid_from', 'valid_to'] as const;
const successionColumns = ['effective', 'predecessor', 'successor', 'extent'] as const;
type Row = Record<(typeof unitColumns)[number], string>;
type SuccessionRow = Record<(typeof successionColumns)[number], string>;

const levels: Record<number, UnitLevel> = { 2: 'province', 3: 'district', 5: 'commune' };

const holdsOn = (row: Row, on: LocalDay): boolean =>
  (row.valid_from === '' || row.valid_from <= on) && (row.valid_to === '' || on < row.valid_to);

/**
 * The units of a province on both sides of every reorganisation, and who followed whom: what became part of it counts, too, under
 * whatever province it stood before. Sorted by key.
 *
 * @param province GSO code of two digits.
 */
export function readProvince(
  files: RegisterFiles,
  province: string,
): { units: Unit[]; successions: Succession[] } {
  const rows = parseCsv(files.units, unitColumns);
  const pairs = parseCsv(files.successions, successionColumns);
  const byCode = new Map<string, Row[]>();
  for (const row of rows) {
    const same = byCode.get(row.code);
    if (same) same.push(row);
    else byCode.set(row.code, [row]);
  }
  const parentOf = (row: Row): Row | undefined => {
    if (row.parent === '') return undefined;
    const on = row.valid_from === '' ? addDays(row.valid_to, -1) : row.valid_from;
    return byCode.get(row.parent)?.find((parent) => holdsOn(parent, on));
  };
  const topOf = (row: Row): Row => {
    const parent = parentOf(row);
    return parent ? topOf(parent) : row;
  };
  const keyOf = (row: Row): string => formatUnitKey(row.code, row.valid_from);
  const ends = (pair: SuccessionRow): { predecessor: Row; successor: Row } => {
    const predecessor = byCode.get(pair.predecessor)?.find((row) => row.valid_to === pair.effective);
    const successor = byCode.get(pair.successor)?.find((row) => row.valid_from === pair.effective);
    if (!predecessor || !successor)
      throw new Error(`succession ${pair.predecessor} → ${pair.successor} names no unit of that day`);
    return { predecessor, successor };
  };

  const tops = new Set(rows.filter((row) => row.parent === '' && row.code === province).map(keyOf));
  if (tops.size === 0) throw new Error(`the register has no province ${province}`);
  const provincial = pairs.filter((pair) => pair.predecessor.length === 2).map(ends);
  for (const { predecessor, successor } of provincial)
    if (tops.has(keyOf(predecessor))) tops.add(keyOf(successor));
  for (const { predecessor, successor } of provincial)
    if (tops.has(keyOf(successor))) tops.add(keyOf(predecessor));

  const kept = rows.filter((row) => tops.has(keyOf(topOf(row))));
  const keys = new Set(kept.map(keyOf));
  const units = kept.map((row): Unit => {
    const level = levels[row.code.length];
    if (level === undefined) throw new Error(`the code ${row.code} has no level`);
    const kind = unitKinds.find((one) => one === row.kind);
    if (kind === undefined) throw new Error(`unknown kind ${row.kind}`);
    const parent = parentOf(row);
    return {
      key: keyOf(row),
      code: row.code,
      name: row.name.normalize('NFC'),
      kind,
      level,
      parent: parent ? keyOf(parent) : '',
      validFrom: row.valid_from,
      validTo: row.valid_to,
    };
  });
  const successions = pairs.flatMap((pair): Succession[] => {
    const { predecessor, successor } = ends(pair);
    if (!keys.has(keyOf(predecessor)) || !keys.has(keyOf(successor))) return [];
    if (pair.extent !== 'whole' && pair.extent !== 'part') throw new Error(`unknown extent ${pair.extent}`);
    return [
      {
        predecessor: keyOf(predecessor),
        successor: keyOf(successor),
        effective: pair.effective,
        extent: pair.extent,
      },
    ];
  });
  return { units: units.sort((a, b) => (a.key < b.key ? -1 : 1)), successions };
}
