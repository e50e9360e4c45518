import type { ServiceName, SiteConfig } from '@lienthong/runtime';
import { standardTiming, type Timing } from './domain/timing.ts';

/** Which service of the owner's site writes a channel's records; another one is refused. Relays and readers need no such list. */
export const producers: Readonly<Record<string, ServiceName>> = {
  /** The tally of a commune and day, up to the province. */
  'u2-tally-onestop': 'reporting',
  /** Tables of the directory (units, sites, calendars), from the province down to all. */
  'd3-directory': 'directory',
};

/** The record that carries the site registry, written by the province's directory. */
export const registryKeyOf = (province: string): string => `d3-directory/${province}@0/sites`;

/** The protocol's paces; a site's configuration may shorten them for the demonstration and tests. */
export function timingOf({ exchange }: SiteConfig): Timing {
  return {
    ...standardTiming,
    scan: exchange.scanMs,
    sums: exchange.sumsMs,
    hello: exchange.helloMs,
    push: exchange.pushMs,
    backoffFirst: exchange.backOffMs,
    silence: exchange.silentAfterMs,
    wakeEvery: Math.min(standardTiming.wakeEvery, exchange.helloMs),
  };
}
