import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Refusal } from '@lienthong/domain';
import fc from 'fast-check';
import { createListIndex, type IndexEntry, type ListIndex, type ListQuery } from '../src/index.ts';

const seed = Number(process.env['LT_SEED'] ?? Date.now() % 2 ** 31);
// The seed stands in the output, so that a failure can be run again: LT_SEED=… npm test
console.info(`list index: LT_SEED=${seed}`);

const folder = mkdtempSync(join(tmpdir(), 'list-index-'));
const opened: ListIndex[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((index) => index.stop()));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let files = 0;
const newFile = (): string => join(folder, `${(files += 1)}.sqlite`);

const rethrow = (error: Error): never => {
  throw error;
};

/** An index over aggregates that a test holds as plain entries. */
async function open(store: readonly IndexEntry[], file = newFile(), shape = 1): Promise<ListIndex> {
  const index = createListIndex({
    file,
    shape,
    async *entriesSince(touched) {
      yield store.filter((entry) => entry.touched >= touched);
    },
    failed: rethrow,
    missed: rethrow,
  });
  opened.push(index);
  const watermark = await index.watermark();
  await index.start(watermark > 0 && !store.some(({ touched }) => touched >= watermark));
  return index;
}

const everything = { from: '', to: '' };
const question = (change: Partial<ListQuery>): ListQuery => ({
  scope: 'A@0',
  list: 'ALL',
  range: everything,
  newestFirst: true,
  facet: '',
  words: [],
  exact: [],
  pageSize: 50,
  pageToken: '',
  ...change,
});

function entry(id: string, change: Partial<IndexEntry> = {}): IndexEntry {
  const at = change.at ?? 1_700_000_000_000 + Number(id);
  const day = `2025-06-${String((Number(id) % 28) + 1).padStart(2, '0')}`;
  return {
    id,
    version: 1,
    touched: at,
    scope: 'A@0',
    at,
    lists: [
      { name: 'ALL', key: `${at}|${id}`, day: '' },
      { name: 'OPEN', key: `${day}|${id}`, day },
    ],
    words: ['nguyen', 'van', `so${id}`],
    exact: [`H57.10-${id}`],
    facet: '1.004194',
    ...change,
  };
}

async function all(index: ListIndex, change: Partial<ListQuery>): Promise<string[]> {
  const found: string[] = [];
  let pageToken = '';
  do {
    const page = await index.page(question({ ...change, pageToken }));
    found.push(...page.ids);
    pageToken = page.nextPageToken;
  } while (pageToken !== '');
  return found;
}

const names = ['nguyen', 'nguyet', 'tran', 'van', 'thi', 'hoa'];
const anyEntry = fc
  .record({
    id: fc.integer({ min: 1, max: 40 }),
    version: fc.integer({ min: 1, max: 4 }),
    scope: fc.constantFrom('A@0', 'B@20250701'),
    at: fc.integer({ min: 1_700_000_000_000, max: 1_700_000_000_009 }),
    day: fc.integer({ min: 1, max: 9 }).map((day) => `2025-06-0${day}`),
    lists: fc.subarray(['ALL', 'OPEN', 'CLOSED']),
    words: fc.subarray(names),
    further: fc.subarray(['thon', 'xa', 'hoa']),
    facet: fc.constantFrom('', '1.004194', '2.000815'),
  })
  .map(({ id, day, lists, ...rest }) => ({
    ...rest,
    id: String(id),
    touched: rest.at,
    lists: lists.map((name) => ({ name, key: `${day}|${id}`, day })),
    exact: [`H57.10-${id}`],
  }));
const anyQuery = fc.record({
  scope: fc.constantFrom('A@0', 'B@20250701'),
  list: fc.constantFrom('ALL', 'OPEN', 'CLOSED'),
  range: fc.constantFrom(
    everything,
    { from: '2025-06-03', to: '2025-06-06' },
    { from: '', to: '2025-06-04' },
  ),
  newestFirst: fc.boolean(),
  facet: fc.constantFrom('', '1.004194'),
  words: fc.subarray(['nguy', 'nguyen', 'v', 'van', 'th', 'hoa', 'thon', 'xa'], { maxLength: 2 }),
  pageSize: fc.integer({ min: 1, max: 5 }),
});

