import { FreshnessBook, type Moment, type Watermark } from './freshness.ts';

const unit = '20116@0';
const source = 'tally';
const two = { count: 2, digest: 'aa' };

const watermark = (change: Partial<Watermark>): Watermark => ({
  unit,
  source,
  asOf: 1_000,
  ...two,
  reason: 'current',
  lastHeard: 50,
  ...change,
});
const moment: Moment = {
  machineNow: 60,
  silentAfterMs: 100,
  businessNow: 1_200,
  behindAfterMs: 300,
  isSetAside: false,
};
const asOf = (book: FreshnessBook, holding = two, change: Partial<Moment> = {}, of = source) => {
  const { completeAsOf, reason, stale } = book.of(unit, of, holding, { ...moment, ...change });
  return { completeAsOf, reason, stale };
};

test('an as-of is shown only when number and digest of what is held agree', () => {
  const book = new FreshnessBook();
  expect(asOf(book)).toEqual({ completeAsOf: undefined, reason: 'not_reporting', stale: true });
  const one = { count: 1, digest: 'bb' };
  book.tell(watermark({}), one);
  expect(asOf(book, one)).toEqual({ completeAsOf: undefined, reason: 'catching_up', stale: false });
  book.observe(unit, source, two);
  expect(asOf(book)).toEqual({ completeAsOf: 1_000, reason: 'current', stale: false });
});

test('while newer numbers are on their way, what was complete stays complete as of then', () => {
  const book = new FreshnessBook();
  book.tell(watermark({}), two);
  book.tell(watermark({ asOf: 2_000, count: 3, digest: 'cc' }), two);
  expect(asOf(book)).toEqual({ completeAsOf: 1_000, reason: 'catching_up', stale: false });
});

test('after a loss here nothing is complete any more', () => {
  const book = new FreshnessBook();
  const one = { count: 1, digest: 'bb' };
  book.tell(watermark({}), two);
  book.observe(unit, source, one);
  expect(asOf(book, one).completeAsOf).toBeUndefined();
});

test('a silent site makes its numbers stale, a dead letter holds them back: both are said', () => {
  const book = new FreshnessBook();
  book.tell(watermark({ reason: 'dead_letter' }), two);
  expect(asOf(book).reason).toBe('dead_letter');
  expect(asOf(book, two, { machineNow: 151 })).toEqual({
    completeAsOf: 1_000,
    reason: 'link_down',
    stale: true,
  });
});

test('two sources of one unit: a dead letter in one, and what one lacks, leave the other current', () => {
  const book = new FreshnessBook();
  const other = { count: 7, digest: 'ff' };
  book.tell(watermark({ reason: 'dead_letter', asOf: 400 }), two);
  book.tell(watermark({ source: 'documents', ...other }), other);
  expect(asOf(book)).toMatchObject({ completeAsOf: 400, reason: 'dead_letter' });
  expect(asOf(book, other, {}, 'documents')).toMatchObject({ completeAsOf: 1_000, reason: 'current' });
  book.tell(watermark({ asOf: 1_100 }), two);
  book.tell(watermark({ source: 'documents', asOf: 1_100, count: 8, digest: 'ee' }), other);
  expect(asOf(book)).toMatchObject({ completeAsOf: 1_100, reason: 'current' });
  expect(asOf(book, other, {}, 'documents')).toMatchObject({ completeAsOf: 1_000, reason: 'catching_up' });
});

test('A7: an old watermark told again, by a site that withholds what is newer, is complete as of then and not current', () => {
  const book = new FreshnessBook();
  book.tell(watermark({}), two);
  expect(asOf(book)).toMatchObject({ completeAsOf: 1_000, reason: 'current' });
  // The site is heard all the time; only its word is old.
  book.tell(watermark({ lastHeard: 1_990 }), two);
  const later = { machineNow: 2_000, businessNow: 1_301 };
  expect(asOf(book, two, later)).toEqual({ completeAsOf: 1_000, reason: 'behind', stale: false });
});

test('a unit that is complete up to a time that has not come: its clock is named, and nothing is current', () => {
  const book = new FreshnessBook();
  book.tell(watermark({ reason: 'ahead', asOf: undefined }), two);
  expect(asOf(book)).toEqual({ completeAsOf: undefined, reason: 'ahead', stale: false });
});

test('C4: a record that cannot be used here keeps its source from being current', () => {
  const book = new FreshnessBook();
  book.tell(watermark({}), two);
  expect(asOf(book, two, { isSetAside: true }).reason).toBe('dead_letter');
});

test.each([
  ['twin', true],
  ['dead_letter', false],
  ['current', false],
] as const)('numbers are stale by the reason that is shown beside them: %s, %s', (reason, stale) => {
  const book = new FreshnessBook();
  book.tell(watermark({ reason }), two);
  expect(asOf(book)).toMatchObject({ reason, stale });
});
