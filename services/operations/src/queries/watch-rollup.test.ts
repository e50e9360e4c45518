import type { RollupRow } from '../domain/rollup.ts';
import type { RollupSelection } from '../domain/selection.ts';
import type { ListedFreshness } from './list-freshness.ts';
import { createRollupWatches } from './watch-rollup.ts';

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

test('a number and what is said of its unit change in one message, and who comes back is answered at once', async () => {
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
