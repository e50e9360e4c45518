import type { Entered } from './service-databases.ts';
import type { Machine, ServiceWorld } from './service-world.ts';
import { decodeTally, tallyChannel } from './tally-service.ts';
import { minute } from './world.ts';

/** What people had entered of a unit's day during a stretch of time, and its owner still had. */
interface Version {
  readonly from: number;
  readonly ids: ReadonlySet<string>;
}

/** The last version that a number was equal to, and what that was found out from. */
interface Match {
  readonly ids: readonly string[];
  readonly versions: number;
  readonly strays: number;
  /** -1: none. */
  readonly at: number;
}

/**
 * The truth that numbers are measured by: events that people entered and that the service that owns them has not lost. Kept over time, since a
 * number is right that was right at the moment of which it speaks.
 */
export class Truth {
  readonly #world: ServiceWorld;
  readonly #versions = new Map<string, Version[]>();
  readonly #matches = new Map<string, Match>();
  #entered = 0;
  /** By site and unit, of machines that lost everything or never had it: how many events had been entered then. */
  readonly #strangers = new Map<string, number>();
  /** Events of units that changed hands: their numbers are the successor's as long as anybody holds them, whatever becomes of the former machine. */
  readonly #inherited = new Map<string, ReadonlySet<string>>();
  readonly #stray = new Set<string>();
  /** Until when a unit's services cannot know yet that their sources were set back. */
  readonly doubtedUntil = new Map<string, number>();

  constructor(world: ServiceWorld) {
    this.#world = world;
  }

  enter(machine: Machine, unit: string, day: string): Entered {
    this.#entered += 1;
    const event = { id: `e${this.#entered}`, unit, day, at: this.#world.core.now };
    machine.databases.onestop.set([[event.id, event]]);
    this.refresh([`${unit}/${day}`]);
    return event;
  }

  noteStranger(site: string, units: readonly string[]): void {
    for (const unit of units) this.#strangers.set(`${site}/${unit}`, this.#entered);
  }

  /** What was counted of a unit when it changed hands; its successor never had that. */
  handOver(unit: string, successor: string): void {
    for (const key of this.#versions.keys())
      if (key.startsWith(`${unit}/`)) this.#inherited.set(key, this.now(key));
    this.noteStranger(successor, [unit]);
  }

  noteKnown(site: string, units: readonly string[]): void {
    for (const unit of units) this.#strangers.delete(`${site}/${unit}`);
  }

  /** Whether a site that wrote of a unit has never had one of these events. A former owner writes too, until it hears that it is one. */
  isStrange(site: string, unit: string, ids: readonly string[]): boolean {
    const before = this.#strangers.get(`${site}/${unit}`) ?? 0;
    return ids.some((id) => Number(id.slice(1)) <= before);
  }

  /** After events came or went: what all machines together still have. */
  refresh(keys: Iterable<string> = this.#versions.keys()): void {
    for (const key of keys) {
      const inherited = this.#inherited.get(key);
      const ids = new Set<string>(inherited && this.#isHeld(key, inherited) ? inherited : []);
      for (const { databases } of this.#world.machines.values())
        for (const { id, unit, day } of databases.onestop.rows.values())
          if (`${unit}/${day}` === key) ids.add(id);
      const versions = this.#versions.get(key) ?? [];
      versions.push({ from: this.#world.core.now, ids });
      this.#versions.set(key, versions);
    }
  }

  /** Somebody's record counts all of these events: an older copy of the same day is not what was handed over. */
  #isHeld(key: string, ids: ReadonlySet<string>): boolean {
    return [...this.#world.machines.values()].some(({ store, databases }) => {
      const record = store.documents.get(`${tallyChannel}/${key}`)?.document.record;
      const value = record?.content ? databases.contents.read(record.content.hash) : record?.value;
      const held = value && new Set(decodeTally(value));
      return held && [...ids].every((id) => held.has(id));
    });
  }

  /** A former site goes on entering until it hears of the hand-over. Whether these events were counted before it lost them, nobody can know. */
  loseStray(machine: Machine, units: readonly string[]): void {
    for (const { id, unit, day } of machine.databases.onestop.rows.values())
      if (!units.includes(unit) && !this.#inherited.get(`${unit}/${day}`)?.has(id)) this.#stray.add(id);
  }

  /** Of a unit that was handed over: both sites have events of this day, so that none can count them all. */
  isSplit(key: string): boolean {
    let holders = 0;
    for (const { databases } of this.#world.machines.values())
      if ([...databases.onestop.rows.values()].some(({ unit, day }) => `${unit}/${day}` === key))
        holders += 1;
    return holders > 1;
  }

  keys(): string[] {
    return [...this.#versions.keys()];
  }

  now(key: string): ReadonlySet<string> {
    return this.#versions.get(key)?.at(-1)?.ids ?? new Set();
  }

  /**
   * Whether a number was the truth at some time from `since` on: it has all that was there then, and nothing that was not there then or came
   * after. What came in one moment may be counted in any order.
   */
  wasTrue(key: string, ids: readonly string[], since: number): boolean {
    const versions = this.#versions.get(key) ?? [];
    const at = this.#lastMatch(key, versions, ids);
    const after = versions[at + 1];
    const isOver = after !== undefined && after.from <= since - minute;
    return !isOver && (at >= 0 || ids.length === 0);
  }

  #lastMatch(key: string, versions: readonly Version[], ids: readonly string[]): number {
    const last = this.#matches.get(key);
    const strays = this.#stray.size;
    if (last?.ids === ids && last.versions === versions.length && last.strays === strays) return last.at;
    const at = this.#findMatch(versions, ids);
    this.#matches.set(key, { ids, versions: versions.length, strays, at });
    return at;
  }

  #findMatch(versions: readonly Version[], ids: readonly string[]): number {
    const held = new Set(ids);
    const known = new Set<string>(this.#stray);
    let at = versions.length - 1;
    for (; at >= 0; at -= 1) {
      const version = versions[at] as Version;
      for (const id of version.ids) known.add(id);
      const hasAll = [...version.ids].every((id) => held.has(id) || this.#stray.has(id));
      if (hasAll && ids.every((id) => known.has(id))) break;
    }
    return at;
  }

  /** Whether a number is the truth now. */
  isTrue(key: string, ids: readonly string[]): boolean {
    const wanted = [...this.now(key)].filter((id) => !this.#stray.has(id));
    const held = ids.filter((id) => !this.#stray.has(id));
    return sameIds(new Set(wanted), held);
  }
}

const sameIds = (truth: ReadonlySet<string>, ids: readonly string[]): boolean =>
  truth.size === ids.length && ids.every((id) => truth.has(id));
