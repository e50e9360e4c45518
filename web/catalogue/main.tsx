import '../src/design/fonts.css';
import '../src/design/tokens.css';
import '../src/design/base.css';
import './page.css';
import axe, { type Result, type RunOptions } from 'axe-core';
import { createRoot } from 'react-dom/client';
import '../src/first-paint.ts';
import { examplesOf } from './examples.ts';
import { Page } from './page.tsx';
import { speak } from './speak.ts';
import { World } from './world.tsx';

export interface Catalogue {
  /** Each component with its states; one that is shown alone has a page for each. */
  components: {
    name: string;
    states: string[];
    isAlone: boolean;
    isForWall: boolean;
    ready?: string | undefined;
  }[];
  /** Leaves twenty rows of every list: the others are alike, and take their time. */
  shorten: () => void;
  /** What axe complains about in all that is shown. */
  faults: (asked: RunOptions) => Promise<Result[]>;
  /** What a screen reader says of a state that is shown. */
  speak: (state: string) => Promise<string[]>;
}

declare global {
  // The check of the catalogue asks it.
  var catalogue: Catalogue;
}

const restOfMany = ':is(li, tr, option):nth-child(n + 21)';

globalThis.catalogue = {
  components: [...examplesOf].map(([name, { states, isAlone = false, isForWall = false, ready }]) => ({
    name,
    states: Object.keys(states),
    isAlone,
    isForWall,
    ready,
  })),
  shorten: () => {
    for (const row of document.querySelectorAll(restOfMany)) row.remove();
  },
  faults: async (asked) => (await axe.run(asked)).violations,
  speak,
};

// Without a site every call ends as it does without a line.
globalThis.fetch = () => Promise.reject(new TypeError('there is no site'));

const root = document.getElementById('app');
if (!root) throw new Error('index.html has no #app');
createRoot(root).render(<World page={Page} />);
