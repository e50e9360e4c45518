import type { Db } from 'mongodb';
import type { Cell } from '../domain/cell.ts';

type CellDocument = Cell & { _id: string };

/** The cells of this level on disk. */
export interface CellStore {
  /** Every cell, once, at start. */
  load(): AsyncIterable<Cell>;
  /** Replaces cells in one durable write; on any outcome but success none of it counts as held. */
  write(cells: readonly Cell[]): Promise<void>;
}

/** Cells that the driver reads at once: while they are taken in, nothing else of the process runs. */
const batchSize = 500;

const idOf = ({ source, unit, day }: Pick<Cell, 'source' | 'unit' | 'day'>): string =>
  `${source}/${unit}/${day}`;

export function createCellStore(db: Db): CellStore {
  const collection = db.collection<CellDocument>('cells');
  return {
    async *load() {
      for await (const { _id, ...cell } of collection.find().batchSize(batchSize)) yield cell;
    },
    async write(cells) {
      await collection.bulkWrite(
        cells.map((cell) => ({
          replaceOne: { filter: { _id: idOf(cell) }, replacement: { ...cell }, upsert: true },
        })),
        { ordered: false },
      );
    },
  };
}
