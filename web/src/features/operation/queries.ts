import { queryOptions } from '@tanstack/react-query';
import { listDeadLetters } from '../../api/dead-letters.ts';
import { listStranded } from '../../api/directory.ts';
import { type Incident, listIncidents } from '../../api/incidents.ts';
import { listUndecided, type UndecidedUnit } from '../../api/reporting.ts';

const freshMs = 10_000;

export const incidentsQuery = queryOptions({
  queryKey: ['incidents'],
  queryFn: ({ signal }) => listIncidents(signal),
  refetchInterval: freshMs,
});

export const undecidedQuery = queryOptions({
  queryKey: ['undecided'],
  queryFn: ({ signal }) => listUndecided(signal),
  refetchInterval: freshMs,
});

export const strandedQuery = queryOptions({
  queryKey: ['stranded'],
  queryFn: ({ signal }) => listStranded(signal),
  refetchInterval: freshMs,
});

/** Of one service, the newest pages: one that is away hides no other's. Read together, so that what comes and goes leaves no gap. */
export const deadLettersQuery = (service: string, pages = 1) =>
  queryOptions({
    queryKey: ['dead-letters', service, pages],
    queryFn: ({ signal }) => listDeadLetters(service, pages, signal),
    // The more is read each time, the less often.
    refetchInterval: freshMs * pages,
  });

/** What a line of the list is called in the page's address. */
export const groupId = ([one]: readonly Incident[]): string =>
  `${one?.kind}/${one?.key?.channel}/${one?.key?.unit}/${one?.jumpHop}/${one?.key?.id}`;
export const undecidedId = (
  { unit, channel }: UndecidedUnit,
  kind: 'history_missing' | 'lost_facts',
): string => `${kind}/${channel}/${unit}`;
/** The kinds of lines that a unit has. */
export const undecidedKinds = ({ missingTotal, lostFacts }: UndecidedUnit) => [
  ...(missingTotal > 0 ? (['history_missing'] as const) : []),
  ...(lostFacts > 0 ? (['lost_facts'] as const) : []),
];
export const linkId = (site: string): string => `link/${site}`;
