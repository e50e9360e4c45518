import { defineService } from '@lienthong/runtime';
import { settings } from './config.ts';

/** The only door between a site and others. */
export const exchange = defineService({
  name: 'exchange',
  startsAfter: ['directory'],
  settings,
  app: () => import('./app.ts'),
});
