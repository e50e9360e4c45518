import {
  computeDueDate,
  hueCounterCalendar,
  instantAt,
  replayDerivation,
  type RunningTerm,
} from '../src/index.ts';

/** Stopped on its last day, Friday 28 February 2025, until Sunday 9 March: that day comes back and moves on to Monday 10. */
const givenBack: RunningTerm = {
  receivedAt: instantAt('2025-02-24', '09:00'),
  rule: {
    id: 'r',
    version: '1',
    title: 'r',
    source: 'r',
    validFrom: '2025-01-01',
    terms: { ANY: [{ holder: 'a', term: { unit: 'WORKING_DAY', amount: 4 } }] },
    interruptions: { THIRD_PARTY: { effect: 'PAUSE', basis: 'r' } },
    readings: { stopOnLastDay: 'GIVES_DAY_BACK', afterHours: 'DAY_OF_RECEIPT' },
  },
  channel: 'COUNTER',
  calendar: hueCounterCalendar(),
  interruptions: [
    { reason: 'THIRD_PARTY', from: instantAt('2025-02-28', '10:00'), to: instantAt('2025-03-09', '12:00') },
  ],
};
const linesOf = (term: RunningTerm): unknown[] =>
  computeDueDate(term).derivation.steps.map(({ kind }) => kind);

test('a stop that is over on the day that was given back already gives nothing more, in the date and in the proof', () => {
  const afternoon = instantAt('2025-03-10', '15:00');
  const again: RunningTerm = {
    ...givenBack,
    interruptions: [
      ...(givenBack.interruptions ?? []),
      { reason: 'THIRD_PARTY', from: afternoon, to: afternoon },
    ],
  };
  const { due, derivation } = computeDueDate(again);
  expect(due?.dueDay).toBe('2025-03-10');
  expect(replayDerivation(derivation)?.dueDay).toBe('2025-03-10');
  expect(linesOf(givenBack).filter((kind) => kind === 'GIVEN_BACK')).toHaveLength(1);
  expect(linesOf(again).filter((kind) => kind === 'GIVEN_BACK')).toHaveLength(1);
});
