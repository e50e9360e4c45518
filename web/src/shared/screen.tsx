import { lazyRouteComponent } from '@tanstack/react-router';
import type { ComponentType } from 'react';
import { wordsFetched } from '../i18n/words.ts';
import { allows, type Needs } from './needs.ts';
import { useSession } from './session-context.tsx';
import { NotAllowed } from './state-pages.tsx';

/** A screen that is fetched when it is opened, for those who may open it. */
export function screen(needs: Needs, load: () => Promise<ComponentType>) {
  return lazyRouteComponent(async () => {
    const Screen = await load();
    // Words that cannot be fetched stand in the language that is here.
    await wordsFetched().catch(console.error);
    return {
      default: function Guarded() {
        return allows(useSession(), needs) ? <Screen /> : <NotAllowed />;
      },
    };
  });
}
