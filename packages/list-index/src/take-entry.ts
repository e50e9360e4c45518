import type { IndexEntry, ListPlace } from './entry.ts';
import { exactKey, facetKey, facetsOf, listKey, scopeKey } from './search-keys.ts';
import type { Statements } from './statements.ts';

/** Places of one instant: more aggregates of one millisecond than this spill into the next. */
const placesPerMs = 2_048;

interface Held {
  place: number;
  version: number;
  scope: string;
  facet: string;
  lists: string;
}

/** Takes an entry; one that is held as newer changes nothing. */
export function takeEntry(statements: Statements, entry: IndexEntry): void {
  const { one, run } = statements;
  const held = one<Held>('select place, version, scope, facet, lists from entries where id = ?', entry.id);
  if (held && held.version > entry.version) return;
  if (held) forget(statements, held);
  const place = held?.place ?? freePlace(statements, entry.at);
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
    'insert into search(rowid, words, further, keys) values (?, ?, ?, ?)',
    place,
    entry.words.join(' '),
    (entry.further ?? []).join(' '),
    keys.join(' '),
  );
}

function forget({ run }: Statements, { place, scope, facet, lists }: Held): void {
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
function freePlace({ one }: Statements, at: number): number {
  let place = Math.max(0, at) * placesPerMs;
  while (one('select 1 from entries where place = ?', place)) place += 1;
  return place;
}
