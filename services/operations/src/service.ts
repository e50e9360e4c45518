import { defineService } from '@lienthong/runtime';
import { settings } from './config.ts';

/** Roll-ups and freshness of a district or a province. */
export const operations = defineService({
  name: 'operations',
  startsAfter: ['directory', 'exchange'],
  settings,
  app: () => import('./app.ts'),
});