/** What the index holds, worked out from scratch: of every aggregate its highest version, the last one told where two are equal. */
function heldOf(told: readonly IndexEntry[]): IndexEntry[] {
  const held = new Map<string, IndexEntry>();
  for (const one of told) if (one.version >= (held.get(one.id)?.version ?? 0)) held.set(one.id, one);
  return [...held.values()];
}

function matches(one: IndexEntry, query: Partial<ListQuery>, words = one.words): boolean {
  const place = one.lists.find(({ name }) => name === query.list);
  const { from, to } = query.range ?? everything;
  return (
    one.scope === query.scope &&
    place !== undefined &&
    place.key >= from &&
    (to === '' || place.key < to) &&
    (query.facet === '' || one.facet === query.facet) &&
    (query.words ?? []).every((word) => words.some((own) => own.startsWith(word)))
  );
}

test('lists, searches and counts: what a walk over all aggregates finds, page by page, each once', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyEntry, { maxLength: 60 }), anyQuery, async (told, query) => {
      const index = await open([], ':memory:');
      for (const one of told) index.put(one);
      const byWords = heldOf(told).filter((one) => matches(one, query));
      const further = heldOf(told).filter((one) =>
        matches(one, query, [...one.words, ...(one.further ?? [])]),
      );
      const expected = byWords.length > 0 ? byWords : further;
      const found = await all(index, query);
      expect((await index.page(question(query))).isFurther).toBe(
        query.words.length > 0 && byWords.length === 0,
      );
      expect([...found].sort()).toEqual(expected.map(({ id }) => id).sort());
      const keyOf = (id: string): string =>
        expected.find((one) => one.id === id)?.lists.find(({ name }) => name === query.list)?.key ?? '';
      const keys = found.map(keyOf);
      if (query.words.length === 0)
        expect(keys).toEqual(query.newestFirst ? [...keys].sort().reverse() : [...keys].sort());
      else {
        const times = found.map((id) => expected.find((one) => one.id === id)?.at ?? 0);
        expect(times).toEqual([...times].sort((a, b) => b - a));
      }
      const counted = heldOf(told).filter((one) =>
        matches(one, { scope: query.scope, list: query.list, range: query.range, facet: '' }),
      );
      const { from, to } = query.range;
      expect(await index.count([{ scope: query.scope, list: query.list, from, to }])).toEqual([
        counted.length,
      ]);
      await index.stop();
    }),
    { seed, numRuns: 50 },
  );
});

test('a search: a whole value finds its aggregate alone, another unit’s is never found', async () => {
  const index = await open([entry('1'), entry('2'), entry('3', { scope: 'B@0' })]);
  expect(await all(index, { exact: ['H57.10-2'] })).toEqual(['2']);
  expect(await all(index, { exact: ['H57.10-3'] })).toEqual([]);
  expect(await all(index, { words: ['so3'] })).toEqual([]);
});

test.each(['"', 'a" OR keys : "s:B@0', '*', 'nguyen"', '^', 'NEAR(a b)', ''])(
  'a search: the word %j is a word and nothing of the question’s language',
  async (word) => {
    const index = await open([entry('1'), entry('2', { scope: 'B@0' })]);
    const found = await all(index, { words: ['van', word] }).catch((error: unknown) => error);
    expect(Array.isArray(found) ? found : []).not.toContain('2');
    expect(found).not.toBeInstanceOf(Error);
  },
);

test('who asks after a write finds it', async () => {
  const index = await open([entry('1')]);
  index.put(entry('2'));
  expect(await all(index, {})).toEqual(['2', '1']);
});

