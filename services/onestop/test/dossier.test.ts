import { Refusal } from '@lienthong/domain';
import { createCalendar, createProcedures, layersFor, shippedLayers } from '@lienthong/legal-clock';
import type { DecisionContext } from '../src/domain/decide/context.ts';
import { decideCorrect } from '../src/domain/decide/correct.ts';
import { decideCorrectApplicant } from '../src/domain/decide/correct-applicant.ts';
import { decideFinish } from '../src/domain/decide/finish.ts';
import { decideHandOver } from '../src/domain/decide/hand-over.ts';
import { decideRequestSupplement } from '../src/domain/decide/request-supplement.ts';
import { decideResume } from '../src/domain/decide/resume.ts';
import { decideReturn } from '../src/domain/decide/return.ts';
import { decideVoid } from '../src/domain/decide/void.ts';
import { decideWithdraw } from '../src/domain/decide/withdraw.ts';
import { dueViewOf } from '../src/domain/due-view.ts';
import { dueKnownBy } from '../src/domain/legal-term.ts';
import { listEntryOf } from '../src/domain/worklist.ts';
import { apply, at, type Case, calendar, contextAt, receive } from './support/cases.ts';

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
  ['1.004873', '2025-06-30', '09:00', '2025-07-03', 'three working days'],
  ['1.004837', '2025-06-30', '09:00', '2025-07-03', 'three working days'],
  ['1.004837', '2025-06-30', '18:00', '2025-07-04', 'after hours counts as the next morning'],
  ['1.004873', '2025-06-26', '09:00', '2025-07-01', 'U28: a weekend in between is not counted'],
  ['2.000815', '2025-06-30', '09:00', '2025-06-30', 'the same day'],
  ['2.000815', '2025-06-30', '15:30', '2025-07-01', 'after 15:00 the next working day'],
])('clock data: %s received %s %s is due %s: %s', (procedure, day, time, due) => {
  const { state: dossier } = receive(at(day, time), procedure);
  expect(dossier.due.day).toBe(due);
  expect(dossier.due.derivation.length).toBeGreaterThan(3);
  expect(dossier.due.derivation[0]?.source).not.toBe('');
});

test('clock data: a dossier keeps the rule of the day of its receipt: a supplement after the reform is judged by the old law', () => {
  const received = receive(at('2025-06-30', '10:00'));
  expect(received.state.subject.procedure.version.version).toBe('2018-06-21');
  const now = at('2025-07-01', '09:00');
  const waiting = apply(
    received,
    decideRequestSupplement(received, { reason: 'thiếu CT01' }, contextAt(now)),
  );
  expect(waiting.state.due.derivation.at(-2)?.source).toBe('NĐ 61/2018/NĐ-CP, Điều 19.4');
  expect(waiting.state.due.derivation.at(-1)).toEqual({
    code: 'REMINDS',
    params: { day: '2025-07-16' },
    source: '',
  });
  expect(waiting.state.due).toMatchObject({ day: '', awaitedTo: '2025-07-16', closes: false });
  const later = receive(at('2025-07-01', '10:00'));
  const noticed = apply(
    later,
    decideRequestSupplement(later, { reason: 'thiếu CT01' }, contextAt(at('2025-07-01', '11:00'))),
  );
  expect(noticed.state.due).toMatchObject({ day: '', awaitedTo: '2025-07-16', closes: true });
});

