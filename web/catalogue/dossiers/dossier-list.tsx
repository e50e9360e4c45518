import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query';
import { ApiFailure } from '../../src/api/failure.ts';
import type { Dossier } from '../../src/api/onestop.ts';
import { DossierList } from '../../src/features/dossiers/list/dossier-list.tsx';
import { inGroups } from '../../src/features/dossiers/list/due-groups.ts';
import { useSelection } from '../../src/features/dossiers/list/use-selection.ts';
import type { ListedPage } from '../../src/features/dossiers/queries.ts';
import type { Examples } from '../examples.ts';
import { dossier, longDossier, manyDossiers, standings } from '../sample/dossiers.ts';

type Query = UseInfiniteQueryResult<InfiniteData<ListedPage>>;

interface Shown {
  rows?: readonly Dossier[];
  query?: Partial<Query>;
  isGrouped?: boolean;
  isChoosing?: boolean;
  isStale?: boolean;
  search?: string;
  filter?: 'DOSSIER_FILTER_OPEN' | 'DOSSIER_FILTER_LATE';
}

function List({
  rows = [],
  query = {},
  isGrouped = false,
  isChoosing = false,
  isStale = false,
  search = '',
  filter = 'DOSSIER_FILTER_OPEN',
}: Shown) {
  const selection = useSelection(rows);
  return (
    <DossierList
      query={{ error: null, isPending: false, hasNextPage: false, ...query } as Query}
      rows={rows}
      groups={isGrouped ? inGroups(rows, false) : undefined}
      selection={isChoosing ? selection : undefined}
      isStale={isStale}
      filter={filter}
      search={search}
      openId="d1"
      onClear={() => undefined}
    />
  );
}

const some = (shown: Shown) => () => (
  <div className="in-surface">
    <List {...shown} />
  </div>
);
const five = Object.values(standings).map((standing, index) => ({ ...standing, id: `d${index}` }));
const silence = new ApiFailure('unreachable', 'UNREACHABLE', 'no answer');

export const examples: Examples = {
  // Words of what failed are fetched when something fails.
  ready: '[data-state=offline] p, [data-state=offline] [role=alert] div:not(:empty)',
  states: {
    '0 rows': some({}),
    '0 rows of a filter': some({ filter: 'DOSSIER_FILTER_LATE' }),
    '0 rows found': some({ search: 'khong co ai' }),
    '1 row': some({ rows: [dossier()] }),
    'every standing': some({ rows: five }),
    'to be chosen from': some({ rows: five, isChoosing: true }),
    '500 rows': some({ rows: manyDossiers(500), isGrouped: true, isChoosing: true }),
    'long names': some({ rows: [longDossier] }),
    more: some({ rows: five, query: { hasNextPage: true } }),
    'of an older question': some({ rows: five, isStale: true }),
    loading: some({ query: { isPending: true } }),
    offline: some({ query: { error: silence } }),
  },
};
