import type { Site } from '../../src/api/directory.ts';
import { SitesScreen } from '../../src/features/sites/sites-screen.tsx';
import { registryQuery } from '../../src/shared/site-names.ts';
import { subtreeQuery } from '../../src/shared/subtree.ts';
import type { Examples } from '../examples.ts';
import { longUnit } from '../sample/names.ts';
import { session } from '../sample/session.ts';
import { Answered } from '../world.tsx';

const site = (id: string, name: string, more: Partial<Site> = {}): Site => ({
  id,
  name,
  parent: 's46',
  owns: [],
  publicKey: '',
  successor: '',
  ...more,
});
const top = site('s46', 'Thành phố Huế', { parent: '', owns: ['46@0'] });
const below = (count: number, nameOf = (index: number) => `Xã ${index + 1}`): Site[] =>
  Array.from({ length: count }, (_, index) =>
    site(`s${index + 1}`, nameOf(index), {
      owns: [`${index + 1}@0`],
      successor: index % 3 === 0 ? 's46' : '',
    }),
  );

const some =
  (sites: Site[], incidents: object[] = []) =>
  () => (
    <Answered
      to={[
        [registryQuery.queryKey, { sites, former: [] }],
        [subtreeQuery(session).queryKey, []],
        [['incidents'], { incidents, isMore: false }],
      ]}
    >
      <SitesScreen />
    </Answered>
  );

export const examples: Examples = {
  // A screen has one heading of the first level and one main part.
  isAlone: true,
  states: {
    '0 rows': some([]),
    few: some([top, ...below(3), site('s9', 'Huyện Phú Lộc')]),
    '500 rows': some([top, ...below(500)]),
    'long names': some([top, ...below(2, (index) => `${longUnit} ${index}`)]),
    'registry restored': some([top, ...below(1)], [{ kind: 'registry_restored' }]),
    offline: () => <SitesScreen />,
  },
};
