import type { ListPlace, PageQuestion, PageRow, PageRows } from './entry.ts';
import { exactKey, facetKey, facetsOf, listKey, scopeKey } from './search-keys.ts';
import type { Statements } from './statements.ts';

/** One question holds up all others of the thread: beyond so many rows its asker asks again. */
const mostRead = 1_000;

/** A page of a list in its order, or of a search the newest first. */
export function readPage(statements: Statements, question: PageQuestion): PageRows {
  return question.words.length + question.exact.length > 0
    ? searched(statements, question)
    : { rows: listed(statements, question), stoppedAt: '' };
}

function searched({ sql }: Statements, question: PageQuestion): PageRows {
  const { list, range, after, limit } = question;
  const isBounded = range.from !== '' || range.to !== '';
  const rows = sql(`select search.rowid as place, entries.id as id, entries.lists as lists
    from search join entries on entries.place = search.rowid
    where search match ? and search.rowid < ? order by search.rowid desc`).iterate(
    matchOf(question),
    after === '' ? Number.MAX_SAFE_INTEGER : Number(after),
  ) as Iterable<{ place: number; id: string; lists: string }>;
  const found: PageRow[] = [];
  let read = 0;
  for (const { place, id, lists } of rows) {
    const cursor = String(place);
    read += 1;
    if (!isBounded || isWithin(JSON.parse(lists) as ListPlace[], list, range)) found.push({ id, cursor });
    if (found.length === limit) break;
    if (read === mostRead) return { rows: found, stoppedAt: cursor };
  }
  return { rows: found, stoppedAt: '' };
}

function listed(
  { sql }: Statements,
  { scope, list, facet, range, newestFirst, after, limit }: PageQuestion,
): PageRow[] {
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

/** With `detail=column` a phrase can't be asked for: each part is a word of its own. */
const plainWords = (text: string): string[] => text.match(/[\p{L}\p{N}]+/gu) ?? [];
const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;

/** Whose list it is stands in the question itself: what another unit holds is never read and left out afterwards. */
function matchOf({ scope, list, facet, words, isFurther, exact }: PageQuestion): string {
  const columns = isFurther ? '{words further}' : 'words';
  const keys = [
    scopeKey(scope),
    listKey(list),
    ...facetsOf(facet).slice(1).map(facetKey),
    ...exact.map(exactKey),
  ];
  return [
    ...keys.map((key) => `keys : ${quoted(key)}`),
    ...words.flatMap(plainWords).map((word) => `${columns} : ${quoted(word)} *`),
  ].join(' AND ');
}

function isWithin(
  lists: readonly ListPlace[],
  list: string,
  { from, to }: { from: string; to: string },
): boolean {
  return lists.some(({ name, key }) => name === list && key >= from && (to === '' || key < to));
}
