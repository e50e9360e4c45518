import {
  classify,
  computeDueDate,
  hueCounterCalendar,
  instantAt,
  type Rule,
  type RunningTerm,
  refuseExtension,
  refuseRule,
  stateAt,
} from '../../src/index.ts';

const rule: Rule = {
  id: 'r',
  version: '1',
  title: 'r',
  source: 'r',
  validFrom: '2025-01-01',
  terms: { ANY: [{ holder: 'a', term: { unit: 'WORKING_DAY', amount: 5 } }] },
};
const term: RunningTerm = {
  receivedAt: instantAt('2025-06-02', '09:00'),
  rule,
  channel: 'COUNTER',
  calendar: hueCounterCalendar(),
};
const at = (text: string): number => instantAt(`2025-06-${text.slice(0, 2)}`, text.slice(3));

const withTerm = (amount: number): Rule => ({
  ...rule,
  terms: { ANY: [{ holder: 'a', term: { unit: 'WORKING_DAY', amount } }] },
});
const wait = (from: string, to?: string) => ({
  reason: 'FEE' as const,
  from: at(from),
  ...(to ? { to: at(to) } : {}),
});
const move = (when: string, newDueDay: string) => ({ at: at(when), newDueDay, reason: 'x' });

/** Rules and running terms that nothing can be counted by: name, attempt, and the code and place of the refusal. */
export const badTerms: readonly [string, () => unknown, string][] = [
  ['a negative term', () => refuseRule(withTerm(-3)), 'BAD_TERM r@1.terms.ANY[0].term.amount'],
  ['half a day', () => refuseRule(withTerm(2.5)), 'BAD_TERM r@1.terms.ANY[0].term.amount'],
  ['a rule without a term', () => refuseRule({ ...rule, terms: {} }), 'BAD_RULE r@1.terms'],
  [
    'a rule that ends before it starts',
    () => refuseRule({ ...rule, lastDay: '2024-01-01' }),
    'BAD_RULE r@1.lastDay',
  ],
  [
    'a reading that is none',
    () => refuseRule({ ...rule, readings: { afterHours: 'NEVER' as never } }),
    'BAD_RULE r@1.readings.afterHours',
  ],
  [
    'a limit without its consequence',
    () =>
      refuseRule({
        ...rule,
        interruptions: { FEE: { effect: 'PAUSE', basis: 'x', atMost: { unit: 'CALENDAR_DAY', amount: 5 } } },
      }),
    'BAD_RULE r@1.interruptions.FEE',
  ],
  [
    'a channel without a term',
    () => computeDueDate({ ...term, channel: 'POST', rule: { ...rule, terms: { COUNTER: rule.terms.ANY } } }),
    'NO_TERM_FOR_CHANNEL r@1.terms',
  ],
  [
    'a resume before its suspension',
    () =>
      computeDueDate({
        ...term,
        interruptions: [wait('03 09:00', '04 09:00'), wait('05 09:00', '04 09:00')],
      }),
    'RESUME_BEFORE_SUSPENSION interruptions[1].to',
  ],
  [
    'an interruption before the receipt',
    () => computeDueDate({ ...term, interruptions: [wait('01 09:00')] }),
    'INTERRUPTION_BEFORE_RECEIPT interruptions[0].from',
  ],
  [
    'an extension on the due day',
    () => refuseExtension({ ...term, extensions: [move('09 08:00', '2025-06-13')] }),
    'EXTENSION_TOO_LATE extensions[0].at',
  ],
  [
    'a second extension',
    () =>
      refuseExtension({
        ...term,
        extensions: [move('05 08:00', '2025-06-13'), move('06 08:00', '2025-06-16')],
      }),
    'EXTENSION_TWICE extensions[1]',
  ],
  [
    'an extension to an earlier day',
    () => refuseExtension({ ...term, extensions: [move('05 08:00', '2025-06-06')] }),
    'EXTENSION_NOT_LATER extensions[0].newDueDay',
  ],
  [
    'an extension to a closed day',
    () => refuseExtension({ ...term, extensions: [move('05 08:00', '2025-06-14')] }),
    'EXTENSION_ON_CLOSED_DAY extensions[0].newDueDay',
  ],
  [
    'an extension while the clock stands still',
    () =>
      refuseExtension({
        ...term,
        interruptions: [wait('04 09:00', '09 09:00')],
        extensions: [move('05 08:00', '2025-06-13')],
      }),
    'EXTENSION_WHILE_SUSPENDED extensions[0]',
  ],
  [
    'an extension before the receipt',
    () => computeDueDate({ ...term, extensions: [move('01 08:00', '2025-06-13')] }),
    'EXTENSION_BEFORE_RECEIPT extensions[0].at',
  ],
  [
    'an interruption for no known reason',
    () => computeDueDate({ ...term, interruptions: [{ ...wait('03 09:00'), reason: 'LUNCH' as never }] }),
    'BAD_INTERRUPTION interruptions[0].reason',
  ],
  [
    'a prolongation that shortens',
    () =>
      computeDueDate({
        ...term,
        interruptions: [
          {
            ...wait('03 09:00'),
            plannedTo: '2025-06-10',
            prolonged: [{ at: at('04 09:00'), plannedTo: '2025-06-06', basis: 'x' }],
          },
        ],
      }),
    'BAD_INTERRUPTION interruptions[0].prolonged[0].plannedTo',
  ],
  [
    'an interruption that begins never',
    () => computeDueDate({ ...term, interruptions: [{ reason: 'FEE', from: Number.NaN }] }),
    'BAD_INTERRUPTION interruptions[0].from',
  ],
  [
    'a receipt that is no instant',
    () => computeDueDate({ ...term, receivedAt: Number.NaN }),
    'BAD_END receivedAt',
  ],
  [
    'a result before the receipt',
    () => classify(term, computeDueDate(term), at('01 09:00')),
    'BAD_END finishedAt',
  ],
  [
    'a result while the clock stands still',
    () => {
      const waiting = { ...term, interruptions: [wait('03 09:00')] };
      return classify(waiting, computeDueDate(waiting), at('05 09:00'));
    },
    'BAD_END finishedAt',
  ],
  [
    'an end before the receipt',
    () => stateAt(term, at('05 09:00'), { kind: 'STOPPED', at: at('01 09:00') }),
    'BAD_END ending.at',
  ],
  [
    'a wait with an effect that is none',
    () => refuseRule({ ...rule, interruptions: { FEE: { effect: 'FREEZE' as never, basis: 'x' } } }),
    'BAD_RULE r@1.interruptions.FEE.effect',
  ],
  [
    'a wait for a reason that is none',
    () => refuseRule({ ...rule, interruptions: { LUNCH: { effect: 'PAUSE', basis: 'x' } } as never }),
    'BAD_RULE r@1.interruptions.LUNCH',
  ],
  [
    'a channel that is none',
    () => refuseRule({ ...rule, terms: { FAX: rule.terms.ANY } as never }),
    'BAD_RULE r@1.terms.FAX',
  ],
  [
    'a unit that is none',
    () =>
      refuseRule({ ...rule, terms: { ANY: [{ holder: 'a', term: { unit: 'MOON', amount: 1 } as never }] } }),
    'BAD_TERM r@1.terms.ANY[0].term.unit',
  ],
  [
    'a third of an hour',
    () =>
      refuseRule({
        ...rule,
        terms: { ANY: [{ holder: 'a', term: { unit: 'WORKING_HOUR', amount: 1.001 } }] },
      }),
    'BAD_TERM r@1.terms.ANY[0].term.amount',
  ],
  [
    'hand-overs out of order',
    () =>
      computeDueDate({
        ...term,
        handOvers: [
          { at: at('04 09:00'), to: 'b', why: 'NEXT_STAGE' },
          { at: at('03 09:00'), to: 'c', why: 'NEXT_STAGE' },
        ],
      }),
    'BAD_HANDOVER handOvers[1].at',
  ],
  [
    'a receipt beyond the calendar',
    () => computeDueDate({ ...term, receivedAt: instantAt('2028-01-03', '09:00') }),
    'BEYOND_CALENDAR calendar hue-counter',
  ],
  [
    'a term that leaves the calendar',
    () => computeDueDate({ ...term, receivedAt: instantAt('2027-12-30', '09:00') }),
    'BEYOND_CALENDAR calendar hue-counter',
  ],
  [
    'hours that leave the calendar',
    () =>
      computeDueDate({
        ...term,
        receivedAt: instantAt('2027-12-31', '16:00'),
        rule: { ...rule, terms: { ANY: [{ holder: 'a', term: { unit: 'WORKING_HOUR', amount: 8 } }] } },
      }),
    'BEYOND_CALENDAR calendar hue-counter',
  ],
];
