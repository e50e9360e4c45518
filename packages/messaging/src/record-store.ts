import type { RecordContent } from './exchange-contents.ts';
import type { RecordKey, Stamp } from './record-hash.ts';

/** The present state of a record, owned or received. */
export interface RecordChange {
  key: RecordKey;
  stamp: Stamp;
  value: Uint8Array;
  /** In place of `value`: it was put as a content, which is whole at this site (`readContent`). */
  content?: RecordContent;
  /** There is no value any more; the stamp is held all the same. */
  tombstone: boolean;
  /** Revision at which its owner last had to raise, because it was restored; 0: never. */
  broke: number;
  /** The `broke` up to which a person at the owner has lifted the mark: the record is marked while `broke` is higher. */
  lifted: number;
  /** `traceparent`s of what led to it: links for a span. */
  spans: string[];
}

/** What one channel says of a unit. */
export type RecordSource = Pick<RecordKey, 'unit' | 'channel'>;

/** Where a consuming service keeps what it got. */
export interface RecordStore {
  /** Every source of which a record is held. */
  sources(): Iterable<RecordSource> | AsyncIterable<RecordSource>;
  /** Every record held of a source, tombstones too, in no order. */
  heldStamps(of: RecordSource): AsyncIterable<{ key: RecordKey; stamp: Stamp }>;
  /** What is held of each of these keys; undefined: nothing. */
  find(keys: readonly RecordKey[]): Promise<(Stamp | undefined)[]>;
  /**
   * Stores each change with its stamp, durably, in place of whatever is held (no comparison of revisions: the last one offered is the one
   * that counts). At most one change of a key is in a call, and calls come one after the other. A rejection answers for none of them: they are
   * tried again.
   */
  apply(changes: RecordChange[]): Promise<void>;
  /**
   * Takes changes as they come, before they are written, for those who look. A store that has it is written less often: what is shown
   * already may wait for more of its kind.
   */
  show?(changes: RecordChange[]): void;
}
