import type { Contribution, LocalDay, UnitKey } from '@lienthong/domain';
import { Balance } from './balance.ts';

/** What this level holds of a unit and day from one source: the tally as it came, with the stamp of its record. */
export interface Cell {
  /** The channel of exchange on which it came. */
  source: string;
  unit: UnitKey;
  day: LocalDay;
  counters: readonly Contribution[];
  /** How many facts stand behind it, and the digest over their ids. */
  facts: number;
  digest: string;
  /** The part of `counters` whose facts are at no site that writes the unit now; left out: none. `facts` and `digest` do not tell of it. */
  inherited?: Inherited;
  rev: number;
  /** 16 hex digits. */
  tag: string;
  /** Rev at which the owner last had to raise, having been restored; 0: never. */
  broke: number;
  /** The `broke` up to which a person at the owner has lifted the mark; 0: never. */
  lifted: number;
}

/** What the unit's site took over of a day that another one counted, or itself in another life. */
export interface Inherited {
  /** Who signed it then. */
  site: string;
  counters: readonly Contribution[];
  facts: number;
}

/** Its owner was restored, and no person there has said since that nothing was lost by it. */
export const isMarked = ({ broke, lifted }: Pick<Cell, 'broke' | 'lifted'>): boolean => broke > lifted;

/** A unit's cells of one year, and what the stocks were before the first of them. */
interface UnitYear {
  readonly year: string;
  /** By code, of the stocks that were asked for. */
  readonly openings: Map<string, Balance>;
  readonly cells: Map<LocalDay, Cell>;
}

interface UnitCells {
  /** Only years that have cells, the earliest first. */
  readonly years: UnitYear[];
  /** Days that are marked. */
  readonly marked: Set<LocalDay>;
}

const yearOf = (day: LocalDay): string => day.slice(0, 4);

/**
 * All cells of this level from one source, by unit, year and day. Replaced one by one; the only sums kept are the opening balances of the
 * years, from when a stock is first asked for: cells know of no catalogue. What replaces a cell of an earlier year moves all later ones by
 * the difference, so that they are at any time the sum of the cells before.
 */
export class CellBook {
  readonly #units = new Map<UnitKey, UnitCells>();

  set(cell: Cell): void {
    let unit = this.#units.get(cell.unit);
    if (!unit) {
      unit = { years: [], marked: new Set() };
      this.#units.set(cell.unit, unit);
    }
    const { years, marked } = unit;
    const at = placeOfYear(years, yearOf(cell.day));
    const { cells } = years[at] as UnitYear;
    const before = cells.get(cell.day)?.counters ?? [];
    const inexact = new Set<string>();
    for (const { openings } of years.slice(at + 1))
      for (const [code, opening] of openings) {
        opening.add(before, -1);
        opening.add(cell.counters);
        if (!opening.isExact) inexact.add(code);
      }
    cells.set(cell.day, cell);
    // Made anew when it is asked for: the cell that was too large may have been replaced by now.
    for (const code of inexact) for (const { openings } of years) openings.delete(code);
    if (isMarked(cell)) marked.add(cell.day);
    else marked.delete(cell.day);
  }

  units(): UnitKey[] {
    return [...this.#units.keys()];
  }

  /** Whether the unit has any cell. */
  has(unit: UnitKey): boolean {
    return this.#units.has(unit);
  }

  /** The unit's cells, in no order. */
  *of(unit: UnitKey): Iterable<Cell> {
    for (const { cells } of this.#units.get(unit)?.years ?? []) yield* cells.values();
  }

  find(unit: UnitKey, day: LocalDay): Cell | undefined {
    return this.#units
      .get(unit)
      ?.years.find(({ year }) => year === yearOf(day))
      ?.cells.get(day);
  }

  /** The unit's cells of the days from and to, inclusive, in no order. */
  between(unit: UnitKey, from: LocalDay, to: LocalDay): Cell[] {
    const [first, last] = [yearOf(from), yearOf(to)];
    return (this.#units.get(unit)?.years ?? [])
      .filter(({ year }) => year >= first && year <= last)
      .flatMap(({ cells }) => [...cells.values()])
      .filter(({ day }) => day >= from && day <= to);
  }

  /**
   * Flows whose sum is a stock at the end of a day, others among them: the opening balance of its year, and the year's cells up to it.
   * Before a year's first cell has come, those of the last year that has any.
   *
   * @param indicator code of the counted indicator.
   */
  stock(unit: UnitKey, day: LocalDay, indicator: string): Iterable<Contribution>[] {
    const years = this.#units.get(unit)?.years ?? [];
    const year = years.findLast((one) => one.year <= yearOf(day));
    if (!year) return [];
    const cells = [...year.cells.values()].filter((cell) => cell.day <= day);
    return [openingOf(years, year, indicator).counters(), ...cells.map(({ counters }) => counters)];
  }

  /** Whether a cell of the unit is marked, up to a day where one is given. */
  isMarked(unit: UnitKey, upTo?: LocalDay): boolean {
    const marked = [...(this.#units.get(unit)?.marked ?? [])];
    return marked.some((day) => upTo === undefined || day <= upTo);
  }
}

/** Where a year stands among those of a unit; a new one opens with what the year before it closed with. */
function placeOfYear(years: UnitYear[], year: string): number {
  const before = years.findLastIndex((one) => one.year <= year);
  const last = years[before];
  if (last?.year === year) return before;
  const codes = years.flatMap(({ openings }) => [...openings.keys()]);
  const openings = new Map(codes.map((code) => [code, closingOf(last, code)]));
  years.splice(before + 1, 0, { year, openings, cells: new Map() });
  return before + 1;
}

/** All openings of a code are kept from the first question on. */
function openingOf(years: readonly UnitYear[], { openings }: UnitYear, code: string): Balance {
  const known = openings.get(code);
  if (known) return known;
  let before: UnitYear | undefined;
  for (const year of years) {
    year.openings.set(code, closingOf(before, code));
    before = year;
  }
  return openings.get(code) ?? new Balance(code);
}

function closingOf(year: UnitYear | undefined, code: string): Balance {
  const closing = new Balance(code);
  closing.add(year?.openings.get(code)?.counters() ?? []);
  for (const { counters } of year?.cells.values() ?? []) closing.add(counters);
  return closing;
}
