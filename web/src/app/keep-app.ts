import type { KeepOrder } from '../worker/service-worker.ts';

/** Has the service worker keep what this window runs on: the app then opens while the site is away. */
export async function keepApp(): Promise<void> {
  const { serviceWorker } = navigator as Partial<Navigator>;
  const release = document.querySelector<HTMLScriptElement>('script[type=module]')?.src;
  // A page without TLS has none, and a development server has no release.
  if (!serviceWorker || !release || import.meta.env.DEV) return;
  await serviceWorker.register('/service-worker.js', { updateViaCache: 'none' });
  const { active } = await serviceWorker.ready;
  const files = performance
    .getEntriesByType('resource')
    .map(({ name }) => new URL(name))
    .filter(({ origin, pathname }) => origin === location.origin && /^\/(assets\/|mark\.svg$)/.test(pathname))
    .map(({ pathname }) => pathname);
  const order: KeepOrder = { release: new URL(release).pathname, files: [...new Set(files)] };
  active?.postMessage(order);
}
