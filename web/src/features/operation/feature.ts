import { createRoute } from '@tanstack/react-router';
import { defineFeature } from '../../shared/feature.ts';
import { rootRoute } from '../../shared/root-route.ts';
import { screen } from '../../shared/screen.tsx';
import { operating } from './needs.ts';

const operatorScreen = () => import('./operator-screen.tsx');
const guideScreen = () => import('./guide-screen.tsx');
const decisionsScreen = () => import('./decisions-screen.tsx');

const home = createRoute({
  getParentRoute: () => rootRoute,
  path: '/operator',
  staticData: { title: { vi: 'Vận hành', en: 'Operation' } },
  component: screen(operating, async () => (await operatorScreen()).OperatorScreen),
});

const guide = createRoute({
  getParentRoute: () => rootRoute,
  path: '/operator/guide',
  staticData: { title: { vi: 'Hướng dẫn xử lý sự cố', en: 'Guide to incidents' } },
  component: screen(operating, async () => (await guideScreen()).GuideScreen),
});

const decisions = createRoute({
  getParentRoute: () => rootRoute,
  path: '/operator/decisions',
  staticData: { title: { vi: 'Đã quyết', en: 'Decided' } },
  component: screen(operating, async () => (await decisionsScreen()).DecisionsScreen),
});

/** Running a site: its links, what needs a person, what was decided. */
export const operation = defineFeature({
  needs: operating,
  group: 'operation',
  isHome: true,
  nav: {
    to: '/operator',
    name: { vi: 'Vận hành', en: 'Operation' },
    icon: 'gear',
    count: async () => (await import('./count.ts')).count,
  },
  routes: [home, guide, decisions],
  preload: [operatorScreen, guideScreen, decisionsScreen],
  work: async () => (await import('./work.ts')).findWork,
  search: {
    finds: {
      vi: 'việc cần quyết định, đường liên lạc, hướng dẫn',
      en: 'what waits for a decision, links, the guide',
    },
    load: async () => (await import('./search.ts')).find,
  },
});
