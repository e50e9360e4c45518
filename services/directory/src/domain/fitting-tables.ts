import { type LocalDay, Refusal } from '@lienthong/domain';
import { checkTable, tablesInForce } from './check-table.ts';
import type { TableContent } from './table.ts';

/**
 * Which of several new tables keep the rules of a published one, once all of these are in force. A table whose partner is refused may be
 * refused with it: the ones before fit each other.
 *
 * @param held the tables as they are, by name; a new one may have none before it.
 * @returns names; of the others, why not.
 */
export function fittingTables(
  news: ReadonlyMap<string, TableContent>,
  held: ReadonlyMap<string, TableContent>,
  { province, today }: { province: string; today: LocalDay },
): { fitting: ReadonlySet<string>; refused: ReadonlyMap<string, Refusal> } {
  const fitting = new Set(news.keys());
  const refused = new Map<string, Refusal>();
  for (let isSettled = false; !isSettled; ) {
    isSettled = true;
    for (const name of fitting) {
      const content = news.get(name) as TableContent;
      const refusal = refusalOf(() =>
        checkTable(
          name,
          content,
          tablesInForce(
            (other) => (other !== name && fitting.has(other) ? news.get(other) : held.get(other)),
            province,
          ),
          today,
        ),
      );
      if (!refusal) continue;
      fitting.delete(name);
      refused.set(name, refusal);
      isSettled = false;
    }
  }
  return { fitting, refused };
}

function refusalOf(check: () => void): Refusal | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}
