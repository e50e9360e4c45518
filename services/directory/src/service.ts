import { defineService } from '@lienthong/runtime';
import { directoryChannel } from './config.ts';

/** Units by date, calendars and the registry of sites, the same at every site. */
export const directory = defineService({
  name: 'directory',
  channels: [directoryChannel],
  app: () => import('./app.ts'),
});
