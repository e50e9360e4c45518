import { chmodSync, rmSync } from 'node:fs';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import type { IndexEntry, ListCount, ListPlace, PageQuestion, PageRow } from './entry.ts';

/** The index file, used by one thread. All calls block: a worker makes them. */
export interface IndexDatabase {
  /** Everything below this `touched` was taken; 0: the index has to be built from all aggregates. */
  watermark(): number;
  /** Takes entries in one transaction. One that is held as new or newer changes nothing. */
  put(entries: readonly IndexEntry[]): void;
  /** Says that everything written before was taken: from now on the watermark rises with each entry. */
  built(): void;
  /** Forgets everything: the store is another one than it was made from. */
  empty(): void;
  page(question: PageQuestion): PageRow[];
  count(counts: readonly ListCount[]): number[];
  close(): void;
}

const tables = `
  create table meta(name text primary key, value integer not null) without rowid;
  create table entries(place integer primary key, id text not null unique, version integer not null, scope text not null,
    facet text not null, lists text not null);
  create table lists(scope text, list text, facet text, key text, place integer,
    primary key(scope, list, facet, key, place)) without rowid;
  create table counts(scope text, list text, day text, number integer not null, primary key(scope, list, day)) without rowid;
  create virtual table search using fts5(words, keys, content='', contentless_delete=1, detail=column,
    tokenize="unicode61 remove_diacritics 0 tokenchars ':@.-/'", prefix='2 3 4 5 6 7');
`;

/** Places of one instant: more aggregates of one millisecond than this spill into the next. */
const placesPerMs = 2_048;

interface Held {
  place: number;
  version: number;
  scope: string;
  facet: string;
  lists: string;
}

/**
 * Opens or makes the index. One of another shape is emptied, and so is one that cannot be read.
 *
 * @param file path, or `:memory:`.
 * @param shape version of what entries are made of; raised when they are made otherwise.
 */
export function openIndexDatabase(file: string, shape: number): IndexDatabase {
  const db = openOrEmpty(file, shape);
  const statements = new Map<string, StatementSync>();
  const sql = (text: string): StatementSync => {
    const known = statements.get(text) ?? db.prepare(text);
    statements.set(text, known);
    return known;
  };
  const one = <T>(text: string, ...values: SQLInputValue[]): T | undefined =>
    sql(text).get(...values) as T | undefined;
  const run = (text: string, ...values: SQLInputValue[]): void => void sql(text).run(...values);
  const meta = (name: string): number =>
    one<{ value: number }>('select value from meta where name = ?', name)?.value ?? 0;
  const setMeta = (name: string, value: number): void =>
    run('insert or replace into meta values (?, ?)', name, value);

  // What is put before that is said tells nothing of what came before it.
  if (meta('built') === 1 && meta('from') === 0) setMeta('from', Math.max(1, meta('touched')));

  function take(entry: IndexEntry): void {
    const held = one<Held>('select place, version, scope, facet, lists from entries where id = ?', entry.id);
    if (held && held.version >= entry.version) return;
    if (held) forget(held);
    const place = held?.place ?? freePlace(entry.at);
    const { id, version, scope, facet, lists } = entry;
    run(
      'insert into entries values (?, ?, ?, ?, ?, ?)',
      place,
      id,
      version,
      scope,
      facet,
      JSON.stringify(lists),
    );
    for (const { name, key, day } of lists) {
      for (const narrowed of facetsOf(facet))
        run('insert into lists values (?, ?, ?, ?, ?)', scope, name, narrowed, key, place);
      run(
        'insert into counts values (?, ?, ?, 1) on conflict do update set number = number + 1',
        scope,
        name,
        day,
      );
    }
    const keys = [
      scopeKey(scope),
      ...facetsOf(facet).slice(1).map(facetKey),
      ...lists.map(({ name }) => listKey(name)),
      ...entry.exact.map(exactKey),
    ];
    run(
      'insert into search(rowid, words, keys) values (?, ?, ?)',
      place,
      entry.words.join(' '),
      keys.join(' '),
    );
  }

  function forget({ place, scope, facet, lists }: Held): void {
    run('delete from entries where place = ?', place);
    run('delete from search where rowid = ?', place);
    for (const { name, key, day } of JSON.parse(lists) as ListPlace[]) {
      for (const narrowed of facetsOf(facet))
        run(
          'delete from lists where scope = ? and list = ? and facet = ? and key = ? and place = ?',
          scope,
          name,
          narrowed,
          key,
          place,
        );
      run('update counts set number = number - 1 where scope = ? and list = ? and day = ?', scope, name, day);
      run('delete from counts where scope = ? and list = ? and day = ? and number = 0', scope, name, day);
    }
  }

  /** The place is the order of search results, so that a page is read in order and never sorted. */
  function freePlace(at: number): number {
    let place = Math.max(0, at) * placesPerMs;
    while (one('select 1 from entries where place = ?', place)) place += 1;
    return place;
  }

  function searched(question: PageQuestion): PageRow[] {
    const { list, range, after, limit } = question;
    const isBounded = range.from !== '' || range.to !== '';
    const rows = sql(`select search.rowid as place, entries.id as id, entries.lists as lists
      from search join entries on entries.place = search.rowid
      where search match ? and search.rowid < ? order by search.rowid desc`).iterate(
      matchOf(question),
      after === '' ? Number.MAX_SAFE_INTEGER : Number(after),
    ) as Iterable<{ place: number; id: string; lists: string }>;
    const found: PageRow[] = [];
    for (const { place, id, lists } of rows) {
      if (isBounded && !isWithin(JSON.parse(lists) as ListPlace[], list, range)) continue;
      found.push({ id, cursor: String(place) });
      if (found.length === limit) break;
    }
    return found;
  }

  function listed({ scope, list, facet, range, newestFirst, after, limit }: PageQuestion): PageRow[] {
    const above = newestFirst || after === '' ? range.from : after;
    const below = newestFirst && after !== '' ? after : range.to;
    const isAfter = !newestFirst && after !== '';
    return sql(`select entries.id as id, lists.key as cursor from lists join entries on entries.place = lists.place
      where lists.scope = ? and lists.list = ? and lists.facet = ? and lists.key ${isAfter ? '>' : '>='} ?
      ${below === '' ? '' : 'and lists.key < ?'} order by lists.key ${newestFirst ? 'desc' : 'asc'} limit ?`).all(
      scope,
      list,
      facet,
      above,
      ...(below === '' ? [] : [below]),
      limit,
    ) as unknown as PageRow[];
  }

  return {
    watermark: () => (meta('built') === 1 ? meta('from') || meta('touched') : 0),
    put(entries) {
      inTransaction(db, () => {
        for (const entry of entries) take(entry);
        setMeta('touched', Math.max(meta('touched'), ...entries.map(({ touched }) => touched)));
      });
    },
    built() {
      inTransaction(db, () => {
        setMeta('built', 1);
        setMeta('from', 0);
      });
    },
    empty() {
      inTransaction(db, () => {
        for (const name of ['search', 'counts', 'lists', 'entries', 'meta']) db.exec(`delete from ${name}`);
      });
    },
    page: (question) =>
      question.words.length + question.exact.length > 0 ? searched(question) : listed(question),
    count: (counts) =>
      counts.map(
        ({ scope, list, from, to }) =>
          one<{ total: number | null }>(
            `select sum(number) as total from counts where scope = ? and list = ? and day >= ? and day < ?`,
            scope,
            list,
            from,
            to === '' ? '\u{10ffff}' : to,
          )?.total ?? 0,
      ),
    close: () => db.close(),
  };
}