test('a supplement counts the term anew, and the numbers follow: no due day while waiting, a new one after', () => {
  const received = receive(at('2025-06-23', '09:00'));
  expect(received.state.due.day).toBe('2025-06-26');
  const waiting = apply(
    received,
    decideRequestSupplement(received, { reason: 'thiếu giấy tờ' }, contextAt(at('2025-06-24', '09:00'))),
  );
  expect(waiting.events[1]?.movements).toEqual([
    {
      day: '2025-06-24',
      change: 'SUSPENDED',
      field: 'civil_status',
      channel: 'COUNTER',
      dueBefore: '2025-06-26',
      dueAfter: '',
      pendingBefore: true,
      pendingAfter: true,
      timeliness: '',
    },
  ]);
  const resumed = apply(waiting, decideResume(waiting, { note: '' }, contextAt(at('2025-06-27', '09:00'))));
  expect(resumed.state.due.day).toBe('2025-07-02');
  const finished = apply(resumed, decideFinish(resumed, { note: '' }, contextAt(at('2025-07-02', '16:00'))));
  expect(finished.state.timeliness).toBe('ON_TIME');
  expect(finished.events[3]?.movements).toEqual([
    expect.objectContaining({
      dueBefore: '2025-07-02',
      dueAfter: '',
      pendingBefore: true,
      pendingAfter: false,
    }),
  ]);
});

