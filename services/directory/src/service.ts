import { defineService } from '@lienthong/runtime';
import { directoryChannel } from './config.ts';

/** The tables that are the same at every site: units by date, calendars, the registry of sites, procedures, indicators, boards. */
export const directory = defineService({
  name: 'directory',
  channels: [directoryChannel],
  app: () => import('./app.ts'),
});
