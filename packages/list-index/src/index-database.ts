import { chmodSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import type { IndexEntry, ListCount, PageQuestion, PageRows } from './entry.ts';
import { readPage } from './read-page.ts';
import { createStatements } from './statements.ts';
import { takeEntry } from './take-entry.ts';

/** The index file, used by one thread. All calls block: a worker makes them. */
export interface IndexDatabase {
  /** Everything below this `touched` was taken; 0: the index has to be built from all aggregates. */
  watermark(): number;
  /** Takes entries in one transaction. One that is held as newer changes nothing. */
  put(entries: readonly IndexEntry[]): void;
  /** Says that everything written before was taken: from now on the watermark rises with each entry. */
  built(): void;
  /** Forgets everything: the store is another one than it was made from. */
  empty(): void;
  page(question: PageQuestion): PageRows;
  count(counts: readonly ListCount[]): number[];
  close(): void;
}

/** Raised with the tables: a file of other ones is built again. */
const tablesVersion = 3;
const versionOf = (shape: number): number => tablesVersion * 100_000 + shape;

const tables = `
  create table meta(name text primary key, value integer not null) without rowid;
  create table entries(place integer primary key, id text not null unique, version integer not null, scope text not null,
    facet text not null, lists text not null);
  create table lists(scope text, list text, facet text, key text, place integer,
    primary key(scope, list, facet, key, place)) without rowid;
  create table counts(scope text, list text, day text, number integer not null, primary key(scope, list, day)) without rowid;
  create virtual table search using fts5(words, further, keys, content='', contentless_delete=1, detail=column,
    tokenize="unicode61 remove_diacritics 0 tokenchars ':@.-/'", prefix='1 2 3 4 5 6 7');
`;

/**
 * Opens or makes the index. One of another shape is emptied, and so is one that cannot be read.
 *
 * @param file path, or `:memory:`.
 * @param shape version of what entries are made of; raised when they are made otherwise.
 */
export function openIndexDatabase(file: string, shape: number): IndexDatabase {
  const db = openOrEmpty(file, shape);
  const statements = createStatements(db);
  const { one, run } = statements;
  const meta = (name: string): number =>
    one<{ value: number }>('select value from meta where name = ?', name)?.value ?? 0;
  const setMeta = (name: string, value: number): void =>
    run('insert or replace into meta values (?, ?)', name, value);

  // What is put before that is said tells nothing of what came before it.
  if (meta('built') === 1 && meta('from') === 0) setMeta('from', Math.max(1, meta('touched')));

  return {
    watermark: () => (meta('built') === 1 ? meta('from') || meta('touched') : 0),
    put(entries) {
      inTransaction(db, () => {
        for (const entry of entries) takeEntry(statements, entry);
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
    page: (question) => readPage(statements, question),
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
  // It holds names, addresses, phone and identity numbers, as the database does.
  if (file !== ':memory:') chmodSync(file, 0o600);
  db.exec(
    'pragma busy_timeout = 5000; pragma journal_mode = wal; pragma synchronous = normal; pragma cache_size = -16000',
  );
  const { user_version: held } = db.prepare('pragma user_version').get() as { user_version: number };
  if (held === versionOf(shape)) return db;
  inTransaction(db, () => {
    for (const name of ['search', 'counts', 'lists', 'entries', 'meta'])
      db.exec(`drop table if exists ${name}`);
    db.exec(tables);
    db.exec(`pragma user_version = ${versionOf(shape)}`);
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
