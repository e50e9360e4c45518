import type { LocalDay, UnitKey } from '@lienthong/domain';

/** One counter of a unit's day, as the commune counted it. */
export interface Counter {
  indicator: string;
  field: string;
  channel: string;
  /** Only for `pending`: the due day that the flow is carried by; empty: none (suspended). */
  dueDay: LocalDay | '';
  value: number;
}

/** What this level holds of a unit and day: the tally as it came, with the stamp of its record. */
export interface Cell {
  unit: UnitKey;
  day: LocalDay;
  counters: readonly Counter[];
  /** How many facts stand behind it, and the digest over their ids. */
  facts: number;
  digest: string;
  rev: number;
  /** 16 hex digits. */
  tag: string;
  /** Rev at which the owner last had to raise, having been restored; 0: never. */
  broke: number;
}

/** All cells of this level, by unit and day. Replaced one by one; never adds anything up by itself. */
export class CellBook {
  readonly #units = new Map<UnitKey, Map<LocalDay, Cell>>();

  set(cell: Cell): void {
    let days = this.#units.get(cell.unit);
    if (!days) {
      days = new Map();
      this.#units.set(cell.unit, days);
    }
    days.set(cell.day, cell);
  }

  units(): UnitKey[] {
    return [...this.#units.keys()];
  }

  /** The unit's cells, in no order. */
  of(unit: UnitKey): Iterable<Cell> {
    return this.#units.get(unit)?.values() ?? [];
  }

  find(unit: UnitKey, day: LocalDay): Cell | undefined {
    return this.#units.get(unit)?.get(day);
  }
}
