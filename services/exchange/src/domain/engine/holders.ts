import type { Document } from '../document.ts';
import { isConsumerHop } from '../route.ts';
import type { Rules } from '../rules.ts';
import type { Stamp } from '../stamp.ts';
import type { Engine } from './engine.ts';

type OfKeys = Pick<Engine, 'memory' | 'findRoute'>;

/** Who holds a state that this site does not know: a site that this next hop has spoken of, or the hop itself. */
export interface Holder {
  readonly hop: string;
  readonly site: string;
  readonly isBeyond: boolean;
  readonly stamp: Stamp;
}

/** All that are known to hold such a state, the highest first and of equal ones the nearest. */
export const holdersOf = (
  document: Document,
  hops: readonly string[],
  rules: Pick<Rules, 'isForeign'>,
): Holder[] =>
  hops
    .filter((hop) => !isConsumerHop(hop))
    .flatMap((hop) =>
      (document.heard[hop]?.chain ?? []).flatMap((stamp, at) =>
        stamp.site.includes('~') || !rules.isForeign(stamp, document.record)
          ? []
          : [{ hop, site: stamp.site, stamp, isBeyond: at > 0 }],
      ),
    )
    .sort((a, b) => b.stamp.rev - a.stamp.rev || Number(a.isBeyond) - Number(b.isBeyond));

/** Who is asked for what others hold and this site does not: the nearest of those with the highest state, on the key's way. */
export const nextHolder = (engine: OfKeys, document: Document): Holder | undefined =>
  holdersOnWay(engine, document)[0];

/** Sites on the key's way that are known to hold what this site does not. */
export const holdingSites = (engine: OfKeys, document: Document): string[] => [
  ...new Set(holdersOnWay(engine, document).map(({ site }) => site)),
];

function holdersOnWay(engine: OfKeys, document: Document): Holder[] {
  return holdersOf(document, engine.findRoute(document.key)?.next ?? [], engine.memory.rules);
}
