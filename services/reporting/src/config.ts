import type { Durable } from '@lienthong/runtime';

/** The channel on which tallies go up to the root; the record's id is the day. */
export const tallyChannel = 'u2-tally-onestop';

/** What reporting reads of the site's stream. */
export const durable: Durable = { name: 'reporting', filter: 'ev.onestop.dossier.>' };
