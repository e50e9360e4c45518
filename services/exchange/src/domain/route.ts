import { findChannel, type Lane, type RouteKind } from './channel.ts';
import { type Key, partsOf, targetOf } from './key.ts';
import type { Registry } from './registry.ts';

/** A local service that reads records: one more next hop, `~name`, for the channels that it names. */
export interface Consumer {
  readonly name: string;
  readonly channels: readonly string[];
}

export const consumerHop = (name: string): string => `~${name}`;
export const isConsumerHop = (hop: string): boolean => hop.startsWith('~');
/** Whether an entry of a chain is that of a site's local service. */
export const isConsumerOf = ({ site }: { site: string }): boolean => site.includes('~');

/** Way of a key through one site. */
export interface Route {
  readonly isOwner: boolean;
  /** False at a site that the key does not (or no longer) pass: its copy is not current. */
  readonly onRoute: boolean;
  /** The neighbour towards the owner. */
  readonly previous: string | null;
  /** Neighbours away from the owner in fixed order, then local consumers. */
  readonly next: readonly string[];
  /** Sites behind each next hop, itself included: no chain may be longer. */
  readonly reach: Readonly<Record<string, number>>;
  readonly lane: Lane;
}

/** The site of an entry of a chain, which may be one of its local services. */
export const siteOf = (entry: string): string => entry.split('~')[0] ?? '';

/** Consumers that one site may have; bounds the chains that are accepted from it. */
export const maximumConsumers = 32;

const nowhere = (lane: Lane): Route => ({
  isOwner: false,
  onRoute: false,
  previous: null,
  next: [],
  reach: {},
  lane,
});

/** The way of a key through a site by its present registry. Undefined: not a channel, or nobody owns the unit. */
export function findRoute(
  registry: Registry,
  consumers: readonly Consumer[],
  site: string,
  key: Key,
): Route | undefined {
  const parts = partsOf(key);
  const channel = findChannel(parts.channel);
  const owner = registry.ownerOf(parts.unit);
  if (!channel || owner === undefined) return undefined;
  const way = siteRoute(registry, channel.route, site, owner, targetOf(parts));
  if (!way) return nowhere(channel.lane);
  const local = consumers
    .filter((one) => one.channels.includes(parts.channel))
    .map((one) => consumerHop(one.name));
  return {
    isOwner: owner === site,
    onRoute: true,
    previous: way.previous,
    next: [...way.next, ...local.sort()],
    reach: { ...way.reach, ...Object.fromEntries(local.map((hop) => [hop, 1])) },
    lane: channel.lane,
  };
}

type SiteRoute = Pick<Route, 'previous' | 'next' | 'reach'>;

function siteRoute(
  registry: Registry,
  kind: RouteKind,
  site: string,
  owner: string,
  target: string,
): SiteRoute | undefined {
  switch (kind) {
    case 'up':
      return alongPath(registry.pathUp(owner), site);
    case 'to': {
      const targetSite = registry.ownerOf(target);
      return targetSite === undefined ? undefined : alongPath(registry.between(owner, targetSite), site);
    }
    case 'down': {
      if (!registry.isWithin(site, owner)) return undefined;
      const next = registry.childrenOf(site);
      return {
        previous: site === owner ? null : registry.parentOf(site),
        next,
        reach: Object.fromEntries(next.map((child) => [child, registry.subtreeSize(child)])),
      };
    }
    default: {
      const never: never = kind;
      throw new Error(`Unknown route ${String(never)}.`);
    }
  }
}

function alongPath(path: readonly string[], site: string): SiteRoute | undefined {
  const at = path.indexOf(site);
  if (at < 0) return undefined;
  const next = path[at + 1];
  return {
    previous: path[at - 1] ?? null,
    next: next === undefined ? [] : [next],
    reach: next === undefined ? {} : { [next]: path.length - at - 1 },
  };
}
