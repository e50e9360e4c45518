import { fetchCommands } from './features-of.ts';
import { keepApp } from './keep-app.ts';
import { loadWork } from './work/index.tsx';
import { fetchWindows } from './windows/index.tsx';
import { wordsFetched } from '../i18n/words.ts';
import type { Feature } from '../shared/feature.ts';

/** Fetches what may be opened next, and has all of it kept on the device. */
export async function preloadApp(features: readonly Feature[]): Promise<void> {
  await preloadScreens(features);
  await keepApp();
}

/**
 * Fetches the screens of a person's features before they are opened: the counter then works on when the line to the office's server
 * breaks, and nobody waits at the first click.
 */
async function preloadScreens(features: readonly Feature[]): Promise<void> {
  // What is unsent is kept, looked at and sent again when the site is away.
  await Promise.all([import('../outbox/open-on-device.ts'), fetchCommands(), fetchWindows()]);
  if (features.some(({ work }) => work)) await loadWork();
  await Promise.all([import('../shared/failure-words.tsx'), import('./not-found.tsx')]);
  for (const load of features.flatMap(partsOf)) await load();
  await wordsFetched();
}

const partsOf = ({
  preload,
  papers,
  scans,
  shortcuts,
  search,
  work,
}: Feature): (() => Promise<unknown>)[] => [
  ...preload,
  ...(papers ? [async () => Promise.all((await papers()).map(({ load }) => load()))] : []),
  ...(scans ? [async () => Promise.all((await scans()).map(({ load }) => load()))] : []),
  ...(search ? [search.load] : []),
  ...(shortcuts ? [shortcuts] : []),
  ...(work ? [work] : []),
];
