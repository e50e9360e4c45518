import { defineService } from '@lienthong/runtime';
import { settings } from './config.ts';

/** The one-stop counter: dossiers from intake to return. */
export const onestop = defineService({
  name: 'onestop',
  startsAfter: ['directory'],
  contributes: true,
  settings,
  app: () => import('./app.ts'),
});
