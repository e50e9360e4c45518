import type { listStranded } from '../../api/directory.ts';
import type { Incidents } from '../../api/incidents.ts';
import type { UndecidedUnit } from '../../api/reporting.ts';
import type { Counted } from '../../shared/feature.ts';
import { groupIncidents } from './group-incidents.ts';
import { undecidedKinds } from './queries.ts';

/** What each list says; absent: not known. */
interface Lists {
  incidents: Incidents | undefined;
  undecided: readonly UndecidedUnit[] | undefined;
  stranded: Awaited<ReturnType<typeof listStranded>> | undefined;
}

/** Lines that wait for a decision. A list that is not known, or cut off, takes none of the others away. */
export function countLines({ incidents, undecided, stranded }: Lists, site: string): Counted {
  const counts = [
    incidents && groupIncidents(incidents.incidents).length,
    undecided?.flatMap(undecidedKinds).length,
    // What lies at this site is among its incidents.
    stranded?.filter((one) => one.site !== site).length,
  ];
  return {
    least: counts.reduce<number>((sum, n) => sum + (n ?? 0), 0),
    isExact: !counts.includes(undefined) && !incidents?.isMore,
  };
}
