import type { EndedPast } from '../../src/domain/ended-past.ts';
import type { Consumer } from '../../src/domain/route.ts';
import type { Lineage } from '@lienthong/domain';
import type { FormerOwner } from '../../src/adapters/site-memory.ts';
import { type ContentsSnapshot, SimContents } from './sim-contents.ts';
import { SimStore, type Snapshot } from './sim-store.ts';

/** The few things besides records; in the same database as these. */
export class SimMemory {
  #kept: { consumers: readonly Consumer[]; owners: readonly FormerOwner[] } = { consumers: [], owners: [] };

  consumers(): readonly Consumer[] {
    return this.#kept.consumers;
  }

  saveConsumers(consumers: readonly Consumer[]): void {
    this.#kept = { ...this.#kept, consumers };
  }

  owners(): readonly FormerOwner[] {
    return this.#kept.owners;
  }

  saveOwners(owners: readonly FormerOwner[]): void {
    this.#kept = { ...this.#kept, owners };
  }

  /** People decide nothing about what was handed over in these histories. */
  endedPasts(): readonly EndedPast[] {
    return [];
  }

  endPast(_ended: EndedPast): void {}

  snapshot(): { consumers: readonly Consumer[]; owners: readonly FormerOwner[] } {
    return this.#kept;
  }

  restore(snapshot: ReturnType<SimMemory['snapshot']> = { consumers: [], owners: [] }): void {
    this.#kept = snapshot;
  }
}

export interface ExchangeDatabase {
  readonly store: SimStore;
  readonly contents: SimContents;
  readonly memory: SimMemory;
}

/** What people entered at the counter: one event a dossier, of a unit and a day. */
export interface Entered {
  readonly id: string;
  readonly unit: string;
  readonly day: string;
  readonly at: number;
}

export interface Tally {
  readonly src: number;
  readonly lineage: Lineage;
  /** Version at which something that was counted was lost. */
  readonly lostAt?: number;
  /** The events in it, in order of arrival. */
  readonly ids: readonly string[];
}

/** Rows by id; a snapshot is a copy, for rows never change in place. */
export class SimTable<Row> {
  #rows = new Map<string, Row>();
  /** How often it was changed: what was derived from it holds as long as this stands still. */
  changes = 0;

  get rows(): ReadonlyMap<string, Row> {
    return this.#rows;
  }

  get(id: string): Row | undefined {
    return this.#rows.get(id);
  }

  set(entries: readonly (readonly [string, Row])[]): void {
    this.changes += 1;
    for (const [id, row] of entries) this.#rows.set(id, row);
  }

  remove(ids: readonly string[]): void {
    this.changes += 1;
    for (const id of ids) this.#rows.delete(id);
  }

  snapshot(): ReadonlyMap<string, Row> {
    return new Map(this.#rows);
  }

  restore(snapshot?: ReadonlyMap<string, Row>): void {
    this.changes += 1;
    this.#rows = new Map(snapshot);
  }
}

export interface Cell {
  readonly rev: number;
  readonly tag: string;
  readonly value: string;
  readonly tombstone: boolean;
  readonly broke: number;
}

/** The databases of one machine, by the service that owns each. */
export class Databases {
  readonly store = new SimStore();
  readonly contents = new SimContents();
  readonly memory = new SimMemory();
  readonly onestop = new SimTable<Entered>();
  readonly facts = new SimTable<Entered>();
  readonly tallies = new SimTable<Tally>();
  readonly progress = new SimTable<number>();
  /** Days that others hold and this site knows nothing of. */
  readonly missing = new SimTable<true>();
  /** Days that lost facts and are not written as such yet. */
  readonly unmarked = new SimTable<true>();
  readonly cells = new SimTable<Cell>();
  /** The table of sites, at the top alone. */
  readonly tables = new SimTable<{ src: number; value: string }>();

  snapshot(): Backup {
    return {
      exchange: { store: this.store.snapshot(), memory: this.memory.snapshot() },
      contents: this.contents.snapshot(),
      onestop: this.onestop.snapshot(),
      reporting: {
        facts: this.facts.snapshot(),
        tallies: this.tallies.snapshot(),
        progress: this.progress.snapshot(),
        missing: this.missing.snapshot(),
        unmarked: this.unmarked.snapshot(),
      },
      operations: this.cells.snapshot(),
      directory: this.tables.snapshot(),
    };
  }

  /** Sets one database back to a copy, or to nothing. */
  restore(which: DatabaseName, backup: Backup | undefined): void {
    switch (which) {
      case 'exchange':
        this.store.restore(backup?.exchange.store);
        this.memory.restore(backup?.exchange.memory);
        return;
      case 'contents':
        return this.contents.restore(backup?.contents);
      case 'onestop':
        return this.onestop.restore(backup?.onestop);
      case 'reporting':
        this.facts.restore(backup?.reporting.facts);
        this.tallies.restore(backup?.reporting.tallies);
        this.missing.restore(backup?.reporting.missing);
        this.unmarked.restore(backup?.reporting.unmarked);
        return this.progress.restore(backup?.reporting.progress);
      case 'operations':
        return this.cells.restore(backup?.operations);
      case 'directory':
        return this.tables.restore(backup?.directory);
      default: {
        const never: never = which;
        throw new Error(`Unknown database ${String(never)}.`);
      }
    }
  }
}

export interface Backup {
  readonly exchange: { store: Snapshot; memory: ReturnType<SimMemory['snapshot']> };
  readonly contents: ContentsSnapshot;
  readonly onestop: ReadonlyMap<string, Entered>;
  readonly reporting: {
    facts: ReadonlyMap<string, Entered>;
    tallies: ReadonlyMap<string, Tally>;
    progress: ReadonlyMap<string, number>;
    missing: ReadonlyMap<string, true>;
    unmarked: ReadonlyMap<string, true>;
  };
  readonly operations: ReadonlyMap<string, Cell>;
  readonly directory: ReadonlyMap<string, { src: number; value: string }>;
}

export const databaseNames = [
  'exchange',
  'contents',
  'onestop',
  'reporting',
  'operations',
  'directory',
] as const;
export type DatabaseName = (typeof databaseNames)[number];
