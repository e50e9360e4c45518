import { lazyRouteComponent } from '@tanstack/react-router';
import { wordsFetched } from '../../i18n/words.ts';

/** Fetched when it is opened, as the screens of features are. */
export const loadWork = () => import('./work-screen.tsx');

export const WorkRoute = lazyRouteComponent(async () => {
  const { WorkScreen } = await loadWork();
  await wordsFetched().catch(console.error);
  return { default: WorkScreen };
});
