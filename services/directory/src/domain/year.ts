import type { CalendarLayer, CalendarScope, CalendarStatus, DayKind } from '@lienthong/legal-clock';

/** A year's calendar as people read it. */
export interface Year {
  year: number;
  status: CalendarStatus;
  days: { day: string; kind: DayKind; name: string; source: string }[];
  hours: {
    scope: CalendarScope['kind'];
    scopeCode: string;
    from: string;
    to: string;
    seasonFrom: string;
    seasonTo: string;
    weekdays: number[];
    spans: string[];
    source: string;
  }[];
}

/** The named days of a year, by day, and the hours rules that are in force in some part of it. `OFFICIAL` only when every layer that names a day is. */
export function readYear(year: number, layers: readonly CalendarLayer[]): Year {
  const first = `${year}-01-01`;
  const last = `${year}-12-31`;
  const naming = layers.filter(({ covers, days }) => covers || days.length > 0);
  return {
    year,
    status: naming.every(({ status }) => status === 'OFFICIAL') ? 'OFFICIAL' : 'PROVISIONAL',
    days: naming
      .flatMap(({ days }) => days)
      .filter(({ date }) => date >= first && date <= last)
      .map(({ date, kind, name, source }) => ({ day: date, kind, name, source }))
      .sort((a, b) => (a.day < b.day ? -1 : 1)),
    hours: layers.flatMap(({ scope, hours }) =>
      hours
        .filter(({ from, to }) => from <= last && (to === undefined || to >= first))
        .map(({ from, to, season, weekdays, spans, source }) => ({
          scope: scope.kind,
          scopeCode: scope.kind === 'NATION' ? '' : scope.code,
          from,
          to: to ?? '',
          seasonFrom: season?.from ?? '',
          seasonTo: season?.to ?? '',
          weekdays: [...weekdays],
          spans: [...spans],
          source,
        })),
    ),
  };
}
