import type { DeadLetter } from '../../src/api/dead-letters.ts';
import { DeadLetters } from '../../src/features/operation/dead-letters.tsx';
import { deadLettersQuery } from '../../src/features/operation/queries.ts';
import { ToastProvider } from '../../src/design/index.ts';
import type { Examples } from '../examples.ts';
import { Answered } from '../world.tsx';

const letter = (index: number): DeadLetter => ({
  id: `l${index}`,
  service: 'reporting',
  consumer: 'facts',
  eventType: 'onestop.dossier.received.v1',
  eventId: `e${index}`,
  subject: 'd1',
  unit: '20116@0',
  eventTime: '2025-06-30T01:30:00Z',
  attempts: 3,
  deadSince: '2025-06-30T01:31:00Z',
  owner: 'DEAD_LETTER_OWNER_SITE_OPERATOR',
  nextAction: 'DEAD_LETTER_ACTION_TELL_SUPPORT',
  due: '2025-07-01T01:31:00Z',
});
const some = (count: number) => () => (
  <Answered
    to={[
      [
        deadLettersQuery('reporting').queryKey,
        { deadLetters: Array.from({ length: count }, (_, index) => letter(index)), isMore: false },
      ],
    ]}
  >
    <ToastProvider>
      <DeadLetters services={['reporting']} />
    </ToastProvider>
  </Answered>
);

export const examples: Examples = {
  states: {
    '0 rows': some(0),
    '1 row': some(1),
    '500 rows': some(500),
    offline: () => (
      <ToastProvider>
        <DeadLetters services={['onestop']} />
      </ToastProvider>
    ),
  },
};
