import { QueryClient, QueryClientProvider, type QueryKey, timeoutManager } from '@tanstack/react-query';
import { createMemoryHistory, createRootRoute, createRouter, RouterProvider } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { ToastProvider } from '../src/design/index.ts';
import { LanguageProvider } from '../src/i18n/language.tsx';
import { PrintContext } from '../src/shared/paper.ts';
import { HasWorkContext, SessionContext } from '../src/shared/session-context.tsx';
import { ThemeProvider } from '../src/shared/theme.tsx';
import { session } from './sample/session.ts';

// What has been answered stands, and is not asked for again while somebody looks.
timeoutManager.setTimeoutProvider({
  setTimeout: (run, delay) => window.setTimeout(run, delay),
  clearTimeout: (timer) => window.clearTimeout(timer),
  setInterval: () => 0,
  clearInterval: () => undefined,
});

/** Nothing is asked of a site: what an example does not know stays unknown. */
const askNothing = () =>
  new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: Number.POSITIVE_INFINITY } } });

/** What the app's frame gives to every screen, without a site behind it. */
export function World({ page }: { page: () => ReactNode }) {
  const [queries] = useState(askNothing);
  const [router] = useState(() =>
    createRouter({
      routeTree: createRootRoute({
        staticData: { title: { vi: '', en: '' } },
        component: page,
        notFoundComponent: () => null,
      }),
      history: createMemoryHistory(),
    }),
  );
  return (
    <QueryClientProvider client={queries}>
      <LanguageProvider>
        <ThemeProvider>
          <SessionContext value={session}>
            <HasWorkContext value={true}>
              <ToastProvider>
                <PrintContext value={() => undefined}>
                  <RouterProvider router={router as never} />
                </PrintContext>
              </ToastProvider>
            </HasWorkContext>
          </SessionContext>
        </ThemeProvider>
      </LanguageProvider>
    </QueryClientProvider>
  );
}

/** What a site has answered to those below. */
export function Answered({
  to,
  children,
}: {
  to: readonly (readonly [QueryKey, unknown])[];
  children: ReactNode;
}) {
  const [queries] = useState(() => {
    const client = askNothing();
    // As if it came a moment later: what is never fresh is not asked for again either.
    const updatedAt = Date.now() + 60_000;
    for (const [key, answer] of to) client.setQueryData(key, answer, { updatedAt });
    return client;
  });
  return <QueryClientProvider client={queries}>{children}</QueryClientProvider>;
}
