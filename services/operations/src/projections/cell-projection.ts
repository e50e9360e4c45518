import { setImmediate as nextTurn } from 'node:timers/promises';
import { DayTally } from '@lienthong/contracts/reporting/v1/tally';
import {
  type DeadReason,
  deadReason,
  isLocalDay,
  pickContribution,
  type Remedies,
  type UnitKey,
} from '@lienthong/domain';
import {
  type ChoosingStore,
  type HeldState,
  Holding,
  type RecordChange,
  type RecordKey,
  recordName,
  type RecordSource,
  sameStamp,
  type UnusableChange,
} from '@lienthong/messaging';
import { type Cell, CellBook } from '../domain/cell.ts';
import { ValueMemory } from '../domain/value-memory.ts';
import { FreshnessBook, type Moment, type UnitFreshness, type Watermark } from '../domain/freshness.ts';

/** The cells of this level on disk. */
export interface CellStore {
  /** Every cell, once, at start. */
  load(): AsyncIterable<Cell>;
  /** Replaces cells in one durable write; on any outcome but success none of it counts as held. */
  write(cells: readonly Cell[]): Promise<void>;
}

/** What this level knows: cells on disk and in memory by source, how many of each unit, and how fresh they are. */
export interface CellProjection {
  cells(source: string): CellBook;
  /** What was made of the cells, kept from one question to the next. */
  readonly memory: ValueMemory;
  freshness(unit: UnitKey, source: string, moment: Moment): UnitFreshness;
  /**
   * Where exchange's consumer keeps what it got. A change is shown at once, since exchange holds it durably and offers it again until it
   * is answered; it counts as held, and is answered, after the write. A value that is no tally of its own is left out.
   */
  readonly records: ChoosingStore;
  observe(watermarks: readonly Watermark[]): void;
  /** Called after cells or watermarks changed. */
  onChange(listener: () => void): void;
}

const none = new Holding();

/** Loads what is on disk. */
export async function createCellProjection(store: CellStore): Promise<CellProjection> {
  const books = new Map<string, CellBook>();
  const holdings = new Map<string, Map<UnitKey, Holding>>();
  const fresh = new FreshnessBook();
  const listeners: (() => void)[] = [];
  /** What is on disk of the cells that are shown and not written yet; undefined: nothing. */
  const onDisk = new Map<string, Stamp | undefined>();

  const cells = (source: string): CellBook => within(books, source, () => new CellBook());
  const holdingOf = ({ unit, channel }: RecordSource): Holding => holdings.get(channel)?.get(unit) ?? none;
  const find = ({ channel, unit, id }: RecordKey): Cell | undefined => cells(channel).find(unit, id);
  const shownStamp = ({ channel, unit, id }: RecordKey): Stamp | undefined =>
    cells(channel).stampOf(unit, id);
  const held = (key: RecordKey): Stamp | undefined => {
    const name = recordName(key);
    return onDisk.has(name) ? onDisk.get(name) : shownStamp(key);
  };
  const put = (cell: Cell): void => {
    const ofSource = within(holdings, cell.source, () => new Map<UnitKey, Holding>());
    const holding = within(ofSource, cell.unit, () => new Holding());
    const before = shownStamp(keyOf(cell));
    if (before) holding.remove({ ...keyOf(cell), ...before });
    holding.add(stateOf(cell));
    cells(cell.source).set(cell);
  };
  const changed = (): void => {
    for (const listener of listeners) listener();
  };
  /** Puts what is not shown yet into memory. @returns the cell of each change, or why it is none. */
  const show = (changes: readonly RecordChange[]): (Cell | DeadReason)[] => {
    const sources = new Map<string, RecordSource>();
    const read = changes.map((change): Cell | DeadReason => {
      const { key, stamp } = change;
      const before = shownStamp(key);
      const shown = before && sameStamp(before, stamp) ? find(key) : undefined;
      if (shown) return shown;
      const cell = readCell(change);
      if (!isCell(cell)) return cell;
      const name = recordName(key);
      if (!onDisk.has(name)) onDisk.set(name, before);
      put(cell);
      sources.set(`${key.channel}/${key.unit}`, key);
      return cell;
    });
    for (const source of sources.values()) fresh.observe(source.unit, source.channel, holdingOf(source));
    if (sources.size > 0) changed();
    return read;
  };
  for await (const cell of store.load()) put(cell);
  for (const book of books.values())
    for (const unit of book.units()) {
      book.settle(unit);
      await nextTurn();
    }

  return {
    cells,
    memory: new ValueMemory(),
    freshness: (unit, source, moment) => fresh.of(unit, source, holdingOf({ unit, channel: source }), moment),
    records: {
      *sources() {
        for (const [channel, ofSource] of holdings)
          for (const unit of ofSource.keys()) yield { unit, channel };
      },
      async *heldStamps({ unit, channel }) {
        for (const { day, rev, tag } of cells(channel).stamps(unit)) {
          const key = { channel, unit, id: day };
          const name = recordName(key);
          const stamp = onDisk.has(name) ? onDisk.get(name) : { rev, tag };
          if (stamp) yield { key, stamp };
        }
      },
      find: async (keys) => keys.map(held),
      show: (changes) => void show(changes),
      async apply(changes) {
        const read = show(changes);
        const written = read.filter(isCell);
        if (written.length > 0) await store.write(written);
        for (const cell of written) {
          const name = recordName(keyOf(cell));
          const now = shownStamp(keyOf(cell));
          if (now && sameStamp(now, cell)) onDisk.delete(name);
          else onDisk.set(name, stampOf(cell));
        }
        return changes.flatMap((change, index): UnusableChange[] => {
          const reason = read[index];
          return reason && !isCell(reason) ? [{ change, reason }] : [];
        });
      },
    },
    observe(watermarks) {
      for (const watermark of watermarks)
        fresh.tell(watermark, holdingOf({ unit: watermark.unit, channel: watermark.source }));
      changed();
    },
    onChange: (listener) => void listeners.push(listener),
  };
}

