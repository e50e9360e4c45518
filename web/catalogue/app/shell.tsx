import { Shell } from '../../src/app/shell.tsx';
import type { Examples } from '../examples.ts';
import { longUnit } from '../sample/names.ts';
import { session } from '../sample/session.ts';
import { Answered } from '../world.tsx';

const other = { ...session.homeUnit, key: '20125@0', name: longUnit };

const some = (change: Partial<typeof session>) => () => (
  <Answered to={[[['session'], { ...session, ...change }]]}>
    <Shell />
  </Answered>
);

export const examples: Examples = {
  isAlone: true,
  // What may come behind the first screen has come.
  ready: 'header [class*="bell"] button',
  states: {
    'one unit': some({}),
    'two units, long names': some({ units: [session.homeUnit, other] }),
    'no demonstration': some({ demonstration: false }),
    // As this device knows whoever worked here last.
    offline: () => <Shell />,
  },
};
