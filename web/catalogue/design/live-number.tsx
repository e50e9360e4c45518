import { LiveNumber } from '../../src/design/index.ts';
import type { Examples } from '../examples.ts';

export const examples: Examples = {
  states: {
    known: () => <LiveNumber text="1.234.567" />,
    unknown: () => <LiveNumber text="–" />,
  },
};
