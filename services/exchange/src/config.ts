import type { ServiceName, SiteConfig } from '@lienthong/runtime';
import type { Channel } from './domain/route.ts';
import { standardTiming, type Timing } from './domain/timing.ts';

/** A kind of record: where it goes, how urgently, and which service writes it. */
export interface ChannelSettings extends Channel {
  readonly producer: ServiceName;
}

/** All channels; the same table at every site. What is not here is refused. */
export const channels: Readonly<Record<string, ChannelSettings>> = {
  /** The tally of a commune and day, up to the province; counted in the unit's watermark. */
  tally: { route: 'up', lane: 2, counted: true, producer: 'reporting' },
  /** Tables of the directory (units, sites, calendars), from the province down to all. */
  directory: { route: 'down', lane: 3, producer: 'directory' },
};

/** The record that carries the site registry, written by the province's directory. */
export const registryKeyOf = (province: string): string => `directory/${province}@0/sites`;

/** Questions that may be asked of the site that owns a unit: which service answers, by which method. A closed list. */
export const questions: Readonly<Record<string, { service: ServiceName; path: string }>> = {
  'tally.explain': {
    service: 'reporting',
    path: '/lienthong.reporting.v1.ReportingService/ExplainTally',
  },
};

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
