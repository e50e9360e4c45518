import { defineService } from '@lienthong/runtime';
import { durable, tallyChannel } from './config.ts';

/** Facts and daily tallies, made from events. */
export const reporting = defineService({
  name: 'reporting',
  startsAfter: ['directory', 'exchange', 'onestop'],
  durables: [durable],
  channels: [tallyChannel],
  app: () => import('./app.ts'),
});
