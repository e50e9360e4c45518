import { defineService } from '@lienthong/runtime';
import { settings } from './config.ts';
import { surveyChannel } from './domain/survey.ts';

/** Flood reports of communes: the example of CONTRIBUTING, declared by its test alone. */
export const floods = defineService({
  name: 'floods',
  startsAfter: ['directory', 'exchange'],
  settings,
  channels: [surveyChannel],
  contributes: true,
  app: () => import('./app.ts'),
});
