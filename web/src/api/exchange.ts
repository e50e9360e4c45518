import { tallyChannel } from '@lienthong/domain';
import * as exchange from '../gen/exchange.ts';
import { call } from './call.ts';
import { type ShortName, shortName } from './short-name.ts';

export type { SitesDifference } from '../gen/common.ts';
export type {
  CheckClockResponse as ClockCheck,
  GetConfirmationResponse_Level as ConfirmationLevel,
  ListNeighboursResponse as Neighbours,
  Neighbour,
} from '../gen/exchange.ts';

export type IncidentKind = ShortName<'INCIDENT_KIND', exchange.IncidentKind>;
export type IncidentAction = Exclude<ShortName<'INCIDENT_ACTION', exchange.IncidentAction>, 'other'>;
export type Incident = Omit<exchange.Incident, 'kind'> & { kind: IncidentKind };
/** `isMore`: not all of some kinds are listed. */
export type Incidents = Omit<exchange.ListIncidentsResponse, 'incidents'> & { incidents: Incident[] };

const actionOf = (action: IncidentAction): exchange.IncidentAction =>
  `INCIDENT_ACTION_${action.toUpperCase() as Uppercase<IncidentAction>}`;

export const listNeighbours = (signal?: AbortSignal): Promise<exchange.ListNeighboursResponse> =>
  call(exchange.listNeighbours, {}, signal);

/** Whether the site's clock can be trusted to date a dossier. `differs` is absent while the clocks agree, or nobody has said what time it is. */
export const checkClock = (signal?: AbortSignal): Promise<exchange.CheckClockResponse> =>
  call(exchange.checkClock, {}, signal);

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

/** Which levels above hold the unit's numbers of a day. */
export async function getTallyConfirmation(
  unit: string,
  day: string,
  signal?: AbortSignal,
): Promise<exchange.GetConfirmationResponse_Level[]> {
  const key = { channel: tallyChannel('onestop'), unit, id: day };
  return (await call(exchange.getConfirmation, { key }, signal)).levels;
}
