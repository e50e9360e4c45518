import { createRoute } from '@tanstack/react-router';
import { defineFeature } from '../../shared/feature.ts';
import type { Needs } from '../../shared/needs.ts';
import { rootRoute } from '../../shared/root-route.ts';
import { screen } from '../../shared/screen.tsx';

/** Where units report to, for those who oversee them. */
const overseeing: Needs = { roles: ['district_officer', 'ioc', 'leader'], services: ['operations'] };

const boardScreen = () => import('./board-screen.tsx');
const wall = () => import('./wall.tsx');

const home = createRoute({
  getParentRoute: () => rootRoute,
  path: '/board',
  staticData: { title: { vi: 'Bảng điều hành', en: 'Board' } },
  validateSearch: (search: Record<string, unknown>): { wall?: 1 } => (search.wall ? { wall: 1 } : {}),
  component: screen(overseeing, async () => (await boardScreen()).BoardScreen),
});

/** What the units below are doing. */
export const board = defineFeature({
  needs: overseeing,
  group: 'overview',
  nav: { to: '/board', name: { vi: 'Điều hành', en: 'Board' }, icon: 'chart' },
  routes: [home],
  preload: [boardScreen, wall],
  search: {
    finds: { vi: 'đơn vị theo tên, mã', en: 'units by name, code' },
    load: async () => (await import('./search.ts')).find,
  },
  shortcuts: async () => (await import('./shortcuts.ts')).shortcuts,
  bare: (path, search) => path === '/board' && 'wall' in search,
});
