import type { Db } from 'mongodb';
import type { Cell } from '../domain/cell.ts';
import type { CellStore } from '../projections/cell-projection.ts';

type CellDocument = Cell & { _id: string };

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