function within<K, V>(map: Map<K, V>, key: K, create: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const created = create();
  map.set(key, created);
  return created;
}

type Stamp = Pick<Cell, 'rev' | 'tag'>;

const stampOf = ({ rev, tag }: Cell): Stamp => ({ rev, tag });

function stateOf(cell: Cell): HeldState {
  return { ...keyOf(cell), ...stampOf(cell) };
}

function keyOf({ source, unit, day }: Pick<Cell, 'source' | 'unit' | 'day'>): RecordKey {
  return { channel: source, unit, id: day };
}

const isCell = (read: Cell | DeadReason): read is Cell => 'counters' in read;

/** What ends the causes for which records are no cells. */
export const remedies: Remedies = { NOT_A_TALLY: 'release', TALLY_OF_ANOTHER: 'sender' };

/** A tombstone is a cell that counts nothing: its stamp is held like any other. */
function readCell({ key, stamp, broke, lifted, value, tombstone }: RecordChange): Cell | DeadReason {
  const { rev, tag } = stamp;
  const base = { source: key.channel, unit: key.unit, day: key.id, rev, tag, broke, lifted };
  if (tombstone) return { ...base, counters: [], facts: 0, digest: '' };
  const tally = isLocalDay(key.id) ? decode(value) : undefined;
  if (!tally) return deadReason('NOT_A_TALLY');
  const { unit, day, counters, facts, digest, inherited } = tally;
  if (unit !== key.unit || day !== key.id) return deadReason('TALLY_OF_ANOTHER');
  return {
    ...base,
    counters: counters.map(pickContribution),
    facts,
    digest,
    ...(inherited
      ? {
          inherited: {
            site: inherited.site,
            counters: inherited.counters.map(pickContribution),
            facts: inherited.facts,
          },
        }
      : {}),
  };
}

function decode(value: Uint8Array): DayTally | undefined {
  try {
    return DayTally.decode(value);
  } catch {
    return undefined;
  }
}
