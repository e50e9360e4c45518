import { matches } from '../../design/match-options.ts';
import { type Find, firstOf } from '../../shared/search.ts';
import { subtreeQuery } from '../../shared/subtree.ts';

/** Units below, by name or code, each at its row of the board. */
export const find: Find = async ({ text, session, queries }) => {
  const units = await queries.fetchQuery(subtreeQuery(session));
  const nameOf = (key: string): string => units.find((unit) => unit.key === key)?.name ?? '';
  return firstOf(
    units
      .filter(({ key, name, code }) => key !== session.homeUnit.key && matches(`${name} ${code}`, text))
      .map(({ key, name, code, parent }) => ({
        id: key,
        title: `${name} · ${code}`,
        note: nameOf(parent),
        href: `/board#${key}`,
        exact: code === text,
      })),
  );
};
