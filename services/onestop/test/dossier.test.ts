import { dayOf, type Instant, instantOf, Refusal } from '@lienthong/domain';
import { hueCounterCalendar } from '@lienthong/legal-clock';
import fc from 'fast-check';
import { loadCatalogue } from '../src/adapters/catalogue-file.ts';
import type { DecisionContext } from '../src/domain/decide/context.ts';
import { decideCorrect } from '../src/domain/decide/correct.ts';
import { decideFinish } from '../src/domain/decide/finish.ts';
import { decideHandOver } from '../src/domain/decide/hand-over.ts';
import { decideReceive } from '../src/domain/decide/receive.ts';
import { decideRequestSupplement } from '../src/domain/decide/request-supplement.ts';
import { decideResume } from '../src/domain/decide/resume.ts';
import { decideReturn } from '../src/domain/decide/return.ts';
import { decideVoid } from '../src/domain/decide/void.ts';
import { decideWithdraw } from '../src/domain/decide/withdraw.ts';
import {
  type Dossier,
  type DossierEvent,
  evolve,
  type RecordedEvent,
  standingOf,
} from '../src/domain/dossier.ts';
import { dueViewOf } from '../src/domain/due-view.ts';
import { nextDueAt } from '../src/domain/legal-term.ts';
import { nextAction } from '../src/domain/office-words.ts';

const catalogue = loadCatalogue();
const calendar = hueCounterCalendar();
const actor = { subject: 'clerk-1', name: 'Cán bộ Một cửa' };
const at = (day: string, time: string): Instant => instantOf(day, time);
const contextAt = (now: Instant): DecisionContext => ({ now, actor, catalogue, calendar });

interface Case {
  dossier: Dossier;
  events: RecordedEvent[];
}

function apply(before: Case | undefined, events: DossierEvent[]): Case {
  let dossier = before?.dossier;
  const recorded = [...(before?.events ?? [])];
  for (const event of events) {
    dossier = evolve(dossier, event);
    recorded.push({
      ...event,
      id: `e${recorded.length + 1}`,
      version: recorded.length + 1,
      procedureCode: dossier.subject.procedureCode,
    });
  }
  if (!dossier) throw new Error('nothing happened');
  return { dossier, events: recorded };
}

function receive(
  now: Instant,
  procedureCode = '1.004194',
  channel: 'COUNTER' | 'ONLINE' | 'POST' = 'COUNTER',
): Case {
  const inForce = catalogue.findOn(procedureCode, dayOf(now));
  if (!inForce) throw new Error('no such procedure');
  const applicant = { name: 'Nguyễn Thị Bưởi', identityNumber: '', phone: '0905123456', address: '' };
  const command = {
    dossierId: '0197bd1e-0000-7000-8000-000000000001',
    unit: '20116@0',
    procedureCode,
    channel,
    applicant,
    summary: '',
  };
  return apply(undefined, decideReceive(command, contextAt(now), { code: 'H57.01.16-250630-0001', inForce }));
}

/** What the numbers say of one dossier: everything that still counts, added up. */
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
      pending += Number(movement.pendingAfter) - Number(movement.pendingBefore);
      add(movement.dueBefore, -1);
      add(movement.dueAfter, 1);
    }
  return { pending, byDue: Object.fromEntries(Object.entries(byDue).filter(([, count]) => count !== 0)) };
}

