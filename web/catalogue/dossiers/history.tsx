import { History } from '../../src/features/dossiers/record/history.tsx';
import type { Examples } from '../examples.ts';
import { dossier, entry } from '../sample/dossiers.ts';
import { longName, longProcedure } from '../sample/names.ts';

const many = Array.from({ length: 500 }, (_, index) =>
  entry({ eventId: `e${index}`, type: 'onestop.dossier.handed_over.v1' }),
);

export const examples: Examples = {
  states: {
    '0 rows': () => <History dossier={dossier()} />,
    '1 row': () => <History dossier={dossier({ history: [entry()] })} />,
    '500 rows': () => <History dossier={dossier({ history: many })} />,
    'on its way': () => <History dossier={dossier({ history: [entry({ published: false })] })} />,
    corrected: () => (
      <History
        dossier={dossier({
          history: [
            entry({
              type: 'onestop.dossier.applicant_corrected.v1',
              corrected: ['applicant.name', 'applicant.phone'],
            }),
          ],
        })}
      />
    ),
    'long words': () => (
      <History dossier={dossier({ history: [entry({ actorName: longName, note: longProcedure })] })} />
    ),
    'unknown to this release': () => (
      <History dossier={dossier({ history: [entry({ type: 'onestop.dossier.sung_about.v9' })] })} />
    ),
  },
};
