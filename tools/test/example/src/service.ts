import { defineService } from '@lienthong/runtime';
import { surveyChannel } from './domain/survey.ts';

/** Flood reports of communes: the example of CONTRIBUTING, declared by its test alone. */
export const floods = defineService({
  name: 'floods',
  startsAfter: ['directory', 'exchange'],
  channels: [surveyChannel],
  contributes: true,
  app: () => import('./app.ts'),
});
