import type { DerivationLine } from '../../src/api/onestop.ts';
import { DueCard } from '../../src/features/dossiers/due/due-card.tsx';
import type { Examples } from '../examples.ts';
import { due, dossier, standings } from '../sample/dossiers.ts';

const derivation: DerivationLine[] = [
  {
    code: 'DERIVATION_CODE_RECEIVED',
    params: { at: '2025-06-30T01:30:00Z', channel: 'COUNTER' },
    source: 'Nghị định 118/2025/NĐ-CP, Điều 17',
  },
  {
    code: 'DERIVATION_CODE_DUE_DAY',
    params: { day: '2025-07-02' },
    source: 'Nghị định 118/2025/NĐ-CP, Điều 20',
  },
];

export const examples: Examples = {
  states: {
    ...Object.fromEntries(
      Object.entries(standings).map(([name, standing]) => [name, () => <DueCard dossier={standing} />]),
    ),
    'with its derivation': () => <DueCard open dossier={dossier({ due: due({ derivation }) })} />,
    'handed in without a line': () => (
      <DueCard open dossier={dossier({ due: due({ derivation }), recordedAt: '2025-06-30T03:30:00Z' })} />
    ),
  },
};
