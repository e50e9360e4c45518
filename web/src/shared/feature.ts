import type { AnyRoute } from '@tanstack/react-router';
import type { AnyCommand } from '../outbox/command.ts';
import type { Needs } from './needs.ts';
import type { AnyPaper } from './paper.ts';
import type { Find } from './search.ts';

/** What the frame says of a feature: it is there before the feature's own words are. */
export interface Name {
  vi: string;
  en: string;
}

/** A key of a screen, as the help names it. */
export interface Shortcut {
  keys: readonly string[];
  does: Name;
  /** Where it needs more than its feature. */
  needs?: Needs;
}

/** How many are known; there may be more unless it is exact. */
export interface Counted {
  least: number;
  isExact: boolean;
}

/** How much waits for the person, beside the feature's entry in the navigation. */
export interface Count {
  /** A hook. */
  useCount: () => Counted;
  /** `{n} hồ sơ đang giải quyết` */
  of: Name;
}

/** A part of the app, as it declares itself in `features/<name>/feature.ts`. `app/` makes the frame from the list of them. */
export interface Feature<Routes extends readonly AnyRoute[] = readonly AnyRoute[]> {
  needs: Needs;
  /** Its entry in the navigation: its home, and that of a person who has no feature before it. */
  nav: { to: string; name: Name; count?: () => Promise<Count> };
  routes: Routes;
  /** What is fetched before it is opened: it works on when the line to the site breaks. */
  preload: readonly (() => Promise<unknown>)[];
  /** Sent by the outbox until they are answered. */
  commands?: readonly AnyCommand[];
  /** What it gives to the search over all features: what it finds, as the field says it, and how. */
  search?: { finds: Name; load: () => Promise<Find> };
  /** What it prints. */
  papers?: readonly AnyPaper[];
  shortcuts?: () => Promise<readonly Shortcut[]>;
  /** Where its screen has the whole window, without the frame's bar. */
  bare?: (path: string, search: object) => boolean;
}

export const defineFeature = <const Routes extends readonly AnyRoute[]>(
  feature: Feature<Routes>,
): Feature<Routes> => feature;
