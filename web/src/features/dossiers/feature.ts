import { createRoute } from '@tanstack/react-router';
import { defineFeature } from '../../shared/feature.ts';
import { rootRoute } from '../../shared/root-route.ts';
import { screen } from '../../shared/screen.tsx';
import { commands } from './commands.ts';
import { filterName, readFilter } from './filter-address.ts';
import { atTheCounter, registering } from './needs.ts';
import { provisionalSlip, receipt } from './papers.ts';

const listScreen = () => import('./dossiers-screen.tsx');
const panelScreen = () => import('./dossier-panel.tsx');
const newScreen = () => import('./new-dossier-screen.tsx');

const list = createRoute({
  getParentRoute: () => rootRoute,
  path: '/dossiers',
  validateSearch: (search: Record<string, unknown>): { filter?: string } =>
    typeof search.filter === 'string' ? { filter: filterName(readFilter(search.filter)) } : {},
  component: screen(atTheCounter, async () => (await listScreen()).DossiersScreen),
});

const one = createRoute({
  getParentRoute: () => list,
  path: '/$dossierId',
  component: screen(atTheCounter, async () => (await panelScreen()).DossierPanel),
});

const register = createRoute({
  getParentRoute: () => rootRoute,
  path: '/dossiers/new',
  component: screen(registering, async () => (await newScreen()).NewDossierScreen),
});

/** The counter: dossiers that are due, that wait, that are new. */
export const dossiers = defineFeature({
  needs: atTheCounter,
  nav: {
    to: '/dossiers',
    name: { vi: 'Hồ sơ', en: 'Dossiers' },
    count: async () => (await import('./count.ts')).count,
  },
  routes: [list.addChildren([one]), register],
  preload: [listScreen, panelScreen, newScreen],
  commands,
  search: {
    finds: { vi: 'hồ sơ theo tên, mã, số điện thoại', en: 'dossiers by name, code, phone' },
    load: async () => (await import('./search.ts')).find,
  },
  papers: [receipt, provisionalSlip],
  shortcuts: async () => (await import('./shortcuts.ts')).shortcuts,
});
