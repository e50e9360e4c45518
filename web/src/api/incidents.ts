import * as exchange from '../gen/exchange.ts';
import { call } from './call.ts';
import { type ShortName, shortName } from './short-name.ts';

export type { SitesDifference } from '../gen/common.ts';

export type IncidentKind = ShortName<'INCIDENT_KIND', exchange.IncidentKind>;
export type IncidentAction = Exclude<ShortName<'INCIDENT_ACTION', exchange.IncidentAction>, 'other'>;
export type Incident = Omit<exchange.Incident, 'kind'> & { kind: IncidentKind };
/** `isMore`: not all of some kinds are listed. */
export type Incidents = Omit<exchange.ListIncidentsResponse, 'incidents'> & { incidents: Incident[] };

const actionOf = (action: IncidentAction): exchange.IncidentAction =>
  `INCIDENT_ACTION_${action.toUpperCase() as Uppercase<IncidentAction>}`;

export async function listIncidents(signal?: AbortSignal): Promise<Incidents> {
  const found = await call(exchange.listIncidents, {}, signal);
  const named = found.incidents.map((one) => ({ ...one, kind: shortName('INCIDENT_KIND', one.kind) }));
  return { ...found, incidents: named };
}

/** Decides about the incident as it was seen: one that has changed since is refused. */
export async function resolveIncident(
  { key, seen }: Incident,
  action: IncidentAction,
  reason: string,
): Promise<void> {
  await call(exchange.resolveIncident, { key, action: actionOf(action), reason, seen });
}
