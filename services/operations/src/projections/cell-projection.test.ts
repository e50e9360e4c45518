import { DayTally } from '@lienthong/contracts/reporting/v1/tally';
import type { RecordChange } from '@lienthong/messaging';
import type { Cell } from '../domain/cell.ts';
import { type CellProjection, createCellProjection } from './cell-projection.ts';

const unit = '20116@0';
const day = '2025-06-30';

/** A day's tally that was received `count` times, as exchange offers it. */
function tally(count: number): RecordChange {
  const counter = { indicator: 'received', dimensions: [], carriedBy: '', value: count };
  const value = DayTally.encode(
    DayTally.create({ unit, day, counters: [counter], facts: count, digest: `d${count}` }),
  ).finish();
  const stamp = { rev: count, tag: `000000000000000${count}` };
  return {
    key: { channel: 'u2-tally-onestop', unit, id: day },
    stamp,
    value,
    tombstone: false,
    broke: 0,
    lifted: 0,
    spans: [],
  };
}

/** A disk of which each write ends when and as the test says. */
function heldUpDisk() {
  const writes: { resolve: () => void; reject: (error: Error) => void }[] = [];
  const store = {
    async *load(): AsyncIterable<Cell> {},
    write: () => new Promise<void>((resolve, reject) => void writes.push({ resolve, reject })),
  };
  return { store, writes };
}

const shown = (projection: CellProjection): number | undefined =>
  projection.cells('u2-tally-onestop').find(unit, day)?.counters[0]?.value;

async function heldRev({ records }: CellProjection): Promise<number | undefined> {
  for await (const { stamp } of records.heldStamps({ unit, channel: 'u2-tally-onestop' })) return stamp.rev;
  return undefined;
}

test('a number is shown before it is on disk, and counts as held only afterwards', async () => {
  const { store, writes } = heldUpDisk();
  const projection = await createCellProjection(store);
  const first = projection.records.apply([tally(1)]);
  expect([shown(projection), await heldRev(projection)]).toEqual([1, undefined]);
  writes[0]?.resolve();
  await first;
  expect([shown(projection), await heldRev(projection)]).toEqual([1, 1]);
});

test('what could not be written stays shown, is not said to be held, and is written when it is offered again', async () => {
  const { store, writes } = heldUpDisk();
  const projection = await createCellProjection(store);
  const first = projection.records.apply([tally(1)]);
  writes[0]?.resolve();
  await first;
  const failing = projection.records.apply([tally(2)]);
  writes[1]?.reject(new Error('the disk is full'));
  await expect(failing).rejects.toThrow('the disk is full');
  expect([shown(projection), await heldRev(projection)]).toEqual([2, 1]);
  const again = projection.records.apply([tally(3)]);
  expect([shown(projection), await heldRev(projection)]).toEqual([3, 1]);
  writes[2]?.resolve();
  await again;
  expect(await heldRev(projection)).toBe(3);
});
