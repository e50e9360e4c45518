import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import type { DossierFilter } from '../api/onestop.ts';
import { Home } from './home.tsx';
import { Shell } from './shell.tsx';
import { NotFound } from './state-pages.tsx';

const filters = ['OPEN', 'DUE_TODAY', 'LATE', 'WAITING', 'READY', 'CLOSED', 'ALL'] as const;
const asFilter = (value: unknown): DossierFilter => {
  const found = filters.find((name) => value === name.toLowerCase());
  return `DOSSIER_FILTER_${found ?? 'OPEN'}`;
};
/** How a filter is written in the address; what is searched for never stands there (names are personal data). */
export const filterName = (filter: DossierFilter): string =>
  filter.replace('DOSSIER_FILTER_', '').toLowerCase();

const root = createRootRoute({ component: Shell, notFoundComponent: NotFound });

const home = createRoute({ getParentRoute: () => root, path: '/', component: Home });

const dossiers = createRoute({
  getParentRoute: () => root,
  path: '/dossiers',
  validateSearch: (search: Record<string, unknown>): { filter?: string } =>
    typeof search.filter === 'string' ? { filter: filterName(asFilter(search.filter)) } : {},
  component: lazyRouteComponent(() => import('../clerk/dossiers-screen.tsx'), 'DossiersScreen'),
});

const newDossier = createRoute({
  getParentRoute: () => root,
  path: '/dossiers/new',
  component: lazyRouteComponent(() => import('../clerk/new-dossier-screen.tsx'), 'NewDossierScreen'),
});

const dossier = createRoute({
  getParentRoute: () => dossiers,
  path: '/$dossierId',
  component: lazyRouteComponent(() => import('../clerk/dossier-panel.tsx'), 'DossierPanel'),
});

export const router = createRouter({
  routeTree: root.addChildren([home, dossiers.addChildren([dossier]), newDossier]),
  defaultPreload: 'intent',
});

export const readFilter = asFilter;

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
