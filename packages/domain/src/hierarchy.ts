import type { LocalDay } from './local-day.ts';
import type { UnitKey } from './unit-key.ts';

export type UnitLevel = 'province' | 'district' | 'commune';

/** What the law calls units, before and after the reform of 2025. */
export const unitKinds = [
  'province',
  'city',
  'district',
  'urban_district',
  'town',
  'provincial_city',
  'commune',
  'ward',
  'township',
  'special_zone',
] as const;
export type UnitKind = (typeof unitKinds)[number];

/** An administrative unit over a span of days; `validTo` is exclusive, empty bounds are open. */
export interface Unit {
  key: UnitKey;
  code: string;
  name: string;
  kind: UnitKind;
  level: UnitLevel;
  /** Key of the unit above, empty at the top. */
  parent: UnitKey;
  validFrom: LocalDay;
  validTo: LocalDay;
}

/** `successor` took over the territory of `predecessor`, whole or in part, on the day `effective`. */
export interface Succession {
  predecessor: UnitKey;
  successor: UnitKey;
  effective: LocalDay;
  extent: 'whole' | 'part';
}

const holds = (unit: Unit, on: LocalDay): boolean =>
  (unit.validFrom === '' || unit.validFrom <= on) && (unit.validTo === '' || on < unit.validTo);

/**
 * The dated graph of units, of any depth: answers by date. Immutable; a changed register is a new one.
 */
export class Hierarchy {
  readonly #units = new Map<UnitKey, Unit>();
  readonly #children = new Map<UnitKey, Unit[]>();
  readonly #byCode = new Map<string, Unit[]>();
  readonly #successors = new Map<UnitKey, Succession[]>();
  readonly #predecessors = new Map<UnitKey, Succession[]>();

  constructor(units: Iterable<Unit>, successions: Iterable<Succession>) {
    for (const unit of units) {
      this.#units.set(unit.key, unit);
      append(this.#children, unit.parent, unit);
      append(this.#byCode, unit.code, unit);
    }
    for (const succession of successions) {
      append(this.#successors, succession.predecessor, succession);
      append(this.#predecessors, succession.successor, succession);
    }
  }

  get size(): number {
    return this.#units.size;
  }

  all(): Unit[] {
    return [...this.#units.values()];
  }

  find(key: UnitKey): Unit | undefined {
    return this.#units.get(key);
  }

  /** The unit that had this code on that day. */
  findByCode(code: string, on: LocalDay): Unit | undefined {
    return this.#byCode.get(code)?.find((unit) => holds(unit, on));
  }

  isValid(key: UnitKey, on: LocalDay): boolean {
    const unit = this.#units.get(key);
    return unit !== undefined && holds(unit, on);
  }

  /** Units directly below that were valid on that day, by code. */
  children(key: UnitKey, on: LocalDay): Unit[] {
    return (this.#children.get(key) ?? [])
      .filter((unit) => holds(unit, on))
      .sort((a, b) => (a.code < b.code ? -1 : 1));
  }

  /** From the parent up to the top. A unit's own validity is not asked: its parent is that of its own time. */
  ancestors(key: UnitKey): Unit[] {
    const chain: Unit[] = [];
    let unit = this.#units.get(key);
    while (unit && unit.parent !== '') {
      unit = this.#units.get(unit.parent);
      if (!unit || chain.includes(unit)) break;
      chain.push(unit);
    }
    return chain;
  }

  /** The unit and everything below it on that day, parents before children. */
  subtree(key: UnitKey, on: LocalDay): Unit[] {
    const top = this.#units.get(key);
    if (!top || !holds(top, on)) return [];
    const found = [top];
    for (let next = 0; next < found.length; next += 1) {
      const unit = found[next];
      if (unit) found.push(...this.children(unit.key, on));
    }
    return found;
  }

  successors(key: UnitKey): Succession[] {
    return this.#successors.get(key) ?? [];
  }

  predecessors(key: UnitKey): Succession[] {
    return this.#predecessors.get(key) ?? [];
  }

  /**
   * Whether `key` lies in the subtree of `top` as it stands on that day; a subtree contains the predecessors of its units
   * (architecture §6), so that the successor of a merged commune reads its past. A unit that only changed its key is the same unit, and
   * one that is to come stands where it will stand.
   */
  isWithin(key: UnitKey, top: UnitKey, on: LocalDay, seen: ReadonlySet<UnitKey> = new Set()): boolean {
    if (key === top || this.#continues(key, top) || this.#continues(top, key)) return true;
    const unit = this.#units.get(key);
    if (!unit || seen.has(key)) return false;
    if (holds(unit, on) || unit.validFrom > on)
      return unit.parent !== '' && this.isWithin(unit.parent, top, on, seen);
    const walked = new Set([...seen, key]);
    return (
      this.successors(key).some(({ successor }) => this.isWithin(successor, top, on, walked)) ||
      (unit.parent !== '' && this.#dissolvedInto(unit.parent, top, walked))
    );
  }

  /** Whether `later` took the whole place of `earlier`, alone, and of nobody else. */
  #continues(earlier: UnitKey, later: UnitKey): boolean {
    const seen = new Set<UnitKey>();
    for (let key = earlier; !seen.has(key); ) {
      seen.add(key);
      const [next, ...more] = this.successors(key);
      if (!next || more.length > 0 || next.extent !== 'whole') return false;
      if (this.predecessors(next.successor).length > 1) return false;
      if (next.successor === later) return true;
      key = next.successor;
    }
    return false;
  }

  /** A unit abolished without a successor of its own is still reached through the parent that it had. */
  #dissolvedInto(parent: UnitKey, top: UnitKey, walked: ReadonlySet<UnitKey>): boolean {
    return parent === top || this.ancestors(parent).some((unit) => unit.key === top && !walked.has(unit.key));
  }
}

function append<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
