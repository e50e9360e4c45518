import { lazyRouteComponent } from '@tanstack/react-router';
import type { ComponentType } from 'react';
import { allows, type Needs } from './needs.ts';
import { useSession } from './session-context.tsx';
import { NotAllowed } from './state-pages.tsx';

/** A screen that is fetched when it is opened, for those who may open it. */
export function screen(needs: Needs, load: () => Promise<ComponentType>) {
  return lazyRouteComponent(async () => {
    const Screen = await load();
    return {
      default: function Guarded() {
        return allows(useSession(), needs) ? <Screen /> : <NotAllowed />;
      },
    };
  });
}
