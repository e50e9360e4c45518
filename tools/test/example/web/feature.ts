import { createRoute } from '@tanstack/react-router';
import { defineFeature } from '../../shared/feature.ts';
import type { Needs } from '../../shared/needs.ts';
import { rootRoute } from '../../shared/root-route.ts';
import { screen } from '../../shared/screen.tsx';

const reading: Needs = { roles: ['clerk', 'leader'], services: ['floods'] };
const reporting: Needs = { roles: ['clerk'], services: ['floods'] };

const listScreen = () => import('./list-screen.tsx');
const recordScreen = () => import('./record-screen.tsx');
const newScreen = () => import('./new-screen.tsx');

const list = createRoute({
  getParentRoute: () => rootRoute,
  path: '/floods',
  staticData: { title: { vi: 'Báo ngập', en: 'Floods' } },
  component: screen(reading, async () => (await listScreen()).ListScreen),
});

const one = createRoute({
  getParentRoute: () => list,
  path: '/$reportId',
  staticData: { title: { vi: 'Một báo ngập', en: 'A flood report' } },
  component: screen(reading, async () => (await recordScreen()).RecordScreen),
});

const file = createRoute({
  getParentRoute: () => rootRoute,
  path: '/floods/new',
  staticData: { title: { vi: 'Báo điểm ngập', en: 'Report a flood' }, needs: reporting },
  component: screen(reporting, async () => (await newScreen()).NewScreen),
});

/** Where water has risen in the commune, and what is looked at again. */
export const floods = defineFeature({
  needs: reading,
  group: 'work',
  nav: { to: '/floods', name: { vi: 'Báo ngập', en: 'Floods' }, icon: 'alert' },
  routes: [list.addChildren([one]), file],
  preload: [listScreen, recordScreen, newScreen],
  commands: async () => (await import('./commands.ts')).commands,
  starts: [
    { name: { vi: 'Báo điểm ngập', en: 'Report a flood' }, to: '/floods/new', key: 'f', needs: reporting },
  ],
  papers: async () => [(await import('./papers.ts')).reportSheet],
});