const facetsOf = (facet: string): string[] => (facet === '' ? [''] : ['', facet]);
const scopeKey = (scope: string): string => `s:${scope}`;
const listKey = (list: string): string => `l:${list}`;
const facetKey = (facet: string): string => `f:${facet}`;
const exactKey = (value: string): string => `x:${value.replace(/[^\p{L}\p{N}:@./-]/gu, '-')}`;
/** With `detail=column` a phrase can't be asked for: each part is a word of its own. */
const plainWords = (text: string): string[] => text.match(/[\p{L}\p{N}]+/gu) ?? [];
const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;

/** Whose list it is stands in the question itself: what another unit holds is never read and left out afterwards. */
function matchOf({ scope, list, facet, words, exact }: PageQuestion): string {
  const keys = [
    scopeKey(scope),
    listKey(list),
    ...facetsOf(facet).slice(1).map(facetKey),
    ...exact.map(exactKey),
  ];
  return [
    ...keys.map((key) => `keys : ${quoted(key)}`),
    ...words.flatMap(plainWords).map((word) => `words : ${quoted(word)}${word.length > 1 ? ' *' : ''}`),
  ].join(' AND ');
}

function isWithin(
  lists: readonly ListPlace[],
  list: string,
  { from, to }: { from: string; to: string },
): boolean {
  return lists.some(({ name, key }) => name === list && key >= from && (to === '' || key < to));
}

/** A file that cannot be read is no loss: it is made from the aggregates again. */
function openOrEmpty(file: string, shape: number): DatabaseSync {
  try {
    return open(file, shape);
  } catch {
    for (const end of ['', '-wal', '-shm']) rmSync(`${file}${end}`, { force: true });
    return open(file, shape);
  }
}

function open(file: string, shape: number): DatabaseSync {
  const db = new DatabaseSync(file);
  // It holds names and phone numbers, as the database does.
  if (file !== ':memory:') chmodSync(file, 0o600);
  db.exec(
    'pragma busy_timeout = 5000; pragma journal_mode = wal; pragma synchronous = normal; pragma cache_size = -16000',
  );
  const { user_version: held } = db.prepare('pragma user_version').get() as { user_version: number };
  if (held === shape) return db;
  inTransaction(db, () => {
    for (const name of ['search', 'counts', 'lists', 'entries', 'meta'])
      db.exec(`drop table if exists ${name}`);
    db.exec(tables);
    db.exec(`pragma user_version = ${shape}`);
  });
  return db;
}

function inTransaction(db: DatabaseSync, work: () => void): void {
  db.exec('begin immediate');
  try {
    work();
    db.exec('commit');
  } catch (error) {
    db.exec('rollback');
    throw error;
  }
}
