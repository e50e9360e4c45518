import { useEffect } from 'react';
import Wall from '../../src/features/board/wall.tsx';
import type { Examples } from '../examples.ts';
import { type Asked, boardOf, province } from '../sample/board.ts';

const forward = (): void =>
  void document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight', bubbles: true }));

/** @param scene how often the scene was changed */
function Scene({ asked, scene }: { asked: Asked; scene: number }) {
  useEffect(() => {
    for (let step = 0; step < scene; step += 1) forward();
  }, [scene]);
  return <Wall board={boardOf(asked)} />;
}
const some =
  (asked: Asked, scene = 0) =>
  () => <Scene asked={asked} scene={scene} />;

export const examples: Examples = {
  isAlone: true,
  isForWall: true,
  states: {
    'figures, known': some({}),
    'figures, connecting': some({ isConnecting: true }),
    'figures, signal lost': some({ isLost: true }),
    'exceptions, none': some({ communes: 1 }, 1),
    'exceptions, 500 rows': some({ ...province, reason: 'FRESHNESS_REASON_LINK_DOWN' }, 1),
    'exceptions, signal lost': some({ silent: 2, isLost: true }, 1),
    'ranking, 0 rows': some({ districts: 0 }, 2),
    'ranking, 500 rows': some(province, 2),
    'ranking, long names': some({ isLong: true }, 2),
    'ranking, signal lost': some({ isLost: true }, 2),
  },
};
