import { matches } from '../../design/match-options.ts';
import { unitNameIn } from '../../shared/operating/unit-names.ts';
import { type Find, firstOf } from '../../shared/search.ts';
import { registryQuery } from '../../shared/site-names.ts';
import { subtreeQuery } from '../../shared/subtree.ts';

/** Sites by name, id, or a unit that they write. */
export const find: Find = async ({ text, session, queries }) => {
  const [{ sites }, units] = await Promise.all([
    queries.fetchQuery(registryQuery),
    queries.fetchQuery(subtreeQuery(session)).catch(() => undefined),
  ]);
  return firstOf(
    sites
      .map(({ id, name, owns }) => ({
        id,
        title: `${name} (${id})`,
        note: owns.map((unit) => unitNameIn(units, unit)).join(', '),
        href: `/sites#${id}`,
        exact: id === text,
      }))
      .filter(({ title, note }) => matches(`${title} ${note}`, text)),
  );
};
