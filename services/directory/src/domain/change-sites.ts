import { refuseField } from '@lienthong/domain';
import { refuseOwner, refuseSite, refuseSuccessor, refuseTopSite } from './refusals.ts';
import type { RegistrySite } from './table.ts';

/**
 * Another site writes these units' records from now on. The former one's signatures hold on (`formerOwners`).
 *
 * @param to site id; empty: the successor that is named for each unit's site.
 * @throws Refusal `SITE_NOT_FOUND`, `SUCCESSOR_NOT_NAMED`; `INVALID_FIELD` for `units[n]` (`NOT_OWNED`, `TWICE`,
 *   `DIRECTORY_UNIT`, `SAME_SITE`).
 */
export function handOver(
  sites: readonly RegistrySite[],
  { units, to }: { units: readonly string[]; to: string },
  directoryUnit: string,
): RegistrySite[] {
  if (to !== '') getSite(sites, to);
  const receiver = new Map<string, string>();
  units.forEach((unit, at) => {
    const field = `units[${at}]`;
    if (receiver.has(unit)) refuseField(field, 'TWICE', `${unit} stands twice`);
    const owner = sites.find(({ owns }) => owns.includes(unit));
    if (!owner) refuseField(field, 'NOT_OWNED', `no site writes the records of ${unit}`);
    if (unit === directoryUnit)
      refuseField(field, 'DIRECTORY_UNIT', `the registry itself is a record of ${unit}`);
    const target = to === '' ? (owner.successor ?? refuseSuccessor(owner.id)) : to;
    if (owner.id === target)
      refuseField(field, 'SAME_SITE', `${target} writes the records of ${unit} already`);
    receiver.set(unit, target);
  });
  return sites.map((site) => {
    const kept = site.owns.filter((unit) => !receiver.has(unit));
    const got = units.filter((unit) => receiver.get(unit) === site.id);
    return { ...site, owns: [...kept, ...got] };
  });
}

/**
 * A site that is no more; the sites below it go to the one above it. It writes no units any more: it has to have heard of the hand-over
 * while it was still a neighbour, since afterwards nobody tells it anything and it would go on for ever.
 * @throws Refusal `SITE_NOT_FOUND`, `TOP_SITE`, `SITE_WRITES_UNITS`.
 */
export function retire(sites: readonly RegistrySite[], id: string): RegistrySite[] {
  const { owns, parent, successor } = getSite(sites, id);
  if (parent === '') refuseTopSite(id);
  if (owns.length > 0) refuseOwner(id, owns);
  return sites
    .filter((site) => site.id !== id)
    .map((site) => ({
      ...site,
      parent: site.parent === id ? parent : site.parent,
      // Who was to be followed by it is followed by who follows it.
      ...(site.successor === id ? { successor: successor === site.id ? undefined : successor } : {}),
    }));
}

/**
 * Which site takes over from another, before its units are handed over; empty: none after all.
 * @throws Refusal `SITE_NOT_FOUND`, `TOP_SITE`; `INVALID_FIELD` for `successor` (`SAME_SITE`).
 */
export function nameSuccessor(sites: readonly RegistrySite[], id: string, successor: string): RegistrySite[] {
  if (getSite(sites, id).parent === '') refuseTopSite(id);
  if (successor !== '') getSite(sites, successor);
  if (successor === id) refuseField('successor', 'SAME_SITE', 'a site does not succeed itself');
  return sites.map((site) =>
    site.id === id ? { ...site, successor: successor === '' ? undefined : successor } : site,
  );
}

const getSite = (sites: readonly RegistrySite[], id: string): RegistrySite =>
  sites.find((site) => site.id === id) ?? refuseSite(id);
