import type { FormerOwner, LocalDay, UnitKey } from '@lienthong/domain';
import type { RegistrySite } from './table.ts';

/** A site that wrote a unit's records before, and the day on which it last ceased to. */
export interface HandedOverFrom {
  unit: UnitKey;
  site: string;
  until: LocalDay;
}

/** Of the former owners, those that no longer write the unit: a former key of the present owner's is nobody else. */
export function handedOver(
  sites: readonly Pick<RegistrySite, 'id' | 'owns'>[],
  former: readonly FormerOwner[],
): HandedOverFrom[] {
  const found = new Map<string, HandedOverFrom>();
  for (const { unit, site, until } of former) {
    if (sites.some(({ id, owns }) => id === site && owns.includes(unit))) continue;
    const name = `${unit} ${site}`;
    const before = found.get(name);
    if (!before || before.until < until) found.set(name, { unit, site, until });
  }
  return [...found.values()];
}
