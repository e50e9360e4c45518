import { createRoute } from '@tanstack/react-router';
import { defineFeature } from '../../shared/feature.ts';
import { rootRoute } from '../../shared/root-route.ts';
import { screen } from '../../shared/screen.tsx';
import { operating } from './needs.ts';

const operatorScreen = () => import('./operator-screen.tsx');

const home = createRoute({
  getParentRoute: () => rootRoute,
  path: '/operator',
  component: screen(operating, async () => (await operatorScreen()).OperatorScreen),
});

const guide = createRoute({
  getParentRoute: () => rootRoute,
  path: '/operator/guide',
  component: screen(operating, async () => (await import('./guide-screen.tsx')).GuideScreen),
});

const decisions = createRoute({
  getParentRoute: () => rootRoute,
  path: '/operator/decisions',
  component: screen(operating, async () => (await import('./decisions-screen.tsx')).DecisionsScreen),
});

/** Running a site: its links, what needs a person, what was decided. */
export const operation = defineFeature({
  needs: operating,
  nav: {
    to: '/operator',
    name: { vi: 'Vận hành', en: 'Operation' },
    count: async () => (await import('./count.ts')).count,
  },
  routes: [home, guide, decisions],
  preload: [operatorScreen],
  search: {
    finds: { vi: 'việc cần quyết định, đường liên lạc', en: 'what waits for a decision, links' },
    load: async () => (await import('./search.ts')).find,
  },
});
