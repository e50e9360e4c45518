import { createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../shared/root-route.ts';
import { Failed } from '../shared/state-pages.tsx';
import { features, workEntry } from './features-of.ts';
import { Home } from './home.tsx';
import { Shell } from './shell.tsx';
import { WorkRoute } from './work/index.tsx';

rootRoute.update({
  // Only where no route is found.
  staticData: { title: { vi: 'Không có trang này', en: 'No such page' } },
  component: Shell,
  notFoundComponent: lazyRouteComponent(() => import('./not-found.tsx'), 'NotFound'),
});

const home = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  staticData: { title: { vi: 'Trang đầu', en: 'Home' } },
  component: Home,
});

const work = createRoute({
  getParentRoute: () => rootRoute,
  path: workEntry.to,
  staticData: { title: workEntry.name },
  component: WorkRoute,
});

export const router = createRouter({
  routeTree: rootRoute.addChildren([home, work, ...features.flatMap(({ routes }) => [...routes])]),
  defaultPreload: 'intent',
  defaultErrorComponent: Failed,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
