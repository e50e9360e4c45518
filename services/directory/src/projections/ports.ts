import type { Stamp } from '@lienthong/messaging';
import type { TableContent } from '../domain/table.ts';

/**
 * A table beyond what ships with the release.
 *
 * `release`: at the province's site, what the release shipped, with the version under which exchange has it; `published`: put there by
 * an operator; `replicated`: it came from the directory's site.
 */
export interface StoredTable {
  /** Name; for a record of a foreign unit, which nothing reads, `<unit>/<name>`. */
  _id: string;
  origin: 'release' | 'published' | 'replicated';
  /** JSON text; empty with a tombstone. */
  content: string;
  hash: string;
  /** The producer's version; 0 for a received one. */
  src: number;
  unit: string;
  name: string;
  tombstone: boolean;
  /** What a received one is held as. */
  stamp: Stamp | null;
  /** What people decided about it, oldest first; stays at this site. */
  changes?: TableChange[];
}

/** Who changed a table by which command, and why. */
export interface TableChange {
  action: 'hand_over' | 'retire' | 'name_successor';
  by: string;
  reason: string;
  /** Machine time. */
  at: Date;
  /** Sites and units that it concerns, in order. */
  about?: string[];
  /** Of the table that came of it. */
  hash: string;
}

export interface TableStore {
  all(): Promise<StoredTable[]>;
  find(id: string): Promise<StoredTable | undefined>;
  /** Writes a table of this site when the stored version is still `before` (0: there is none). Says whether it was. */
  putOwn(table: StoredTable, before: number): Promise<boolean>;
  putReceived(table: StoredTable): Promise<void>;
}

/** A table from its JSON text. @throws Refusal `INVALID_FIELD` naming the place of what cannot be read. */
export type ParseTable = (name: string, content: string) => TableContent;
