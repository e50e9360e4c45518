import {
  classify,
  computeDueDate,
  hueCounterCalendar,
  instantAt,
  type Rule,
  type RunningTerm,
  type State,
  stateAt,
} from '../src/index.ts';

const at = (text: string): number => instantAt(`2025-06-${text.slice(0, 2)}`, text.slice(3));
const rule: Rule = {
  id: 'r',
  version: '1',
  title: 'r',
  source: 'r',
  validFrom: '2025-01-01',
  terms: { ANY: [{ holder: 'UBND xã', term: { unit: 'WORKING_DAY', amount: 5 } }] },
};
/** Received Monday 2 June, due Monday 9 June. */
const term: RunningTerm = {
  receivedAt: at('02 09:00'),
  rule,
  channel: 'COUNTER',
  calendar: hueCounterCalendar(),
};
const waiting = (reason: 'FEE' | 'SUPPLEMENT', from: string, to?: string): RunningTerm => ({
  ...term,
  interruptions: [{ reason, from: at(from), ...(to ? { to: at(to) } : {}) }],
});

const short = ({ state, light, minutesLeft, daysLeft, lateMinutes, lateDays }: State): unknown[] =>
  [state, light, minutesLeft ?? lateMinutes, daysLeft ?? lateDays].filter((part) => part !== undefined);

test('before the receipt nothing runs', () => {
  expect(short(stateAt(term, at('01 09:00')))).toEqual(['NOT_STARTED', 'GREY']);
});

test('green with more than a day left, yellow within a day, with what is left in office time', () => {
  expect(short(stateAt(term, at('04 09:00')))).toEqual(['RUNNING', 'GREEN', 6.5 * 60 + 3 * 480 - 0, 3]);
  expect(short(stateAt(term, at('06 13:00')))).toEqual(['RUNNING', 'YELLOW', 240 + 480, 1]);
});

test('due today until midnight, late by office time from the day after', () => {
  expect(short(stateAt(term, at('09 15:00')))).toEqual(['DUE_TODAY', 'YELLOW', 120, 0]);
  expect(short(stateAt(term, at('09 20:00')))).toEqual(['DUE_TODAY', 'YELLOW', 0, 0]);
  expect(short(stateAt(term, at('10 09:30')))).toEqual(['LATE', 'RED', 120, 1]);
});

test('while it waits there is no date but what is left, and a missed supplement has to be closed', () => {
  const fee = stateAt(waiting('FEE', '04 10:00', '12 10:00'), at('05 10:00'));
  expect([fee.state, fee.light, fee.due, fee.suspension?.left.amount]).toEqual([
    'SUSPENDED',
    'GREY',
    undefined,
    3,
  ]);
  const papers = waiting('SUPPLEMENT', '04 10:00');
  expect(stateAt(papers, at('19 23:00')).state).toBe('SUSPENDED');
  expect(short(stateAt(papers, at('20 08:00')))).toEqual(['TO_BE_CLOSED', 'RED']);
});

test('what happened later is not known earlier', () => {
  const later = waiting('FEE', '04 10:00', '06 10:00');
  expect(stateAt(later, at('03 10:00')).due?.dueDay).toBe('2025-06-09');
  expect(stateAt(later, at('06 11:00')).due?.dueDay).toBe('2025-06-11');
});

test('finished early, on time at any hour of the day, or late', () => {
  const finished = (when: string) => stateAt(term, at('20 09:00'), { kind: 'FINISHED', at: at(when) });
  expect(finished('06 10:00').state).toBe('FINISHED_EARLY');
  expect(finished('09 23:30').state).toBe('FINISHED_ON_TIME');
  expect(short(finished('10 00:01'))).toEqual(['FINISHED_LATE', 'RED']);
});

test('a result while the clock stands still has no date to be judged by', () => {
  const ending = { kind: 'FINISHED', at: at('05 09:00') } as const;
  expect(stateAt(waiting('FEE', '04 10:00'), at('06 09:00'), ending).state).toBe('SUSPENDED');
});

test('a dossier that the counter closed is out of the ratio like a stopped one', () => {
  const ending = { kind: 'CLOSED', at: at('20 09:00') } as const;
  expect(short(stateAt(waiting('SUPPLEMENT', '04 10:00'), at('23 09:00'), ending))).toEqual([
    'CLOSED',
    'GREY',
  ]);
});

test('withdrawn and stopped dossiers are neither in time nor late', () => {
  expect(short(stateAt(term, at('20 09:00'), { kind: 'WITHDRAWN', at: at('05 09:00') }))).toEqual([
    'WITHDRAWN',
    'GREY',
  ]);
  expect(stateAt(term, at('04 09:00'), { kind: 'STOPPED', at: at('05 09:00') }).state).toBe('RUNNING');
});

