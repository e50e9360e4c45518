import { Refusal } from '@lienthong/domain';
import fc from 'fast-check';
import { contributionsOf } from '../src/domain/contributions.ts';
import { type Dossier, type DossierEvent, type RecordedEvent, standingOf } from '../src/domain/dossier.ts';
import type { Movement } from '../src/domain/movements.ts';
import { dueViewOf } from '../src/domain/due-view.ts';
import { nextDueAt } from '../src/domain/legal-term.ts';
import { nextAction } from '../src/domain/next-action.ts';
import { decideCorrect } from '../src/domain/decide/correct.ts';
import { decideFinish } from '../src/domain/decide/finish.ts';
import { decideHandOver } from '../src/domain/decide/hand-over.ts';
import { decideRequestSupplement } from '../src/domain/decide/request-supplement.ts';
import { decideResume } from '../src/domain/decide/resume.ts';
import { decideReturn } from '../src/domain/decide/return.ts';
import { decideVoid } from '../src/domain/decide/void.ts';
import { decideWithdraw } from '../src/domain/decide/withdraw.ts';
import type { DecisionContext } from '../src/domain/decide/context.ts';
import { apply, at, calendar, contextAt, receive, type Case } from './support/cases.ts';

// A run of CI draws the same for the same files; a failure names its seed.
const seed = Number(process.env['LT_SEED'] ?? Date.now() % 2 ** 31);

function addedUp(events: RecordedEvent[]): { pending: number; byDue: Record<string, number> } {
  const cancelled = new Set(
    events.flatMap(({ cancels }) => cancels.map(({ eventId, day }) => `${eventId}|${day}`)),
  );
  let pending = 0;
  const byDue: Record<string, number> = {};
  const add = (due: string, by: number): void => {
    if (due !== '') byDue[due] = (byDue[due] ?? 0) + by;
  };
  for (const event of events)
    for (const movement of event.movements) {
      if (cancelled.has(`${event.id}|${movement.day}`)) continue;
      for (const { indicator, carriedBy, value } of contributionsOf(movement)) {
        if (indicator !== 'pending') continue;
        pending += value;
        add(carriedBy, value);
      }
    }
  return { pending, byDue: Object.fromEntries(Object.entries(byDue).filter(([, count]) => count !== 0)) };
}

const procedures = ['1.004873', '1.004837', '2.000815'];
const channels = ['COUNTER', 'ONLINE', 'POST'] as const;
const commands = fc.array(
  fc.record({
    what: fc.constantFrom(
      'hand over',
      'supplement',
      'resume',
      'finish',
      'return',
      'withdraw',
      'void',
      'correct',
    ),
    minutes: fc.integer({ min: -600, max: 6 * 24 * 60 }),
    procedure: fc.constantFrom(...procedures),
    channel: fc.constantFrom(...channels),
    desk: fc.constantFrom('intake', 'specialist', 'chair', 'clerical'),
  }),
  { maxLength: 14 },
);

test('invariant 1: what still counts of any history adds up to where the dossier stands', () => {
  fc.assert(
    fc.property(
      commands,
      fc.constantFrom(...procedures),
      fc.integer({ min: 0, max: 60 * 24 * 60 }),
      (steps, procedure, start) => {
        let now = at('2025-05-01', '07:00') + start * 60_000;
        let one = receive(now, procedure);
        for (const { what, minutes, channel, desk, ...step } of steps) {
          now += minutes * 60_000;
          const context = contextAt(now);
          try {
            one = apply(one, decide(one, what, { ...step, channel, desk, context }));
          } catch (error) {
            if (!(error instanceof Refusal)) throw error;
          }
          const standing = standingOf(one.state);
          expect(addedUp(one.events)).toEqual({
            pending: Number(standing.pending),
            byDue: standing.due === '' ? {} : { [standing.due]: 1 },
          });
          expectHolder(one.state);
        }
        const times = one.events.map((event) => event.at);
        expect(times).toEqual([...times].sort((a, b) => a - b));
      },
    ),
    { numRuns: 300, seed },
  );
});

