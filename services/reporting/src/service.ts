import { defineService } from '@lienthong/runtime';
import { durable, channel } from './config.ts';

/** Facts and daily tallies, made from events. */
export const reporting = defineService({
  name: 'reporting',
  startsAfter: ['directory', 'exchange', 'onestop'],
  durables: [durable],
  channels: [channel],
  app: () => import('./app.ts'),
});
