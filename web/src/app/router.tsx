import { createRoute, createRouter } from '@tanstack/react-router';
import { features } from '../features/index.ts';
import { rootRoute } from '../shared/root-route.ts';
import { Failed } from '../shared/state-pages.tsx';
import { Home } from './home.tsx';
import { NotFound } from './not-found.tsx';
import { Shell } from './shell.tsx';

rootRoute.update({ component: Shell, notFoundComponent: NotFound });

const home = createRoute({ getParentRoute: () => rootRoute, path: '/', component: Home });

export const router = createRouter({
  routeTree: rootRoute.addChildren([home, ...features.flatMap(({ routes }) => [...routes])]),
  defaultPreload: 'intent',
  defaultErrorComponent: Failed,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
