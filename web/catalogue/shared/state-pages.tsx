import { Failed, NotAllowed, Page, Unreachable } from '../../src/shared/state-pages.tsx';
import type { Examples } from '../examples.ts';
import { longProcedure } from '../sample/names.ts';

export const examples: Examples = {
  isAlone: true,
  states: {
    'not allowed': NotAllowed,
    offline: Unreachable,
    failed: Failed,
    'long words': () => (
      <Page icon="alert" title={longProcedure}>
        <p>{longProcedure}</p>
      </Page>
    ),
  },
};
