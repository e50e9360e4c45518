import type { Durable, ServiceName } from '@lienthong/runtime';

/** What reporting reads of the site's stream for one source: the events of their owner. */
export const durableOf = (owner: ServiceName): Durable => ({
  name: `reporting-${owner}`,
  filter: `ev.${owner}.>`,
});
