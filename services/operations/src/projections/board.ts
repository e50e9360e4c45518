import { DayTally } from '@lienthong/contracts/reporting/v1/tally';
import type { UnitKey } from '@lienthong/domain';
import {
  type HeldState,
  Holding,
  type RecordChange,
  type RecordKey,
  recordName,
  type RecordStore,
  sameStamp,
} from '@lienthong/messaging';
import type { CellStore } from '../adapters/cell-store.ts';
import { type Cell, CellBook } from '../domain/cell.ts';
import { FreshnessBook, type UnitFreshness, type Watermark } from '../domain/freshness.ts';

/** The channel of exchange on which tallies travel; a record's id is the day. */
export const tallyChannel = 'u2-tally-onestop';

/** What this level knows: cells on disk and in memory, how many of each unit, and how fresh they are. */
export interface Board {
  readonly cells: CellBook;
  freshness(unit: UnitKey, machineNow: number, silentAfterMs: number): UnitFreshness;
  /**
   * Where exchange's consumer keeps what it got. A change is shown at once, since exchange holds it durably and offers it again until it
   * is answered; it counts as held, and is answered, after the write.
   */
  readonly records: RecordStore;
  observe(watermarks: readonly Watermark[]): void;
  /** Called after cells or watermarks changed. */
  onChange(listener: () => void): void;
}

const none = new Holding();

/**
 * Loads what is on disk. A value that is no tally is not kept and rejects the write once the others are kept, so that exchange offers it
 * again and shows it.
 */
export async function createBoard(store: CellStore): Promise<Board> {
  const cells = new CellBook();
  const holdings = new Map<UnitKey, Holding>();
  const fresh = new FreshnessBook();
  const listeners: (() => void)[] = [];
  /** What is on disk of the cells that are shown and not written yet; undefined: nothing. */
  const onDisk = new Map<string, Cell | undefined>();
  const holdingOf = (unit: UnitKey): Holding => {
    let holding = holdings.get(unit);
    if (!holding) {
      holding = new Holding();
      holdings.set(unit, holding);
    }
    return holding;
  };
  const put = (cell: Cell): void => {
    const holding = holdingOf(cell.unit);
    const before = cells.find(cell.unit, cell.day);
    if (before) holding.remove(stateOf(before));
    holding.add(stateOf(cell));
    cells.set(cell);
  };
  const changed = (): void => {
    for (const listener of listeners) listener();
  };
  /** Puts what is not shown yet into memory. @returns the cell of each change, or why it is none. */
  const show = (changes: readonly RecordChange[]): (Cell | Error)[] => {
    const units = new Set<UnitKey>();
    const read = changes.map((change): Cell | Error => {
      const { key, stamp } = change;
      const before = cells.find(key.unit, key.id);
      if (before && sameStamp(before, stamp)) return before;
      const cell = readCell(change);
      if (cell instanceof Error) return cell;
      const name = recordName(key);
      if (!onDisk.has(name)) onDisk.set(name, before);
      put(cell);
      units.add(cell.unit);
      return cell;
    });
    for (const unit of units) fresh.observe(unit, holdingOf(unit));
    if (units.size > 0) changed();
    return read;
  };
  for await (const cell of store.load()) put(cell);

  return {
    cells,
    freshness: (unit, machineNow, silentAfterMs) =>
      fresh.of(unit, holdings.get(unit) ?? none, machineNow, silentAfterMs),
    records: {
      async *heldStamps(only) {
        if (only && only.channel !== tallyChannel) return;
        for (const unit of only ? [only.unit] : cells.units())
          for (const cell of cells.of(unit)) {
            const name = recordName(keyOf(cell));
            const held = onDisk.has(name) ? onDisk.get(name) : cell;
            if (held) yield { key: keyOf(held), stamp: { rev: held.rev, tag: held.tag } };
          }
      },
      show: (changes) => void show(changes),
      async apply(changes) {
        const read = show(changes);
        const written = read.filter((one): one is Cell => !(one instanceof Error));
        if (written.length > 0) await store.write(written);
        for (const cell of written) {
          const name = recordName(keyOf(cell));
          if (cells.find(cell.unit, cell.day) === cell) onDisk.delete(name);
          else onDisk.set(name, cell);
        }
        // What one unit sent wrong must not keep the others' from being shown.
        const wrong = read.find((one) => one instanceof Error);
        if (wrong) throw wrong;
      },
    },
    observe(watermarks) {
      for (const watermark of watermarks) fresh.observe(watermark.unit, holdingOf(watermark.unit), watermark);
      changed();
    },
    onChange: (listener) => void listeners.push(listener),
  };
}

function stateOf({ unit, day, rev, tag }: Cell): HeldState {
  return { ...keyOf({ unit, day }), rev, tag };
}

function keyOf({ unit, day }: Pick<Cell, 'unit' | 'day'>): RecordKey {
  return { channel: tallyChannel, unit, id: day };
}

function readCell(change: RecordChange): Cell | Error {
  try {
    return toCell(change);
  } catch (cause) {
    return new Error(`the record ${change.key.unit}/${change.key.id} holds no tally of its own`, { cause });
  }
}

/** A tombstone is a cell that counts nothing: its stamp is held like any other. */
function toCell({ key, stamp, broke, lifted, value, tombstone }: RecordChange): Cell {
  const base = { unit: key.unit, day: key.id, rev: stamp.rev, tag: stamp.tag, broke, lifted };
  if (tombstone) return { ...base, counters: [], facts: 0, digest: '' };
  const { unit, day, counters, facts, digest } = DayTally.decode(value);
  if (unit !== key.unit || day !== key.id)
    throw new Error(`the record ${key.unit}/${key.id} holds the tally of ${unit}/${day}`);
  return {
    ...base,
    counters: counters.map(({ indicator, field, channel, dueDay, value: count }) => ({
      indicator,
      field,
      channel,
      dueDay,
      value: count,
    })),
    facts,
    digest,
  };
}
