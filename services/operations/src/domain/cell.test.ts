import { type Cell, CellBook } from './cell.ts';

const unit = '20116@0';
const cell = (rev: number, broke: number, lifted: number): Cell => ({
  source: 'u2-tally-onestop',
  unit,
  day: '2025-06-30',
  counters: [],
  facts: 0,
  digest: '',
  rev,
  tag: '0123456789abcdef',
  broke,
  lifted,
});

test('A6: a lifted mark is gone from the cell, and the next loss is a mark again', () => {
  const cells = new CellBook();
  const after = (next: Cell): boolean => {
    cells.set(next);
    return cells.isMarked(unit);
  };
  expect(after(cell(3, 0, 0))).toBe(false);
  expect(after(cell(4, 4, 0))).toBe(true);
  expect(after(cell(5, 4, 4))).toBe(false);
  expect(after(cell(6, 4, 4))).toBe(false);
  expect(after(cell(9, 9, 4))).toBe(true);
  expect(after(cell(10, 9, 9))).toBe(false);
});

test('an opening that could not be told exactly is right again when the cell that was too large is replaced', () => {
  const most = Number.MAX_SAFE_INTEGER;
  const cells = new CellBook();
  const put = (day: string, value: number): void =>
    cells.set({
      ...cell(1, 0, 0),
      day,
      counters: [{ indicator: 'pending', dimensions: [], carriedBy: '', value }],
    });
  const stock = (): number[] =>
    cells.stock(unit, '2025-06-30', 'pending').flatMap((one) => [...one].map(({ value }) => value));
  put('2024-06-28', 3);
  put('2024-06-29', 4);
  put('2025-06-30', 1);
  expect(stock()).toEqual([7, 1]);
  put('2024-06-29', most);
  expect(stock()).toEqual([Number.NaN, 1]);
  put('2024-06-29', 5);
  expect(stock()).toEqual([8, 1]);
});
