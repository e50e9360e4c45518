import { Tiles } from '../../src/features/board/tiles.tsx';
import { boardStates } from '../sample/board-states.tsx';

export const examples = boardStates(Tiles);
