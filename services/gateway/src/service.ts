import { defineService } from '@lienthong/runtime';
import { refusedInProduction, settings } from './config.ts';

/** The HTTP edge of a site. */
export const gateway = defineService({
  name: 'gateway',
  settings,
  refusedInProduction,
  app: () => import('./app.ts'),
});
