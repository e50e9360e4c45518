import { createRoute } from '@tanstack/react-router';
import { defineFeature } from '../../shared/feature.ts';
import { rootRoute } from '../../shared/root-route.ts';
import { screen } from '../../shared/screen.tsx';
import { filterName, readFilter } from './list/filter-address.ts';
import { atTheCounter, registering } from './needs.ts';

const listScreen = () => import('./list/dossiers-screen.tsx');
const panelScreen = () => import('./record/dossier-panel.tsx');
const newScreen = () => import('./intake/new-dossier-screen.tsx');
const dialogs = async () => (await import('./dialogs.ts')).fetchDialogs();

const list = createRoute({
  getParentRoute: () => rootRoute,
  path: '/dossiers',
  staticData: { title: { vi: 'Hồ sơ', en: 'Dossiers' } },
  validateSearch: (search: Record<string, unknown>): { filter?: string } =>
    typeof search.filter === 'string' ? { filter: filterName(readFilter(search.filter)) } : {},
  component: screen(atTheCounter, async () => (await listScreen()).DossiersScreen),
});

const one = createRoute({
  getParentRoute: () => list,
  path: '/$dossierId',
  staticData: { title: { vi: 'Một hồ sơ', en: 'A dossier' } },
  component: screen(atTheCounter, async () => (await panelScreen()).DossierPanel),
});

const register = createRoute({
  getParentRoute: () => rootRoute,
  path: '/dossiers/new',
  staticData: { title: { vi: 'Tiếp nhận hồ sơ', en: 'Register a dossier' }, needs: registering },
  // What was just registered is found again after the page is loaded anew.
  validateSearch: (search: Record<string, unknown>): { registered?: string } =>
    typeof search.registered === 'string' ? { registered: search.registered } : {},
  component: screen(registering, async () => (await newScreen()).NewDossierScreen),
});

/** The counter: dossiers that are due, that wait, that are new. */
export const dossiers = defineFeature({
  needs: atTheCounter,
  group: 'work',
  nav: {
    to: '/dossiers',
    name: { vi: 'Hồ sơ', en: 'Dossiers' },
    icon: 'folder',
    count: async () => (await import('./count.ts')).count,
  },
  routes: [list.addChildren([one]), register],
  preload: [listScreen, panelScreen, newScreen, dialogs],
  commands: async () => (await import('./commands.ts')).commands,
  work: async () => (await import('./work.ts')).findWork,
  starts: [
    {
      name: { vi: 'Tiếp nhận hồ sơ', en: 'Register a dossier' },
      to: '/dossiers/new',
      key: 'n',
      needs: registering,
    },
  ],
  search: {
    finds: { vi: 'hồ sơ theo tên, mã, số điện thoại', en: 'dossiers by name, code, phone' },
    load: async () => (await import('./search.ts')).find,
  },
  papers: async () => Object.values(await import('./papers.ts')),
  scans: async () => (await import('./scans.ts')).scans,
  shortcuts: async () => (await import('./shortcuts.ts')).shortcuts,
});
