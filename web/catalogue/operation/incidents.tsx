import type { Incident } from '../../src/api/incidents.ts';
import { ToastProvider } from '../../src/design/index.ts';
import { Incidents } from '../../src/features/operation/incidents.tsx';
import { incidentsQuery, strandedQuery, undecidedQuery } from '../../src/features/operation/queries.ts';
import type { Examples } from '../examples.ts';
import { longUnit } from '../sample/names.ts';
import { Answered } from '../world.tsx';

const incident = (more: Partial<Incident> = {}): Incident => ({
  key: { channel: 'u2-tally-onestop', unit: '20116@0', id: '2025-06-30' },
  kind: 'marked',
  rev: 7,
  broke: 0,
  since: '2025-06-30T01:30:00Z',
  instances: [],
  jumpRev: 0,
  jumpHop: '',
  settledAt: '',
  seen: '',
  held: 3,
  wanted: 4,
  heldAt: [],
  reachedRev: 0,
  ...more,
});
const some = (incidents: Incident[]) => () => (
  <Answered
    to={[
      [incidentsQuery.queryKey, { incidents, isMore: false }],
      [undecidedQuery.queryKey, []],
      [strandedQuery.queryKey, []],
    ]}
  >
    <ToastProvider>
      <Incidents services={['reporting']} />
    </ToastProvider>
  </Answered>
);
const kinds = ['marked', 'jump', 'stub', 'contested', 'twin', 'lacking', 'past_missing', 'stranded'] as const;

export const examples: Examples = {
  states: {
    '0 rows': some([]),
    '1 row': some([incident()]),
    'every kind': some(
      kinds.map((kind) => incident({ kind, heldAt: ['s482', 's46'], instances: ['a', 'b'] })),
    ),
    '500 rows': some(
      Array.from({ length: 500 }, (_, index) =>
        incident({
          kind: 'jump',
          jumpHop: `s${index}`,
          key: { channel: 'd3-directory', unit: `${index}@0`, id: 'units' },
        }),
      ),
    ),
    'long names': some([incident({ kind: 'stub', heldAt: Array.from({ length: 9 }, () => longUnit) })]),
    'settled elsewhere': some([incident({ settledAt: 's482' })]),
    offline: () => (
      <ToastProvider>
        <Incidents services={['reporting']} />
      </ToastProvider>
    ),
  },
};
