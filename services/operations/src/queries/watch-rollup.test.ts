import { expect, jest, test } from '@jest/globals';
import type { RollupRow } from '../domain/rollup.ts';
import type { RollupSelection } from '../domain/selection.ts';
import type { ListedFreshness } from './list-freshness.ts';
import { createRollupWatches, type WatchedRow } from './watch-rollup.ts';

const selectionOf = (unit: string): RollupSelection => ({
  unit,
  from: '2025-06-30',
  to: '2025-06-30',
  indicators: ['received'],
  groupBy: ['total'],
  hierarchyDate: '2025-06-30',
  byDay: false,
  splitBy: [],
  dimensions: [],
});
const rowOf = (unit: string, value: number): RollupRow => ({
  unit,
  unitName: unit,
  groupBy: 'total',
  day: '',
  indicator: 'received',
  dimensions: [],
  value,
  unitsComplete: 1,
  unitsTotal: 1,
  asOf: undefined,
  stale: false,
  marked: false,
});
const freshnessOf = (unit: string, isHeard: boolean): ListedFreshness => ({
  unit,
  unitName: unit,
  site: 's1',
  source: 'u2-tally-onestop',
  lastHeard: 1,
  completeAsOf: undefined,
  reason: isHeard ? 'catching_up' : 'link_down',
  stale: !isHeard,
  marked: false,
});

test('contract 7: a number and what is said of its unit change in one message, and who comes back is answered at once', async () => {
  let isHeard = true;
  const watches = createRollupWatches(({ unit }) => ({
    rows: [{ ...rowOf(unit, 1), stale: !isHeard }],
    freshness: [freshnessOf(unit, isHeard)],
  }));
  const { signal } = new AbortController();
  const open = (token: string) =>
    watches.watch(selectionOf('one'), [], token, signal)[Symbol.asyncIterator]();
  try {
    const first = open('');
    expect((await first.next()).value).toMatchObject({ snapshot: true, freshness: [{ stale: false }] });
    const next = first.next();
    isHeard = false;
    watches.wake();
    const { value } = await next;
    expect(value).toMatchObject({
      snapshot: false,
      rows: [{ stale: true }],
      freshness: [{ stale: true, reason: 'link_down' }],
    });
    const again = await open(value?.token ?? '').next();
    expect(again.value).toMatchObject({ snapshot: false, rows: [], freshness: [] });
  } finally {
    watches.stop();
  }
});

test('a board that cannot be computed any longer ends for who watches it, and goes on for all others', async () => {
  let value = 1;
  const watches = createRollupWatches(({ unit }) => {
    if (unit === 'broken' && value > 1) throw new Error('too large by now');
    return { rows: [rowOf(unit, value)], freshness: [] };
  });
  const { signal } = new AbortController();
  const open = (unit: string) => watches.watch(selectionOf(unit), [], '', signal)[Symbol.asyncIterator]();
  try {
    const [broken, whole] = [open('broken'), open('whole')];
    await Promise.all([broken.next(), whole.next()]);
    const next = Promise.allSettled([broken.next(), whole.next()]);
    value = 2;
    watches.wake();
    const [ofBroken, ofWhole] = await next;
    expect(ofBroken).toMatchObject({ status: 'rejected', reason: new Error('too large by now') });
    expect(ofWhole).toMatchObject({ value: { value: { snapshot: false, rows: [{ value: 2 }] } } });
    value = 1;
    // Nothing of the failure is left for who comes back.
    expect((await open('broken').next()).value).toMatchObject({ snapshot: true, rows: [{ value: 1 }] });
  } finally {
    watches.stop();
  }
});

test('contract 6, contract 7: a row that comes to nothing is named, and a row that is only complete further is not told again', async () => {
  let shown: RollupRow[] = [rowOf('a', 1), rowOf('b', 2), rowOf('c', 3)];
  const watches = createRollupWatches(() => ({ rows: shown, freshness: [] }));
  const { signal } = new AbortController();
  const open = (token: string) =>
    watches.watch(selectionOf('one'), [], token, signal)[Symbol.asyncIterator]();
  try {
    const watcher = open('');
    const { value: first } = await watcher.next();
    const idOf = Object.fromEntries(first.rows.map(({ unit, id }: WatchedRow) => [unit, id]));
    expect(new Set(Object.values(idOf)).size).toBe(3);
    const next = watcher.next();
    shown = [{ ...rowOf('a', 1), asOf: 7 }, rowOf('c', 4)];
    watches.wake();
    const { value } = await next;
    expect(value).toMatchObject({
      snapshot: false,
      rows: [{ unit: 'c', value: 4, id: idOf['c'] }],
      removed: [idOf['b']],
      asOf: [{ at: 7, rows: [idOf['a']] }],
    });
    // Who comes back hears the same under the same names, and a row that comes again has its own.
    await watcher.return?.();
    shown = [...shown, rowOf('b', 5)];
    expect((await open(first.token).next()).value).toMatchObject({
      rows: [
        { unit: 'c', id: idOf['c'] },
        { unit: 'b', value: 5, id: idOf['b'] },
      ],
      removed: [],
      asOf: [{ at: 7, rows: [idOf['a']] }],
    });
  } finally {
    watches.stop();
  }
});

test('contract 8: where nothing changes a watcher hears so within 15 s', async () => {
  jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'performance'] });
  const watches = createRollupWatches(({ unit }) => ({ rows: [rowOf(unit, 1)], freshness: [] }));
  try {
    const watcher = watches
      .watch(selectionOf('one'), [], '', new AbortController().signal)
      [Symbol.asyncIterator]();
    const { value: first } = await watcher.next();
    const next = watcher.next();
    await jest.advanceTimersByTimeAsync(15_000);
    expect((await next).value).toEqual({
      snapshot: false,
      rows: [],
      freshness: [],
      removed: [],
      asOf: [],
      token: first.token,
    });
  } finally {
    watches.stop();
    jest.useRealTimers();
  }
});