test('a start: finds what was written after the file was last told, and holds what it held', async () => {
  const file = newFile();
  const store = [entry('1'), entry('2')];
  await (await open(store, file)).stop();
  store.push(entry('3'));
  store[0] = { ...entry('1'), version: 2, touched: entry('3').touched, lists: [] };
  expect(await all(await open(store, file), {})).toEqual(['3', '2']);
});

test('a start: what is put before it, or while it breaks off, does not hide what came before', async () => {
  const file = newFile();
  const late = 2_000_000_000_000;
  await (await open([entry('1')], file)).stop();
  const broken = createListIndex({
    file,
    shape: 1,
    async *entriesSince() {
      yield [{ ...entry('4'), touched: late }];
      throw new Error('the database went away');
    },
    failed: rethrow,
    missed: rethrow,
  });
  broken.put({ ...entry('3'), touched: late });
  await expect(broken.start(false)).rejects.toThrow('went away');
  await broken.stop();
  const store = ['1', '2', '3', '4'].map((id) => entry(id));
  expect(await all(await open(store, file), {})).toEqual(['4', '3', '2', '1']);
});

test('a start: of a store that was restored, everything is read again; one that is swapped while it runs, too', async () => {
  const file = newFile();
  const before = await open([entry('1'), { ...entry('2'), version: 3, lists: [] }], file);
  before.put({ ...entry('3'), touched: 2_000_000_000_000 });
  expect(await all(before, {})).toEqual(['3', '1']);
  await before.stop();
  const store = [entry('1'), entry('2')];
  const restored = await open(store, file);
  expect(await all(restored, {})).toEqual(['2', '1']);
  expect(await restored.count([{ scope: 'A@0', list: 'ALL', from: '', to: '' }])).toEqual([2]);
  store.pop();
  await restored.rebuild();
  expect(await all(restored, {})).toEqual(['1']);
});

test('a start: of a file that is damaged, or of another shape, everything is read again', async () => {
  const file = newFile();
  await (await open([entry('1')], file)).stop();
  await (await open([entry('1'), entry('2')], file, 2)).stop();
  writeFileSync(file, 'not a database at all, '.repeat(400));
  rmSync(`${file}-wal`, { force: true });
  expect(await all(await open([entry('1'), entry('2')], file, 2), {})).toEqual(['2', '1']);
});

test('a build that was broken off is begun again from everything', async () => {
  const file = newFile();
  const store = [entry('1'), entry('2')];
  const broken = createListIndex({
    file,
    shape: 1,
    async *entriesSince() {
      yield [store[1] as IndexEntry];
      throw new Error('the database went away');
    },
    failed: () => undefined,
    missed: () => undefined,
  });
  opened.push(broken);
  await expect(broken.start(false)).rejects.toThrow('went away');
  const refused = await broken.page(question({})).catch((error: unknown) => error);
  expect((refused as Refusal).code).toBe('LISTS_BUILDING');
  await broken.stop();
  expect(await all(await open(store, file), {})).toEqual(['2', '1']);
});

test('a page token of another list is refused by its field', async () => {
  const index = await open([entry('1'), entry('2'), entry('3')]);
  const { nextPageToken } = await index.page(question({ pageSize: 1 }));
  const refused = await index
    .page(question({ list: 'OPEN', pageToken: nextPageToken }))
    .catch((error: unknown) => error);
  expect((refused as Refusal).fields).toEqual([
    expect.objectContaining({ field: 'page_token', rule: 'PAGE_TOKEN' }),
  ]);
});

test('a search within a range that leaves out thousands finds all of it, and holds nobody up', async () => {
  const store = Array.from({ length: 5_500 }, (_, index) => entry(String(index + 1)));
  const index = await open(store);
  const change = { words: ['nguyen'], range: { from: '', to: '1700000000003|' } };
  expect(await all(index, { ...change, pageSize: 1 })).toEqual(['2', '1']);
  const order: string[] = [];
  await Promise.all([
    index.page(question(change)).then(() => order.push('search')),
    index.count([{ scope: 'A@0', list: 'ALL', from: '', to: '' }]).then(() => order.push('count')),
  ]);
  expect(order).toEqual(['count', 'search']);
});
