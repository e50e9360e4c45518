import { tallyChannel } from '@lienthong/domain';
import type { SitesDifferenceJson } from '../gen/lienthong/common/v1/sites_difference_pb.ts';
import type {
  CheckClockResponseJson,
  GetConfirmationResponse_LevelJson,
  GetConfirmationResponseJson,
  IncidentActionJson,
  IncidentJson,
  IncidentKindJson,
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
export type IncidentKind =
  | 'marked'
  | 'stub'
  | 'contested'
  | 'stranded'
  | 'lacking'
  | 'jump'
  | 'registry_restored'
  | 'registry_differs'
  | 'twin'
  | 'past_missing'
  | 'other';
export type Incident = Omit<Filled<IncidentJson>, 'kind'> & { kind: IncidentKind };
/** `isMore`: not all of some kinds are listed. */
export type Incidents = Omit<Filled<ListIncidentsResponseJson>, 'incidents'> & { incidents: Incident[] };
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

/** By these names decisions are kept, and the guide has its parts. */
const kinds: Record<IncidentKindJson, IncidentKind> = {
  INCIDENT_KIND_UNSPECIFIED: 'other',
  INCIDENT_KIND_MARKED: 'marked',
  INCIDENT_KIND_STUB: 'stub',
  INCIDENT_KIND_CONTESTED: 'contested',
  INCIDENT_KIND_STRANDED: 'stranded',
  INCIDENT_KIND_LACKING: 'lacking',
  INCIDENT_KIND_JUMP: 'jump',
  INCIDENT_KIND_REGISTRY_RESTORED: 'registry_restored',
  INCIDENT_KIND_REGISTRY_DIFFERS: 'registry_differs',
  INCIDENT_KIND_TWIN: 'twin',
  INCIDENT_KIND_PAST_MISSING: 'past_missing',
};

const service = 'lienthong.exchange.v1.ExchangeService';

export const listNeighbours = (signal?: AbortSignal): Promise<Neighbours> =>
  call(`${service}/ListNeighbours`, {}, signal);

/** Whether the site's clock can be trusted to date a dossier. */
export const checkClock = (signal?: AbortSignal): Promise<ClockCheck> =>
  call(`${service}/CheckClock`, {}, signal);

export async function listIncidents(signal?: AbortSignal): Promise<Incidents> {
  const found = await call<Filled<ListIncidentsResponseJson>>(`${service}/ListIncidents`, {}, signal);
  const named = found.incidents.map((one) => ({ ...one, kind: kinds[one.kind] ?? 'other' }));
  return { ...found, incidents: named };
}

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
