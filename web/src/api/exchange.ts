import type {
  GetConfirmationResponse_LevelJson,
  GetConfirmationResponseJson,
  IncidentJson,
  ListIncidentsResponseJson,
  ListNeighboursResponseJson,
  NeighbourJson,
} from '../gen/lienthong/exchange/v1/exchange_pb.ts';
import { call } from './call.ts';
import type { Filled } from './filled.ts';

export type Neighbour = Filled<NeighbourJson>;
export type Neighbours = Filled<ListNeighboursResponseJson>;
export type Incident = Filled<IncidentJson>;
export type ConfirmationLevel = Filled<GetConfirmationResponse_LevelJson>;
export type IncidentAction = 'acknowledge' | 'adopt' | 'bury';

const service = 'lienthong.exchange.v1.ExchangeService';

export const listNeighbours = (signal?: AbortSignal): Promise<Neighbours> =>
  call(`${service}/ListNeighbours`, {}, signal);

export async function listIncidents(signal?: AbortSignal): Promise<Incident[]> {
  return (await call<Filled<ListIncidentsResponseJson>>(`${service}/ListIncidents`, {}, signal)).incidents;
}

export async function resolveIncident(
  key: Incident['key'],
  action: IncidentAction,
  reason: string,
): Promise<void> {
  await call(`${service}/ResolveIncident`, { key, action, reason });
}

/** Which levels above hold the unit's numbers of a day. */
export async function getTallyConfirmation(
  unit: string,
  day: string,
  signal?: AbortSignal,
): Promise<ConfirmationLevel[]> {
  const key = { channel: 'u2-tally-onestop', unit, id: day };
  return (await call<Filled<GetConfirmationResponseJson>>(`${service}/GetConfirmation`, { key }, signal))
    .levels;
}