test('a supplement asked for after the term has run out takes nothing back: the dossier stays late, and is counted so', () => {
  const received = receive(at('2025-06-23', '09:00'));
  const now = at('2025-06-27', '09:00');
  const waiting = apply(
    received,
    decideRequestSupplement(received, { reason: 'thiếu giấy tờ' }, contextAt(now)),
  );
  expect(waiting.state).toMatchObject({ status: 'waiting_supplement', due: { day: '2025-06-26' } });
  expect(waiting.events[1]?.movements).toEqual([
    expect.objectContaining({ dueBefore: '2025-06-26', dueAfter: '2025-06-26', pendingAfter: true }),
  ]);
  expect(listEntryOf(waiting.state).lists.map(({ name }) => name)).toEqual(['all', 'running', 'open']);
  expect(dueViewOf(waiting.state, calendar, now)).toMatchObject({ state: 'LATE', daysLeft: -1 });
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
  expect(finished.state.timeliness).toBe('LATE');
  const corrected = apply(
    finished,
    decideCorrect(
      finished,
      { procedureCode: '1.004837', channel: 'ONLINE', reason: 'chọn nhầm thủ tục' },
      contextAt(at('2025-07-01', '09:00')),
    ),
  );
  expect(corrected.state).toMatchObject({
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
    ['2025-06-27', 'RECEIVED', 'civil_status', 'ONLINE', ''],
    ['2025-06-30', 'FINISHED', 'civil_status', 'ONLINE', 'EARLY'],
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

const pausing = createProcedures({
  procedures: [
    {
      code: '1.004837',
      name: 'Đăng ký giám hộ',
      field: 'civil_status',
      versions: [
        {
          version: 'pausing',
          validFrom: '2018-06-21',
          source: 'quy định của ngành',
          terms: { COUNTER: { unit: 'WORKING_DAY', amount: 3 } },
          supplement: { effect: 'PAUSE', basis: 'quy định của ngành', remindAfterDays: 15 },
        },
      ],
    },
  ],
});

test.each([
  ['2025-06-25', '2025-07-10', 'a Thursday'],
  ['2025-06-27', '2025-07-14', 'the Saturday is closed: the Monday after it'],
  ['2027-12-24', '2028-01-08', 'a Saturday beyond the loaded calendars: the day stands'],
])('a supplement asked for on %s is reminded of on %s: %s', (day, remindedOn) => {
  const received = receive(at(day, '09:00'), '1.004837', 'COUNTER', pausing);
  const context = { ...contextAt(at(day, '10:00')), procedures: pausing };
  const waiting = apply(received, decideRequestSupplement(received, { reason: 'thiếu' }, context));
  expect(waiting.state.due).toMatchObject({ day: '', awaitedTo: remindedOn, closes: false });
});

test('what was published later changes nothing for a dossier: terms and name are those of its receipt', () => {
  const received = receive(at('2025-06-23', '09:00'), '1.004837', 'COUNTER', pausing);
  const later = { ...contextAt(at('2025-06-25', '09:00')), procedures: createProcedures({ procedures: [] }) };
  const waiting = apply(received, decideRequestSupplement(received, { reason: 'thiếu' }, later));
  const resumed = apply(
    waiting,
    decideResume(waiting, { note: '' }, { ...later, now: at('2025-06-30', '09:00') }),
  );
  expect(resumed.state.due.day).toBe('2025-07-01');
  expect(resumed.state.subject.procedure).toMatchObject({
    name: 'Đăng ký giám hộ',
    version: { version: 'pausing' },
  });
});

test('where a sector rule pauses, the term goes on after a supplement with what was left', () => {
  const context = (now: number): DecisionContext => ({ ...contextAt(now), procedures: pausing });
  const received = receive(at('2025-06-23', '09:00'), '1.004837', 'COUNTER', pausing);
  const waiting = apply(
    received,
    decideRequestSupplement(received, { reason: 'thiếu' }, context(at('2025-06-25', '09:00'))),
  );
  const resumed = apply(waiting, decideResume(waiting, { note: '' }, context(at('2025-06-30', '09:00'))));
  expect(resumed.state.due.day).toBe('2025-07-01');
  expect(
    code(() =>
      decideCorrect(resumed, { channel: 'ONLINE', reason: 'x' }, context(at('2025-06-30', '10:00'))),
    ),
  ).toBe('CHANNEL_NOT_OFFERED');
});

test('U18: a person put right leaves a trace of which fields, and neither what stood there nor a number moves', () => {
  const received = receive(at('2025-06-30', '09:00'));
  const { applicant } = received.state;
  const now = at('2025-07-01', '10:00');
  const change = {
    applicant: { ...applicant, name: 'Nguyễn Thị Bười' },
    summary: 'hai bản',
    note: 'nghe nhầm',
  };
  const corrected = apply(received, decideCorrectApplicant(received, change, contextAt(now)));
  expect(corrected.state).toEqual({
    ...received.state,
    applicant: change.applicant,
    summary: 'hai bản',
    applicantCorrectedAt: now,
    changedAt: now,
  });
  expect(corrected.events.at(-1)).toMatchObject({
    corrected: ['applicant.name', 'summary'],
    actorName: 'Cán bộ Một cửa',
    movements: [],
    cancels: [],
  });
  // A later correction of the procedure counts the same steps as without it.
  const command = { procedureCode: '1.004873', reason: 'nhầm' };
  const [after] = decideCorrect(corrected, command, contextAt(now));
  const [without] = decideCorrect(received, command, contextAt(now));
  expect(after?.movements).toEqual(without?.movements);
  expect(listEntryOf(corrected.state).words).toContain('buoi');
});

test('U18: what changes nothing, or a dossier that is void, is not put right', () => {
  const received = receive(at('2025-06-30', '09:00'));
  const { applicant, summary } = received.state;
  const same = { applicant, summary, note: '' };
  const context = contextAt(at('2025-06-30', '10:00'));
  expect(code(() => decideCorrectApplicant(received, same, context))).toBe('NOTHING_TO_CORRECT');
  const voided = apply(received, decideVoid(received, { reason: 'nhầm' }, context));
  const other = { ...same, summary: 'khác' };
  expect(code(() => decideCorrectApplicant(voided, other, context))).toBe('DOSSIER_VOIDED');
});

test('a closing day that no calendar named yet is told as soon as its year is published', () => {
  const known = shippedLayers().filter(({ id }) => id !== 'vietnam-2027');
  const until2026 = createCalendar('until 2026', layersFor(known, { province: '46', counters: ['46'] }));
  const received = receive(at('2026-12-21', '09:00'));
  const context = { ...contextAt(at('2026-12-22', '10:00')), calendar: until2026 };
  const { state } = apply(received, decideRequestSupplement(received, { reason: 'thiếu CT01' }, context));
  expect([state.due.closes, state.due.derivation.map(({ code }) => code)]).toEqual([
    false,
    expect.arrayContaining(['CLOSES_LATER']),
  ]);
  expect(dueKnownBy(() => until2026, state)).toEqual(state.due);
  const due = dueKnownBy(() => calendar, state);
  expect(due).toMatchObject({ day: '', awaitedTo: '2027-01-06', closes: true });
  expect(due.derivation.map(({ code }) => code)).not.toContain('CLOSES_LATER');
});
