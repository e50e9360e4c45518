import { handOver } from '../domain/change-sites.ts';
import { refuseExchange, refuseUndelivered, type Undelivered } from '../domain/refusals.ts';
import {
  type ChangedSites,
  type ChangeSites,
  type ChangingSite,
  changeSites,
  type UnitConcerned,
} from './change-sites.ts';

export interface HandOverUnits extends ChangeSites {
  units: readonly string[];
  /** Site id; empty: the successor that is named for each unit's site. */
  to: string;
  /** A person knows that what the former sites have not delivered is lost: they are dead, or were looked through. */
  acceptLoss: boolean;
}

/**
 * Hands units over from the sites that write them to another, with their history: what the former ones signed stands, and how much of it
 * the province holds is published with it. The new owner calls nothing complete before it holds as much.
 *
 * @throws Refusal `UNITS_NOT_DELIVERED` while a former site has other records than are held here, does not answer, or has said nothing of it;
 *   `EXCHANGE_UNAVAILABLE`, `SITE_NOT_FOUND`, `SUCCESSOR_NOT_NAMED`, and those of every change of the registry (`changeSites`).
 */
export function handOverUnits(command: HandOverUnits, site: ChangingSite): Promise<ChangedSites> {
  const check = (units: readonly UnitConcerned[]): void => {
    const undelivered = units.flatMap((one) => undeliveredOf(one, site) ?? []);
    if (undelivered.length > 0 && !command.acceptLoss) refuseUndelivered(undelivered);
    // Without a count nobody could say later what was handed over.
    if (units.some(({ channels }) => channels === undefined)) refuseExchange();
  };
  return changeSites('hand_over', command, (sites, unit) => handOver(sites, command, unit), site, check);
}

function undeliveredOf(concerned: UnitConcerned, { site }: ChangingSite): Undelivered | undefined {
  const { unit, from, records, unconfirmed, answered } = concerned;
  if (unconfirmed !== undefined && unconfirmed > 0)
    return { unit, from, rule: 'UNDELIVERED', records: unconfirmed };
  // What it last said says nothing of what it has written since.
  if (from !== site && !answered) return { unit, from, rule: 'SILENT', records: 0 };
  if (records === undefined || (records > 0 && unconfirmed === undefined))
    return { unit, from, rule: 'UNKNOWN', records: 0 };
  return undefined;
}
