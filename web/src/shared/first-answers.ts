import type { QueryClient } from '@tanstack/react-query';
import { wordsFetched } from '../i18n/words.ts';
import { leaveReplaced } from './release.ts';

const longestMs = 2_000;
const waiting = new Set<() => void>();

/** Somebody needs what waits behind the first answers: it is fetched now. */
export function hurryBehind(): void {
  for (const end of waiting) end();
}

/** Settles when what the first screen asks is answered, and at the latest a moment later; at once where a service worker has the files. */
function firstAnswers(queries: QueryClient): Promise<void> {
  const { serviceWorker } = navigator as Partial<Navigator>;
  if (serviceWorker?.controller) return Promise.resolve();
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      stop();
      waiting.delete(end);
      resolve();
    };
    const timer = setTimeout(end, longestMs);
    waiting.add(end);
    const stop = queries.getQueryCache().subscribe((event) => {
      const isAnswer = event.type === 'updated' && /success|error/.test(event.action.type);
      if (isAnswer && queries.isFetching() === 0) end();
    });
  });
}

const againMs = 3_000;

/** Fetches what the first screen does not need behind it, so that on a slow line nobody waits for it; until it is here. */
export async function fetchBehind<Part>(queries: QueryClient, load: () => Promise<Part>): Promise<Part> {
  await firstAnswers(queries);
  for (;;)
    try {
      const part = await load();
      // Its own words come with it in Vietnamese alone.
      await wordsFetched();
      return part;
    } catch (error) {
      console.error(error);
      await leaveReplaced().catch(console.error);
      await new Promise((resolve) => setTimeout(resolve, againMs));
    }
}
