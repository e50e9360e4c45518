import { tallyChannel } from '@lienthong/domain';
import type { Durable } from '@lienthong/runtime';

/** The channel on which tallies go up to the root; the record's id is the day. */
export const channel = tallyChannel('onestop');

/** What reporting reads of the site's stream. */
export const durable: Durable = { name: 'reporting-onestop', filter: 'ev.onestop.>' };
