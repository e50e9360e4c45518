import type { TableContents, TableName } from './directory-tables.ts';
import { ownedUnits } from './owned-units.ts';
import type { RegisteredSite } from './site-config.ts';

const site = (id: string, owns: string[]): RegisteredSite => ({
  id,
  name: id,
  parent: '',
  owns,
  publicKey: '',
});
const config = { site: 's1', sites: [site('s1', ['20116@0', '20119@0']), site('s2', ['20125@0'])] };

/** The directory's tables as a service holds them. */
const holding = (sites?: RegisteredSite[]): Parameters<typeof ownedUnits>[0] => ({
  names: () => (sites ? ['sites'] : []),
  table<N extends TableName>(): TableContents[N] {
    return { sites } as TableContents[N];
  },
});

describe('the units of a site', () => {
  test.each<[string, RegisteredSite[] | undefined, string[]]>([
    ['before any registry is held: the configured ones', undefined, ['20116@0', '20119@0']],
    ["listed: the registry's, more or fewer", [site('s1', ['20116@0', '20125@0'])], ['20116@0', '20125@0']],
    ['listed with none: none', [site('s1', []), site('s2', ['20125@0'])], []],
    ['not listed: the configured ones', [site('s2', ['20125@0'])], ['20116@0', '20119@0']],
    ['not listed, and one of its units given to another', [site('s2', ['20125@0', '20116@0'])], ['20119@0']],
  ])('%s', (_case, registry, units) => {
    expect(ownedUnits(holding(registry), config)).toEqual(units);
  });

  test('are none where the configuration does not name the site either', () => {
    expect(ownedUnits(holding([site('s2', [])]), { ...config, site: 's9' })).toEqual([]);
  });
});
