import { FreshnessBook, type Watermark } from './freshness.ts';

const watermark = (change: Partial<Watermark>): Watermark => ({
  unit: '20116@0',
  asOf: 1_000,
  count: 2,
  digest: 'aa',
  reason: 'current',
  lastHeard: 50,
  ...change,
});
const asOf = (book: FreshnessBook, holding = { count: 2, digest: 'aa' }, now = 60) => {
  const { completeAsOf, reason, stale } = book.of('20116@0', holding, now, 100);
  return { completeAsOf, reason, stale };
};

test('an as-of is shown only when number and digest of what is held agree', () => {
  const book = new FreshnessBook();
  expect(asOf(book)).toEqual({ completeAsOf: undefined, reason: 'not_reporting', stale: true });
  book.observe('20116@0', { count: 1, digest: 'bb' }, watermark({}));
  expect(asOf(book, { count: 1, digest: 'bb' })).toEqual({
    completeAsOf: undefined,
    reason: 'catching_up',
    stale: false,
  });
  book.observe('20116@0', { count: 2, digest: 'aa' });
  expect(asOf(book)).toEqual({ completeAsOf: 1_000, reason: 'current', stale: false });
});

test('while newer numbers are on their way, what was complete stays complete as of then', () => {
  const book = new FreshnessBook();
  book.observe('20116@0', { count: 2, digest: 'aa' }, watermark({}));
  book.observe('20116@0', { count: 2, digest: 'aa' }, watermark({ asOf: 2_000, count: 3, digest: 'cc' }));
  expect(asOf(book)).toEqual({ completeAsOf: 1_000, reason: 'catching_up', stale: false });
});

test('after a loss here nothing is complete any more', () => {
  const book = new FreshnessBook();
  book.observe('20116@0', { count: 2, digest: 'aa' }, watermark({}));
  book.observe('20116@0', { count: 1, digest: 'bb' });
  expect(asOf(book, { count: 1, digest: 'bb' }).completeAsOf).toBeUndefined();
});

test('a silent site makes its numbers stale, a dead letter holds them back: both are said', () => {
  const book = new FreshnessBook();
  book.observe('20116@0', { count: 2, digest: 'aa' }, watermark({ reason: 'dead_letter' }));
  expect(asOf(book).reason).toBe('dead_letter');
  expect(asOf(book, { count: 2, digest: 'aa' }, 151)).toEqual({
    completeAsOf: 1_000,
    reason: 'link_down',
    stale: true,
  });
});