const code = (work: () => unknown): string => {
  try {
    work();
    return '';
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
};

test.each([
  ['1.004873', '2025-06-30', '09:00', '2025-07-03', 'three calendar days'],
  ['1.004194', '2025-06-30', '09:00', '2025-07-03', 'three working days'],
  ['1.004194', '2025-06-30', '18:00', '2025-07-04', 'after hours counts as the next morning'],
  ['1.004873', '2025-06-26', '09:00', '2025-06-30', 'ends on a Sunday and moves on'],
  ['2.000815', '2025-06-30', '09:00', '2025-06-30', 'the same day'],
  ['2.000815', '2025-06-30', '15:30', '2025-07-01', 'after 15:00 the next working day'],
])('%s received %s %s is due %s: %s', (procedure, day, time, due) => {
  const { dossier } = receive(at(day, time), procedure);
  expect(dossier.due.day).toBe(due);
  expect(dossier.due.derivation.length).toBeGreaterThan(3);
  expect(dossier.due.derivation[0]?.source).not.toBe('');
});

test('a dossier keeps the rule of the day of its receipt: a supplement after the reform is judged by the old law', () => {
  const received = receive(at('2025-06-30', '10:00'));
  expect(received.dossier.subject.ruleVersion).toBe('2018-06-21');
  const now = at('2025-07-01', '09:00');
  const waiting = apply(
    received,
    decideRequestSupplement(received, { reason: 'thiếu CT01' }, contextAt(now)),
  );
  expect(waiting.dossier.due.derivation.at(-1)?.source).toBe('NĐ 61/2018/NĐ-CP, Điều 19.4');
  expect(waiting.dossier.due).toMatchObject({ day: '', awaitedTo: '2025-07-16', closes: false });
  const later = receive(at('2025-07-01', '10:00'));
  const noticed = apply(
    later,
    decideRequestSupplement(later, { reason: 'thiếu CT01' }, contextAt(at('2025-07-01', '11:00'))),
  );
  expect(noticed.dossier.due).toMatchObject({ day: '', awaitedTo: '2025-07-16', closes: true });
});

test('a supplement counts the term anew, and the numbers follow: no due day while waiting, a new one after', () => {
  const received = receive(at('2025-06-23', '09:00'));
  expect(received.dossier.due.day).toBe('2025-06-26');
  const waiting = apply(
    received,
    decideRequestSupplement(received, { reason: 'thiếu giấy tờ' }, contextAt(at('2025-06-24', '09:00'))),
  );
  expect(waiting.events[1]?.movements).toEqual([
    {
      day: '2025-06-24',
      change: 'SUSPENDED',
      field: 'residence',
      channel: 'COUNTER',
      dueBefore: '2025-06-26',
      dueAfter: '',
      pendingBefore: true,
      pendingAfter: true,
      timeliness: '',
    },
  ]);
  const resumed = apply(waiting, decideResume(waiting, { note: '' }, contextAt(at('2025-06-27', '09:00'))));
  expect(resumed.dossier.due.day).toBe('2025-07-02');
  const finished = apply(resumed, decideFinish(resumed, { note: '' }, contextAt(at('2025-07-02', '16:00'))));
  expect(finished.dossier.timeliness).toBe('ON_TIME');
  expect(addedUp(finished.events)).toEqual({ pending: 0, byDue: {} });
});

test('a voided dossier cancels everything it counted, on the days on which it counted', () => {
  const received = receive(at('2025-06-27', '09:00'));
  const finished = apply(
    received,
    decideFinish(received, { note: '' }, contextAt(at('2025-06-30', '09:00'))),
  );
  const voided = apply(
    finished,
    decideVoid(finished, { reason: 'nhập nhầm' }, contextAt(at('2025-07-01', '09:00'))),
  );
  expect(voided.events[2]).toMatchObject({
    movements: [],
    cancels: [
      { eventId: 'e1', day: '2025-06-27' },
      { eventId: 'e2', day: '2025-06-30' },
    ],
  });
  expect(code(() => decideVoid(voided, { reason: 'x' }, contextAt(at('2025-07-01', '09:01'))))).toBe(
    'DOSSIER_VOIDED',
  );
});

test('a corrected dossier counts again under the right procedure on its own days, and a void after it cancels only what stands', () => {
  const received = receive(at('2025-06-27', '09:00'), '2.000815');
  const finished = apply(
    received,
    decideFinish(received, { note: '' }, contextAt(at('2025-06-30', '09:00'))),
  );
  expect(finished.dossier.timeliness).toBe('LATE');
  const corrected = apply(
    finished,
    decideCorrect(
      finished,
      { procedureCode: '1.004194', channel: 'ONLINE', reason: 'chọn nhầm thủ tục' },
      contextAt(at('2025-07-01', '09:00')),
    ),
  );
  expect(corrected.dossier).toMatchObject({
    status: 'finished',
    timeliness: 'EARLY',
    due: { day: '2025-07-02' },
  });
  const event = corrected.events[2];
  expect(event?.cancels).toEqual([
    { eventId: 'e1', day: '2025-06-27' },
    { eventId: 'e2', day: '2025-06-30' },
  ]);
  expect(
    event?.movements.map(({ day, change, field, channel, timeliness }) => [
      day,
      change,
      field,
      channel,
      timeliness,
    ]),
  ).toEqual([
    ['2025-06-27', 'RECEIVED', 'residence', 'ONLINE', ''],
    ['2025-06-30', 'FINISHED', 'residence', 'ONLINE', 'EARLY'],
  ]);
  const voided = apply(
    corrected,
    decideVoid(corrected, { reason: 'hủy' }, contextAt(at('2025-07-02', '09:00'))),
  );
  expect(voided.events[3]?.cancels).toEqual([
    { eventId: 'e3', day: '2025-06-27' },
    { eventId: 'e3', day: '2025-06-30' },
  ]);
});

const refused: [string, (before: Case, context: DecisionContext) => unknown, Record<string, string>][] = [
  [
    'hand over',
    (one, context) => decideHandOver(one, { to: 'chair', note: '' }, context),
    {
      waiting: 'DOSSIER_WAITING_SUPPLEMENT',
      finished: 'DOSSIER_ALREADY_FINISHED',
      returned: 'DOSSIER_CLOSED',
      withdrawn: 'DOSSIER_CLOSED',
      voided: 'DOSSIER_VOIDED',
    },
  ],
  [
    'request a supplement',
    (one, context) => decideRequestSupplement(one, { reason: 'x' }, context),
    {
      waiting: 'DOSSIER_WAITING_SUPPLEMENT',
      finished: 'DOSSIER_ALREADY_FINISHED',
      returned: 'DOSSIER_CLOSED',
      withdrawn: 'DOSSIER_CLOSED',
      voided: 'DOSSIER_VOIDED',
    },
  ],
  [
    'resume',
    (one, context) => decideResume(one, { note: '' }, context),
    {
      received: 'DOSSIER_NOT_WAITING',
      finished: 'DOSSIER_NOT_WAITING',
      returned: 'DOSSIER_CLOSED',
      withdrawn: 'DOSSIER_CLOSED',
      voided: 'DOSSIER_VOIDED',
    },
  ],
  [
    'finish',
    (one, context) => decideFinish(one, { note: '' }, context),
    {
      waiting: 'DOSSIER_WAITING_SUPPLEMENT',
      finished: 'DOSSIER_ALREADY_FINISHED',
      returned: 'DOSSIER_CLOSED',
      withdrawn: 'DOSSIER_CLOSED',
      voided: 'DOSSIER_VOIDED',
    },
  ],
  [
    'return',
    (one, context) => decideReturn(one, { note: '' }, context),
    {
      received: 'DOSSIER_NOT_FINISHED',
      waiting: 'DOSSIER_NOT_FINISHED',
      returned: 'DOSSIER_CLOSED',
      withdrawn: 'DOSSIER_CLOSED',
      voided: 'DOSSIER_VOIDED',
    },
  ],
  [
    'withdraw',
    (one, context) => decideWithdraw(one, { reason: 'x' }, context),
    {
      finished: 'DOSSIER_ALREADY_FINISHED',
      returned: 'DOSSIER_CLOSED',
      withdrawn: 'DOSSIER_CLOSED',
      voided: 'DOSSIER_VOIDED',
    },
  ],
  ['void', (one, context) => decideVoid(one, { reason: 'x' }, context), { voided: 'DOSSIER_VOIDED' }],
  [
    'correct',
    (one, context) => decideCorrect(one, { channel: 'POST', reason: 'x' }, context),
    { voided: 'DOSSIER_VOIDED' },
  ],
];

function inEveryState(): Record<string, Case> {
  const received = receive(at('2025-06-30', '08:00'));
  const context = contextAt(at('2025-06-30', '09:00'));
  const finished = apply(received, decideFinish(received, { note: '' }, context));
  return {
    received,
    waiting: apply(received, decideRequestSupplement(received, { reason: 'x' }, context)),
    finished,
    returned: apply(finished, decideReturn(finished, { note: '' }, context)),
    withdrawn: apply(received, decideWithdraw(received, { reason: 'x' }, context)),
    voided: apply(received, decideVoid(received, { reason: 'x' }, context)),
  };
}

test.each(refused)(
  'to %s in the wrong state is refused by name, in every state',
  (_name, decide, expected) => {
    const context = contextAt(at('2025-06-30', '10:00'));
    const answers = Object.entries(inEveryState()).map(([state, one]) => [
      state,
      code(() => decide(one, context)),
    ]);
    const open = Object.fromEntries(answers.map(([state]) => [state, expected[state ?? ''] ?? '']));
    expect(Object.fromEntries(answers)).toEqual(open);
  },
);

test('a hand-over to the desk that holds it, and a correction that changes nothing, are refused', () => {
  const received = receive(at('2025-06-30', '08:00'));
  const context = contextAt(at('2025-06-30', '09:00'));
  expect(code(() => decideHandOver(received, { to: 'intake', note: '' }, context))).toBe('ALREADY_HELD');
  const specialist = apply(received, decideHandOver(received, { to: 'specialist', note: '' }, context));
  expect(code(() => decideHandOver(specialist, { to: 'specialist', note: '' }, context))).toBe(
    'ALREADY_HELD',
  );
  expect(code(() => decideCorrect(received, { channel: 'COUNTER', reason: 'x' }, context))).toBe(
    'NOTHING_TO_CORRECT',
  );
  expect(code(() => decideCorrect(received, { procedureCode: '9.999999', reason: 'x' }, context))).toBe(
    'INVALID_FIELD',
  );
});

const procedures = ['1.004873', '1.004194', '2.000815'];
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
          const standing = standingOf(one.dossier);
          expect(addedUp(one.events)).toEqual({
            pending: Number(standing.pending),
            byDue: standing.due === '' ? {} : { [standing.due]: 1 },
          });
          expectHolder(one.dossier, now);
        }
        const times = one.events.map((event) => event.at);
        expect(times).toEqual([...times].sort((a, b) => a - b));
      },
    ),
    { numRuns: 300 },
  );
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