test('a result after the first date is late, with an apology in time kept beside', () => {
  const moved: RunningTerm = {
    ...term,
    extensions: [{ at: at('05 09:00'), newDueDay: '2025-06-13', reason: 'x' }],
  };
  const due = computeDueDate(moved);
  expect([due.due?.dueDay, due.original?.dueDay]).toEqual(['2025-06-13', '2025-06-09']);
  expect(classify(moved, due, at('12 09:00'))).toEqual({
    outcome: 'LATE',
    againstNewDate: 'EARLY',
    apologised: true,
  });
  expect(stateAt(moved, at('10 09:00')).state).toBe('RUNNING');
});

test('hour terms are judged by the instant', () => {
  const hours: RunningTerm = {
    ...term,
    rule: { ...rule, terms: { ANY: [{ holder: 'x', term: { unit: 'WORKING_HOUR', amount: 8 } }] } },
  };
  const due = computeDueDate(hours);
  const outcomes = ['03 08:59', '03 09:00', '03 09:01'].map((when) => classify(hours, due, at(when)).outcome);
  expect(outcomes).toEqual(['EARLY', 'ON_TIME', 'LATE']);
});

test('each holder has its own time inside the total, and a merger changes the holder only', () => {
  const chain: RunningTerm = {
    ...term,
    rule: {
      ...rule,
      terms: {
        ANY: [
          { holder: 'counter', term: { unit: 'WORKING_DAY', amount: 3 } },
          { holder: 'agency', term: { unit: 'WORKING_DAY', amount: 2 } },
        ],
      },
    },
    handOvers: [
      { at: at('06 10:00'), to: 'agency', why: 'NEXT_STAGE' },
      { at: at('07 00:00'), to: 'new agency', why: 'SUCCESSION' },
    ],
  };
  const holders = (when: string) =>
    stateAt(chain, at(when)).holders.map(({ holder, succeeded, due, state }) => [
      holder,
      succeeded,
      due?.dueDay,
      state,
    ]);
  expect(holders('03 10:00')).toEqual([
    ['counter', [], '2025-06-05', 'HOLDING'],
    ['agency', [], '2025-06-09', 'NOT_STARTED'],
  ]);
  // The counter was a day late; the agency's two days would end on the 10th, the total does not move.
  expect(holders('06 11:00')).toEqual([
    ['counter', [], '2025-06-05', 'DONE_LATE'],
    ['agency', [], '2025-06-09', 'HOLDING'],
  ]);
  expect(holders('10 09:00')[1]).toEqual(['new agency', ['agency'], '2025-06-09', 'HOLDING_LATE']);
  const before = computeDueDate({ ...chain, handOvers: [] }).due;
  expect(computeDueDate(chain).due).toEqual(before);
});

test('after a supplement the first holder has its time anew, and while it is awaited nobody is late', () => {
  const stages = ['counter', 'agency'].map((holder) => ({
    holder,
    term: { unit: 'WORKING_DAY', amount: 2 } as const,
  }));
  const chain: RunningTerm = {
    ...waiting('SUPPLEMENT', '03 10:00', '10 10:00'),
    rule: { ...rule, terms: { ANY: stages } },
    handOvers: [
      { at: at('03 09:00'), to: 'agency', why: 'NEXT_STAGE' },
      { at: at('11 09:00'), to: 'agency', why: 'NEXT_STAGE' },
    ],
  };
  const holders = (when: string) =>
    stateAt(chain, at(when)).holders.map(({ holder, since, due, state }) => [
      holder,
      since,
      due?.dueDay,
      state,
    ]);
  // Before the request the agency held it: two days from the hand-over on Tuesday 3 June.
  expect(holders('03 09:30')[1]).toEqual(['agency', at('03 09:00'), '2025-06-05', 'HOLDING']);
  expect(holders('09 09:00')[1]).toEqual(['agency', at('03 09:00'), '2025-06-05', 'SUSPENDED']);
  // Complete on Tuesday 10 June: the chain is counted anew, 11 and 12 at the counter, 13 and 16 at the agency.
  expect(holders('10 11:00')).toEqual([
    ['counter', at('10 10:00'), '2025-06-12', 'HOLDING'],
    ['agency', undefined, '2025-06-16', 'NOT_STARTED'],
  ]);
  expect(holders('11 10:00')).toEqual([
    ['counter', at('10 10:00'), '2025-06-12', 'DONE'],
    ['agency', at('11 09:00'), '2025-06-13', 'HOLDING'],
  ]);
});
