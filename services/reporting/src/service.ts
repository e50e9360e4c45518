import { tallyChannel } from '@lienthong/domain';
import { defineService } from '@lienthong/runtime';
import { durableOf } from './config.ts';

/** Facts and daily tallies, made from the events of each service that contributes. */
export const reporting = defineService({
  name: 'reporting',
  startsAfter: ['directory', 'exchange'],
  forEachContributor: (owner) => ({ durables: [durableOf(owner)], channels: [tallyChannel(owner)] }),
  app: () => import('./app.ts'),
});
