import type { KeepOrder } from '../worker/service-worker.ts';
import { ownRelease } from '../shared/release.ts';

/** Has the service worker keep what this window runs on: the app then opens while the site is away. */
export async function keepApp(): Promise<void> {
  const { serviceWorker } = navigator as Partial<Navigator>;
  const release = ownRelease();
  // A page without TLS has none.
  if (!serviceWorker || !release) return;
  await serviceWorker.register('/service-worker.js', { updateViaCache: 'none' });
  const { active } = await serviceWorker.ready;
  const files = performance
    .getEntriesByType('resource')
    .map(({ name }) => new URL(name))
    .filter(({ origin, pathname }) => origin === location.origin && /^\/(assets\/|mark\.svg$)/.test(pathname))
    .map(({ pathname }) => pathname);
  const order: KeepOrder = { release, files: [...new Set(files)] };
  active?.postMessage(order);
}