test.each<[string, Partial<Movement>, string[]]>([
  [
    'is received',
    { change: 'RECEIVED', pendingAfter: true, dueAfter: '2025-07-02' },
    ['received', '+ 2025-07-02'],
  ],
  [
    'waits for a supplement',
    { change: 'SUSPENDED', pendingBefore: true, dueBefore: '2025-07-02', pendingAfter: true },
    ['- 2025-07-02', '+ '],
  ],
  [
    'goes on as it was due before',
    { change: 'RESUMED', pendingBefore: true, pendingAfter: true, dueBefore: 'x', dueAfter: 'x' },
    [],
  ],
  [
    'is finished late',
    { change: 'FINISHED', timeliness: 'LATE', pendingBefore: true, dueBefore: '2025-07-02' },
    ['finished_late', '- 2025-07-02'],
  ],
  ['is withdrawn while it waits', { change: 'WITHDRAWN', pendingBefore: true }, ['withdrawn', '- ']],
])('a dossier that %s', (_, movement, counted) => {
  const contributions = contributionsOf({
    day: '2025-06-30',
    change: 'RECEIVED',
    field: 'civil_status',
    channel: 'ONLINE',
    dueBefore: '',
    dueAfter: '',
    pendingBefore: false,
    pendingAfter: false,
    timeliness: '',
    ...movement,
  });
  expect(
    contributions.map(({ indicator, carriedBy, value }) =>
      indicator === 'pending' ? `${value > 0 ? '+' : '-'} ${carriedBy}` : indicator,
    ),
  ).toEqual(counted);
  for (const { dimensions } of contributions)
    expect(dimensions).toEqual([
      { name: 'channel', value: 'online' },
      { name: 'field', value: 'civil_status' },
    ]);
});

function decide(
  one: Case,
  what: string,
  step: { procedure: string; channel: 'COUNTER' | 'ONLINE' | 'POST'; desk: string; context: DecisionContext },
): DossierEvent[] {
  const { context } = step;
  switch (what) {
    case 'hand over':
      return decideHandOver(one, { to: step.desk as 'chair', note: '' }, context);
    case 'supplement':
      return decideRequestSupplement(one, { reason: 'thiếu' }, context);
    case 'resume':
      return decideResume(one, { note: '' }, context);
    case 'finish':
      return decideFinish(one, { note: '' }, context);
    case 'return':
      return decideReturn(one, { note: '' }, context);
    case 'withdraw':
      return decideWithdraw(one, { reason: 'rút' }, context);
    case 'void':
      return decideVoid(one, { reason: 'nhầm' }, context);
    default:
      return decideCorrect(
        one,
        { procedureCode: step.procedure, channel: step.channel, reason: 'nhầm' },
        context,
      );
  }
}

/** Invariant 3: every open dossier has a holder, a next action and a next due time. */
function expectHolder(dossier: Dossier): void {
  if (dossier.closedAt !== 0) return;
  expect(dossier.holder).not.toBe('');
  expect(nextAction(dossier)).not.toBe('');
  expect(dossier.due.day || dossier.due.awaitedTo).not.toBe('');
  expect(nextDueAt(dossier.due)).toBeGreaterThan(dossier.receivedAt - 86_400_000);
}

test.each([
  ['2025-06-30', '10:00', 'RUNNING', 3],
  ['2025-07-02', '10:00', 'SOON', 1],
  ['2025-07-03', '18:30', 'TODAY', 0],
  ['2025-07-07', '09:00', 'LATE', -2],
])('invariant 4: on %s %s a due date of 03/07 is %s, %i working days left', (day, time, state, daysLeft) => {
  const { state: dossier } = receive(at('2025-06-30', '09:00'));
  expect(dueViewOf(dossier, calendar, at(day, time))).toMatchObject({ state, daysLeft });
});

test('where no calendar can be counted with, a dossier stands by plain days', () => {
  const { state: dossier } = receive(at('2025-06-30', '09:00'));
  expect(dueViewOf(dossier, undefined, at('2025-07-07', '09:00'))).toMatchObject({
    state: 'LATE',
    daysLeft: -4,
  });
});
