import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { filterName, readFilter } from '../clerk/filter-address.ts';
import { Home } from './home.tsx';
import { Shell } from './shell.tsx';
import { Failed, NotFound } from './state-pages.tsx';

const root = createRootRoute({ component: Shell, notFoundComponent: NotFound });

const home = createRoute({ getParentRoute: () => root, path: '/', component: Home });

const dossiers = createRoute({
  getParentRoute: () => root,
  path: '/dossiers',
  validateSearch: (search: Record<string, unknown>): { filter?: string } =>
    typeof search.filter === 'string' ? { filter: filterName(readFilter(search.filter)) } : {},
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

const board = createRoute({
  getParentRoute: () => root,
  path: '/board',
  validateSearch: (search: Record<string, unknown>): { wall?: 1 } => (search.wall ? { wall: 1 } : {}),
  component: lazyRouteComponent(() => import('../operations/board-screen.tsx'), 'BoardScreen'),
});

const operator = createRoute({
  getParentRoute: () => root,
  path: '/operator',
  component: lazyRouteComponent(() => import('../operator/operator-screen.tsx'), 'OperatorScreen'),
});

const operatorGuide = createRoute({
  getParentRoute: () => root,
  path: '/operator/guide',
  component: lazyRouteComponent(() => import('../operator/guide-screen.tsx'), 'GuideScreen'),
});

const operatorSites = createRoute({
  getParentRoute: () => root,
  path: '/operator/sites',
  component: lazyRouteComponent(() => import('../operator/sites-screen.tsx'), 'SitesScreen'),
});

const operatorDecisions = createRoute({
  getParentRoute: () => root,
  path: '/operator/decisions',
  component: lazyRouteComponent(() => import('../operator/decisions-screen.tsx'), 'DecisionsScreen'),
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
