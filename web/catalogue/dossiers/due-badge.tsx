import { DueBadge } from '../../src/features/dossiers/due/due-badge.tsx';
import type { Examples } from '../examples.ts';
import { standings } from '../sample/dossiers.ts';

const all = (props: { short?: boolean; wrap?: boolean }) => () => (
  <div className="in-line in-surface">
    {Object.entries(standings).map(([name, dossier]) => (
      <DueBadge key={name} dossier={dossier} {...props} />
    ))}
  </div>
);

export const examples: Examples = {
  states: { whole: all({ wrap: true }), 'in a list': all({ short: true }) },
};
