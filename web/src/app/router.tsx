import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { filterName, readFilter } from '../features/dossiers/filter-address.ts';
import { Home } from './home.tsx';
import { Shell } from './shell.tsx';
import { Failed, NotFound } from '../shared/state-pages.tsx';

const root = createRootRoute({ component: Shell, notFoundComponent: NotFound });

const home = createRoute({ getParentRoute: () => root, path: '/', component: Home });

const dossiers = createRoute({
  getParentRoute: () => root,
  path: '/dossiers',
  validateSearch: (search: Record<string, unknown>): { filter?: string } =>
    typeof search.filter === 'string' ? { filter: filterName(readFilter(search.filter)) } : {},
  component: lazyRouteComponent(() => import('../features/dossiers/dossiers-screen.tsx'), 'DossiersScreen'),
});

const newDossier = createRoute({
  getParentRoute: () => root,
  path: '/dossiers/new',
  component: lazyRouteComponent(
    () => import('../features/dossiers/new-dossier-screen.tsx'),
    'NewDossierScreen',
  ),
});

const dossier = createRoute({
  getParentRoute: () => dossiers,
  path: '/$dossierId',
  component: lazyRouteComponent(() => import('../features/dossiers/dossier-panel.tsx'), 'DossierPanel'),
});

const board = createRoute({
  getParentRoute: () => root,
  path: '/board',
  validateSearch: (search: Record<string, unknown>): { wall?: 1 } => (search.wall ? { wall: 1 } : {}),
  component: lazyRouteComponent(() => import('../features/board/board-screen.tsx'), 'BoardScreen'),
});

const operator = createRoute({
  getParentRoute: () => root,
  path: '/operator',
  component: lazyRouteComponent(() => import('../features/operation/operator-screen.tsx'), 'OperatorScreen'),
});

const operatorGuide = createRoute({
  getParentRoute: () => root,
  path: '/operator/guide',
  component: lazyRouteComponent(() => import('../features/operation/guide-screen.tsx'), 'GuideScreen'),
});

const operatorSites = createRoute({
  getParentRoute: () => root,
  path: '/operator/sites',
  component: lazyRouteComponent(() => import('../features/operation/sites-screen.tsx'), 'SitesScreen'),
});

const operatorDecisions = createRoute({
  getParentRoute: () => root,
  path: '/operator/decisions',
  component: lazyRouteComponent(
    () => import('../features/operation/decisions-screen.tsx'),
    'DecisionsScreen',
  ),
});

export const router = createRouter({
  routeTree: root.addChildren([
    home,
    dossiers.addChildren([dossier]),
    newDossier,
    board,
    operator,
    operatorGuide,
    operatorSites,
    operatorDecisions,
  ]),
  defaultPreload: 'intent',
  defaultErrorComponent: Failed,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
