import type { AnyRoute } from '@tanstack/react-router';
import type { IconName } from '../design/index.ts';
import type { AnyCommand } from '../outbox/command.ts';
import type { Needs } from './needs.ts';
import type { AnyPaper } from './paper.ts';
import type { Scan } from './scans.ts';
import type { Find } from './search.ts';
import type { FindWork } from './work.ts';

/** What the frame says of a feature: it is there before the feature's own words are. */
export interface Name {
  vi: string;
  en: string;
}

declare module '@tanstack/react-router' {
  /** Each route says what its window is called; without it nothing compiles. */
  interface StaticDataRouteOption {
    title: Name;
    /** Where it needs more than its feature. */
    needs?: Needs;
  }
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

/** Something that a person should look at soon, however they work. */
export interface Attention {
  /** Unique within its feature. */
  id: string;
  tone: 'late' | 'soon';
  n: number;
  /** `{n} hồ sơ quá hạn` */
  of: Name;
  href: string;
}

/** How much waits for the person, beside the feature's entry in the navigation. */
export interface Count {
  /** A hook. */
  useCount: () => Counted;
  /** `{n} hồ sơ đang giải quyết` */
  of: Name;
  /** A hook: what the bell tells; undefined: not known. */
  useAttention?: () => readonly Attention[] | undefined;
}

/** Something to begin, from anywhere: by its key, from the search, from the list of work. */
export interface Start {
  name: Name;
  to: string;
  /** One letter, in lower case. */
  key?: string;
  /** Where it needs more than its feature. */
  needs?: Needs;
}

/** A part of the app, as it declares itself in `features/<name>/feature.ts`. `app/` makes the frame from the list of them. */
export interface Feature<Routes extends readonly AnyRoute[] = readonly AnyRoute[]> {
  needs: Needs;
  /** Entries of one kind stand together. */
  group: 'work' | 'overview' | 'operation';
  /** Its entry in the navigation. */
  nav: { to: string; name: Name; icon: IconName; count?: () => Promise<Count> };
  /** Whoever has it first begins here, not at the list of all work. */
  isHome?: boolean;
  routes: Routes;
  /** What is fetched before it is opened: it works on when the line to the site breaks. */
  preload: readonly (() => Promise<unknown>)[];
  /** Sent by the outbox until they are answered. */
  commands?: () => Promise<readonly AnyCommand[]>;
  /** What it gives to the search over all features: what it finds, as the field says it, and how. */
  search?: { finds: Name; load: () => Promise<Find> };
  /** What it gives to the list of a person's work. */
  work?: () => Promise<FindWork>;
  starts?: readonly Start[];
  /** What it prints. */
  papers?: () => Promise<readonly AnyPaper[]>;
  shortcuts?: () => Promise<readonly Shortcut[]>;
  /** What it does with what a scanner reads. */
  scans?: () => Promise<readonly Scan[]>;
  /** Where its screen has the whole window, without the frame's bar. */
  bare?: (path: string, search: object) => boolean;
}

export const defineFeature = <const Routes extends readonly AnyRoute[]>(
  feature: Feature<Routes>,
): Feature<Routes> => feature;
