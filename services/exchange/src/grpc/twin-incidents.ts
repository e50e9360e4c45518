import type { Incident } from '@lienthong/contracts/exchange/v1/exchange';
import { Refusal, refuseField } from '@lienthong/domain';
import type { Site } from '../adapters/site.ts';
import type { Ruling } from '../domain/document.ts';
import { isTwin, toldTwins } from '../domain/engine/twins.ts';
import type { Registry } from '../domain/registry.ts';
import { checkSeen, hasChanged } from './what-was-seen.ts';

/** In place of a channel: an incident of a whole site. The key's unit is one of its units, the id the site. */
export const siteChannel = 'site';

/** Sites that live twice: found here, or told by those who found it. One incident for each, whatever both have written. */
export function twinIncidents({ runner, names, id: self }: Site): Incident[] {
  const { memory } = runner.engine;
  const toldBy = toldTwins(memory);
  const told = toldBy.flatMap(([, sites]) => [...sites]);
  return [...new Set([...memory.twins.keys(), ...told])].flatMap((site) => {
    const [unit] = unitsOfTwin(memory.registry, self, site);
    if (unit === undefined) return [];
    const found = memory.twins.get(site);
    const instances = found?.instances.join(', ');
    const by = toldBy.find(([, sites]) => sites.has(site))?.[0] ?? '';
    const where = found
      ? `Lần khởi động ${instances}. Tắt một máy rồi xác nhận ở đây.`
      : `${names.nameOf(by)} báo; xác nhận ở nơi phát hiện.`;
    const who = site === self ? 'chính điểm này' : names.nameOf(site);
    return [
      {
        key: { channel: siteChannel, unit, id: site },
        kind: 'twin',
        rev: 0,
        broke: 0,
        since: found ? new Date(found.since) : undefined,
        jumpRev: 0,
        jumpHop: '',
        difference: undefined,
        settledAt: found ? '' : names.nameOf(by),
        seen: found ? String(found.since) : '',
        held: 0,
        wanted: 0,
        heldAt: [],
        words: `Hai máy cùng chạy với danh nghĩa của ${who}. ${where}`,
      },
    ];
  });
}

/** Units of which one stands for a site. One without any, e.g. before it is retired, is the business of who looks after this site. */
export function unitsOfTwin(registry: Registry, self: string, twin: string): readonly string[] {
  const row = registry.find(twin);
  if (!row || row.owns.length > 0) return row?.owns ?? [];
  return registry.find(self)?.owns ?? [];
}

/** A person has ended one of the two that were found then. @returns the incident if it still stands. @throws Refusal where nobody found it. */
export async function resolveTwinIncident(
  site: Site,
  twin: string,
  seen: string,
  ruling: Ruling,
): Promise<Incident | undefined> {
  if (ruling.action !== 'lift') refuseField('action', 'UNKNOWN', 'lift');
  const { runner } = site;
  if (!isTwin(runner.engine.memory, twin))
    throw new Refusal('not_found', 'INCIDENT_UNKNOWN', 'no such incident here');
  const found = runner.engine.memory.twins.get(twin);
  if (!found)
    throw new Refusal('precondition', 'NOT_FOUND_HERE', 'it is settled where the two copies were found');
  checkSeen(seen, String(found.since));
  if (!(await runner.run((engine) => engine.resolveTwin(twin, { ...ruling, site: twin })))) hasChanged();
  return twinIncidents(site).find(({ key }) => key?.id === twin);
}
