import { features } from '../../src/app/features-of.ts';
import { Rail } from '../../src/app/rail.tsx';
import type { Feature } from '../../src/shared/feature.ts';
import type { Examples } from '../examples.ts';

const nothing = (): void => undefined;
const some = (own: readonly Feature[]) => () => <Rail features={own} onHelp={nothing} onMore={nothing} />;

export const examples: Examples = {
  // On a phone it stands at the foot of the window.
  isAlone: true,
  states: {
    '0 entries': some([]),
    '1 entry': some(features.slice(0, 1)),
    // Without a site nothing is known of what waits.
    'every entry': some(features),
  },
};