/** Invariant 3: every open dossier has a holder, a next action and a next due time, in words. */
function expectHolder(dossier: Dossier, now: Instant): void {
  if (dossier.closedAt !== 0) return;
  expect(dossier.holder).not.toBe('');
  expect(nextAction(dossier)).not.toBe('');
  expect(nextDueAt(dossier.due)).toBeGreaterThan(dossier.receivedAt - 86_400_000);
  expect(dueViewOf(dossier, calendar, now).words).toMatch(/\d\d\/\d\d/);
}

test.each([
  ['2025-06-30', '10:00', 'RUNNING', 'còn 3 ngày làm việc, đến hết thứ Năm 03/07'],
  ['2025-07-02', '10:00', 'SOON', 'còn 1 ngày làm việc, đến hết thứ Năm 03/07'],
  ['2025-07-03', '18:30', 'TODAY', 'đến hạn hôm nay, hết thứ Năm 03/07'],
  ['2025-07-07', '09:00', 'LATE', 'quá hạn 2 ngày làm việc, hạn là thứ Năm 03/07'],
])('invariant 4: on %s %s a due date of 03/07 is %s: %s', (day, time, state, words) => {
  const { dossier } = receive(at('2025-06-30', '09:00'));
  expect(dueViewOf(dossier, calendar, at(day, time))).toMatchObject({ state, words });
});

test('a due date across the year says the year', () => {
  const { dossier } = receive(at('2025-12-30', '09:00'));
  expect(dossier.due.day).toBe('2026-01-06');
  expect(dueViewOf(dossier, calendar, at('2025-12-31', '09:00')).words).toBe(
    'còn 2 ngày làm việc, đến hết thứ Ba 06/01/2026',
  );
});
