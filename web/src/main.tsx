import './design/fonts.css';
import './design/tokens.css';
import './design/base.css';
import './design/opening.css';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { ApiFailure } from './api/failure.ts';
import { router } from './app/router.tsx';
import { LanguageProvider } from './i18n/language.tsx';
import { ThemeProvider } from './shared/theme.tsx';

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      // A refusal stays a refusal; silence is asked again, more and more slowly.
      // Who is busy was asked again already.
      retry: (count, error) =>
        error instanceof ApiFailure && error.kind === 'unreachable' && error.code !== 'TOO_BUSY' && count < 2,
      networkMode: 'always',
      refetchOnReconnect: true,
    },
    // Offline it fails at once: what a person pressed must not be done later, when the person has left it.
    mutations: { networkMode: 'always' },
  },
});

const root = document.getElementById('app');
if (!root) throw new Error('index.html has no #app');
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <LanguageProvider>
        <ThemeProvider>
          <RouterProvider router={router} />
        </ThemeProvider>
      </LanguageProvider>
    </QueryClientProvider>
  </StrictMode>,
);
