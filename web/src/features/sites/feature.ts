import { createRoute } from '@tanstack/react-router';
import { defineFeature } from '../../shared/feature.ts';
import type { Needs } from '../../shared/needs.ts';
import { rootRoute } from '../../shared/root-route.ts';
import { screen } from '../../shared/screen.tsx';

/** Changing the registry of sites: at the province, which holds it. */
const arranging: Needs = { roles: ['operator'], services: ['directory'], level: 'province' };

const sitesScreen = () => import('./sites-screen.tsx');

const home = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sites',
  staticData: { title: { vi: 'Điểm nút', en: 'Sites' } },
  component: screen(arranging, async () => (await sitesScreen()).SitesScreen),
});

/** Which site writes which units, and the decisions that change it. */
export const sites = defineFeature({
  needs: arranging,
  group: 'operation',
  nav: { to: '/sites', name: { vi: 'Điểm nút', en: 'Sites' }, icon: 'nodes' },
  routes: [home],
  preload: [sitesScreen],
  search: {
    finds: { vi: 'điểm nút', en: 'sites' },
    load: async () => (await import('./search.ts')).find,
  },
});
