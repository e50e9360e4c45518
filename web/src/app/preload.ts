import { wordsFetched } from '../i18n/words.ts';
import type { Feature } from '../shared/feature.ts';

/**
 * Fetches the screens of a person's features before they are opened: the counter then works on when the line to the office's server
 * breaks, and nobody waits at the first click.
 */
export async function preloadScreens(features: readonly Feature[]): Promise<void> {
  for (const { preload } of features) for (const load of preload) await load();
  await wordsFetched();
}
