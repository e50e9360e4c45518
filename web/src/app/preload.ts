import { loadWork } from './work/index.tsx';
import { fetchWindows } from './windows/index.tsx';
import { wordsFetched } from '../i18n/words.ts';
import type { Feature } from '../shared/feature.ts';

/**
 * Fetches the screens of a person's features before they are opened: the counter then works on when the line to the office's server
 * breaks, and nobody waits at the first click.
 */
export async function preloadScreens(features: readonly Feature[]): Promise<void> {
  // What is unsent is looked at when the site is away.
  await fetchWindows();
  if (features.some(({ work }) => work)) await loadWork();
  for (const load of features.flatMap(partsOf)) await load();
  await wordsFetched();
}

const partsOf = ({
  preload,
  papers = [],
  scans = [],
  shortcuts,
  search,
  work,
}: Feature): (() => Promise<unknown>)[] => [
  ...preload,
  ...papers.map(({ load }) => load),
  ...scans.map(({ load }) => load),
  ...(search ? [search.load] : []),
  ...(shortcuts ? [shortcuts] : []),
  ...(work ? [work] : []),
];
