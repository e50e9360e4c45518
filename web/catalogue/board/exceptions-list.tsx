import { ExceptionsList } from '../../src/features/board/exceptions-list.tsx';
import { boardStates } from '../sample/board-states.tsx';

export const examples = boardStates(ExceptionsList);
