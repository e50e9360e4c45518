import { tallyChannel } from '@lienthong/domain';
import type { SitesDifferenceJson } from '../gen/lienthong/common/v1/sites_difference_pb.ts';
import type {
  CheckClockResponseJson,
  GetConfirmationResponse_LevelJson,
  GetConfirmationResponseJson,
  IncidentActionJson,
  IncidentJson,
  ListIncidentsResponseJson,
  ListNeighboursResponseJson,
  NeighbourJson,
} from '../gen/lienthong/exchange/v1/exchange_pb.ts';
import { call } from './call.ts';
import type { Filled } from './filled.ts';

export type Neighbour = Filled<NeighbourJson>;
export type Neighbours = Filled<ListNeighboursResponseJson>;
/** `differs` is absent while the clocks agree, or nobody has said what time it is. */
export type ClockCheck = Filled<CheckClockResponseJson>;
export type Incident = Filled<IncidentJson>;
/** `isMore`: not all of some kinds are listed. */
export type Incidents = Filled<ListIncidentsResponseJson>;
export type ConfirmationLevel = Filled<GetConfirmationResponse_LevelJson>;
export type SitesDifference = Filled<SitesDifferenceJson>;
export type IncidentAction =
  | 'lift'
  | 'adopt'
  | 'delete'
  | 'accept'
  | 'dismiss'
  | 'keep'
  | 'entered'
  | 'no_more'
  | 'take_back'
  | 'publish';

const actions: Record<IncidentAction, IncidentActionJson> = {
  lift: 'INCIDENT_ACTION_LIFT',
  adopt: 'INCIDENT_ACTION_ADOPT',
  delete: 'INCIDENT_ACTION_DELETE',
  accept: 'INCIDENT_ACTION_ACCEPT',
  dismiss: 'INCIDENT_ACTION_DISMISS',
  keep: 'INCIDENT_ACTION_KEEP',
  entered: 'INCIDENT_ACTION_ENTERED',
  take_back: 'INCIDENT_ACTION_TAKE_BACK',
  publish: 'INCIDENT_ACTION_PUBLISH',
  no_more: 'INCIDENT_ACTION_NO_MORE',
};

const service = 'lienthong.exchange.v1.ExchangeService';

export const listNeighbours = (signal?: AbortSignal): Promise<Neighbours> =>
  call(`${service}/ListNeighbours`, {}, signal);

/** Whether the site's clock can be trusted to date a dossier. */
export const checkClock = (signal?: AbortSignal): Promise<ClockCheck> =>
  call(`${service}/CheckClock`, {}, signal);

export const listIncidents = (signal?: AbortSignal): Promise<Incidents> =>
  call(`${service}/ListIncidents`, {}, signal);

/** Decides about the incident as it was seen: one that has changed since is refused. */
export async function resolveIncident(
  { key, seen }: Incident,
  action: IncidentAction,
  reason: string,
): Promise<void> {
  await call(`${service}/ResolveIncident`, { key, action: actions[action], reason, seen });
}

/** Which levels above hold the unit's numbers of a day. */
export async function getTallyConfirmation(
  unit: string,
  day: string,
  signal?: AbortSignal,
): Promise<ConfirmationLevel[]> {
  const key = { channel: tallyChannel('onestop'), unit, id: day };
  return (await call<Filled<GetConfirmationResponseJson>>(`${service}/GetConfirmation`, { key }, signal))
    .levels;
}
