import { addDays, instantOf } from '@lienthong/domain';
import fc from 'fast-check';
import type { Change, DossierMoves, Movement } from '../src/domain/dossier-moves.ts';
import { channels } from '../src/domain/indicator.ts';

const unit = '20116@0';
const fields = ['civil_status', 'authentication', 'residence'] as const;

/** An event of a dossier with what a test says of it. */
export function moves(
  eventId: string,
  day: string,
  movements: (Partial<Movement> & { day: string; change: Change })[],
  cancels: DossierMoves['cancels'] = [],
): DossierMoves {
  return {
    eventId,
    eventType: 'onestop.dossier.corrected.v1',
    unit,
    at: instantOf(day, '09:00'),
    dossierCode: 'H57.01-250630-0001',
    movements: movements.map((movement) => ({
      field: 'civil_status',
      channel: 'counter',
      pendingBefore: false,
      dueBefore: '',
      pendingAfter: false,
      dueAfter: '',
      ...movement,
    })),
    cancels,
  };
}

type Step = 'suspend' | 'resume' | 'reschedule' | 'finish' | 'withdraw';

/** A dossier's events: received, then any legal steps on rising days, and voided in the end if wanted. */
export function aDossier(want: { voided?: boolean }): fc.Arbitrary<DossierMoves[]> {
  return fc
    .record({
      id: fc.uuid(),
      start: fc.nat({ max: 3 }),
      field: fc.constantFrom(...fields),
      channel: fc.constantFrom(...channels),
      due: fc.nat({ max: 6 }),
      steps: fc.array(
        fc.record({
          step: fc.constantFrom<Step>('suspend', 'resume', 'reschedule', 'finish', 'withdraw'),
          days: fc.nat({ max: 2 }),
          due: fc.nat({ max: 6 }),
        }),
        { maxLength: 5 },
      ),
      timeliness: fc.constantFrom('early' as const, 'on_time' as const, 'late' as const),
      voided: want.voided === undefined ? fc.boolean() : fc.constant(want.voided),
    })
    .map((plan) => {
      const events: DossierMoves[] = [];
      let day = addDays('2025-06-24', plan.start);
      let state: { pending: boolean; due: string } = { pending: false, due: '' };
      const push = (change: Change, after: { pending: boolean; due: string }): void => {
        events.push(
          moves(`${plan.id}-${events.length}`, day, [
            {
              day,
              change,
              field: plan.field,
              channel: plan.channel,
              pendingBefore: state.pending,
              dueBefore: state.due,
              pendingAfter: after.pending,
              dueAfter: after.due,
            },
          ]),
        );
        state = after;
      };
      push({ kind: 'received' }, { pending: true, due: addDays(day, plan.due) });
      for (const { step, days, due } of plan.steps) {
        if (!state.pending) break;
        day = addDays(day, days);
        const next = { pending: true, due: addDays(day, due) };
        if (step === 'suspend' && state.due !== '') push({ kind: 'suspended' }, { pending: true, due: '' });
        else if (step === 'resume' && state.due === '') push({ kind: 'resumed' }, next);
        else if (step === 'reschedule' && state.due !== '') push({ kind: 'rescheduled' }, next);
        else if (step === 'finish')
          push({ kind: 'finished', timeliness: plan.timeliness }, { pending: false, due: '' });
        else if (step === 'withdraw') push({ kind: 'withdrawn' }, { pending: false, due: '' });
      }
      if (plan.voided)
        events.push(
          moves(
            `${plan.id}-void`,
            addDays(day, 1),
            [],
            events.flatMap((event) =>
              event.movements.map((movement) => ({ eventId: event.eventId, day: movement.day })),
            ),
          ),
        );
      return events;
    });
}

/** Everything that some dossiers did. */
export const aHistory: fc.Arbitrary<DossierMoves[]> = fc
  .array(aDossier({}), { maxLength: 6 })
  .map((dossiers) => dossiers.flat());
