import { CommuneTiles } from '../../src/features/board/commune-tiles.tsx';
import { boardStates } from '../sample/board-states.tsx';

export const examples = boardStates(CommuneTiles);
