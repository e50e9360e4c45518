import { UnitTable } from '../../src/features/board/unit-table.tsx';
import { boardStates } from '../sample/board-states.tsx';

export const examples = boardStates(UnitTable);
