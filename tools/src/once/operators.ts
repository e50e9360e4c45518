import { setTimeout as pause } from 'node:timers/promises';
import {
  ExchangeServiceService,
  type Incident,
  IncidentAction,
  IncidentKind,
  ListIncidentsRequest,
  ResolveIncidentRequest,
} from '@lienthong/contracts/exchange/v1/exchange';
import {
  FreshnessReason,
  ListFreshnessRequest,
  OperationsServiceService,
} from '@lienthong/contracts/operations/v1/operations';
import { tallyChannel } from '@lienthong/domain';
import type { LocalSite } from '../province/local-site.ts';
import type { Province } from '../province/province.ts';
import { patiently } from './patient.ts';

export const operatorOf = (site: LocalSite): string => {
  const found = site.described.people.find(({ roles }) => roles.includes('operator'));
  if (!found) throw new Error(`site ${site.id} has no operator`);
  return found.username;
};

export async function until(
  what: string,
  condition: () => Promise<boolean>,
  withinMs = 60_000,
): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`not within ${withinMs} ms: ${what}`);
    await pause(200);
  }
}

/** A site's operator and the list of incidents there. */
export function createIncidentDesk(site: LocalSite) {
  const exchange = site.as(operatorOf(site), ExchangeServiceService, 'exchange');
  return {
    async list(kind: IncidentKind): Promise<Incident[]> {
      const { incidents } = await patiently(() => exchange.listIncidents(ListIncidentsRequest.create()));
      return incidents.filter((one) => one.kind === kind);
    },
    resolve({ key, seen }: Incident, action: IncidentAction, reason: string) {
      const decision = ResolveIncidentRequest.create({ key, action, reason, seen });
      return patiently(() => exchange.resolveIncident(decision));
    },
    close: () => exchange.close(),
  };
}

/** The province's operations as an integrating system asks it. Close it. */
export function askBoard({ sites: [top] }: Province) {
  if (!top) throw new Error('the province has no site at its top');
  const clientId = top.described.clients[0]?.clientId ?? '';
  return {
    unit: top.described.owns[0] ?? '',
    client: top.asClient(clientId, OperationsServiceService, 'operations'),
  };
}

/** Why the province calls the figures of a unit's dossiers complete no further. */
export async function reasonAtTop(province: Province, unit: string): Promise<FreshnessReason | undefined> {
  const board = askBoard(province);
  try {
    const { units } = await patiently(() =>
      board.client.listFreshness(ListFreshnessRequest.create({ unit: board.unit })),
    );
    const channel = tallyChannel('onestop');
    return units.find((one) => one.unit === unit && one.channel === channel)?.reason;
  } finally {
    board.client.close();
  }
}
