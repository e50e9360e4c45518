import type { Key } from '../../src/domain/key.ts';
import { isConsumerHop } from '../../src/domain/route.ts';
import type { Engine } from '../../src/domain/engine/engine.ts';
import type { SimSite } from './sim-site.ts';

/** What of the world this needs. */
interface Around {
  readonly cuts: ReadonlySet<string>;
  readonly sites: ReadonlyMap<string, SimSite>;
  drive(site: SimSite, steps: ReturnType<Engine['takeOver']>): unknown;
}

/** A unit's new owner asks its next hop for what a former one wrote; that answers at once or not at all. */
export function takePast(world: Around, site: SimSite, keys: readonly Key[]): void {
  const { engine, id } = site;
  if (!engine) return;
  const taken = keys.flatMap((key) => {
    const hop = engine.findRoute(key)?.next.find((one) => !isConsumerHop(one)) ?? '';
    const isCut = world.cuts.has(`${id}>${hop}`) || world.cuts.has(`${hop}>${id}`);
    const record = isCut ? undefined : world.sites.get(hop)?.store.documents.get(key)?.document.record;
    return record && record.by !== id && !record.content ? [{ key, from: hop, record }] : [];
  });
  if (taken.length > 0) world.drive(site, engine.takeOver(taken));
}
