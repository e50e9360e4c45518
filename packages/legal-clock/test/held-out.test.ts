import {
  classify,
  computeDueDate,
  type CalendarLayer,
  createCalendar,
  findDueDay,
  hueCounterCalendar,
  instantAt,
  layersFor,
  type Line,
  linesOf,
  previewRecompute,
  refuseRule,
  type Rule,
  type RunningTerm,
  shippedLayers,
  stateAt,
  type Term,
} from '../src/index.ts';
import { partWeekLayer, stormLayer } from './support/case-calendars.ts';

const calendar = hueCounterCalendar();

const ruleOf = (term: Term, change: Partial<Rule> = {}): Rule => ({
  id: 'r',
  version: '1',
  title: 'r',
  source: 'the rule',
  validFrom: '2024-01-01',
  terms: { ANY: [{ holder: 'a', term }] },
  ...change,
});

const termOf = (received: [string, string], term: Term, change: Partial<RunningTerm> = {}): RunningTerm => ({
  receivedAt: instantAt(...received),
  rule: ruleOf(term),
  channel: 'COUNTER',
  calendar,
  ...change,
});

const days = (amount: number): Term => ({ unit: 'WORKING_DAY', amount });
const linesFor = (term: RunningTerm): readonly Line[] => linesOf(computeDueDate(term).derivation);
const find = (lines: readonly Line[], code: Line['code']): Line | undefined =>
  lines.find((line) => line.code === code);

test('clock 3: a closing day that the calendar does not reach is named as such, and stops nothing', () => {
  const asked = { reason: 'SUPPLEMENT', from: instantAt('2027-12-17', '09:00') } as const;
  const term = termOf(['2027-12-15', '09:00'], days(3), { interruptions: [asked] });
  const { suspension } = computeDueDate(term);
  expect(suspension?.closesAfter).toBeUndefined();
  expect(suspension?.beyondCalendar).toEqual(['closesAfter']);
  expect(find(linesFor(term), 'CLOSES_LATER')).toBeDefined();
});

test.each([
  ['before its first day', '2024-12-31', { validFrom: '2025-01-01' }],
  ['after its last day', '2026-06-01', { lastDay: '2026-05-31' }],
])('clock 14: a version that was not in force at the receipt is remarked: %s', (_when, received, change) => {
  const term = { ...termOf([received, '09:00'], days(3)), rule: ruleOf(days(3), change) };
  expect(computeDueDate(term).findings).toContainEqual({ code: 'RULE_NOT_IN_FORCE' });
  expect(computeDueDate(termOf([received, '09:00'], days(3))).findings).toEqual([]);
});

test('clock 15: a promise does not outlive the term that it was made for', () => {
  const promised = termOf(['2026-06-01', '09:00'], days(5), {
    extensions: [{ at: instantAt('2026-06-03', '09:00'), newDueDay: '2026-06-15', reason: 'x' }],
  });
  const finished = instantAt('2026-06-12', '09:00');
  expect(classify(promised, computeDueDate(promised), finished)).toEqual({
    outcome: 'LATE',
    againstNewDate: 'EARLY',
    apologised: true,
  });
  const reset = {
    ...promised,
    interruptions: [
      {
        reason: 'SUPPLEMENT' as const,
        from: instantAt('2026-06-04', '09:00'),
        to: instantAt('2026-06-05', '09:00'),
      },
    ],
  };
  expect(classify(reset, computeDueDate(reset), finished)).toEqual({ outcome: 'ON_TIME', apologised: false });
});

test('clock 16: a closure on the day on which a supplement closes is in the preview', () => {
  const layers = layersFor([...shippedLayers(), stormLayer], { province: '46', counters: ['46'] });
  const before = createCalendar('c', layers);
  const storm = {
    date: '2026-06-18',
    kind: 'LOCAL_CLOSURE',
    name: 'Bão',
    source: 'CĐ',
    status: 'OFFICIAL',
  } as const;
  const scope = { kind: 'UNIT', code: 'x' } as const;
  const after = createCalendar('c', [
    ...layers,
    { id: 's', version: 1, scope, title: 's', status: 'OFFICIAL', hours: [], days: [storm] },
  ]);
  const asked = { reason: 'SUPPLEMENT', from: instantAt('2026-06-03', '09:00') } as const;
  const term = termOf(['2026-06-01', '09:00'], days(5), { calendar: before, interruptions: [asked] });
  expect(previewRecompute([{ id: 'd', term }], before, after).changes).toMatchObject([
    { id: 'd', closes: { before: '2026-06-18', after: '2026-06-19' } },
  ]);
});

test('clock words: each day between a receipt and the day it counts on is told with its reason', () => {
  const lines = linesFor(termOf(['2026-11-23', '23:50'], days(3)));
  expect(find(lines, 'RECEIVED')?.params).toMatchObject({ countsFrom: '2026-11-25' });
  expect(find(lines, 'SKIPPED')).toMatchObject({
    params: { name: 'Ngày Văn hóa Việt Nam', stretches: '2026-11-24' },
    source: expect.stringContaining('NQ 28/2026'),
  });
});

test.each([
  ['15:00', false],
  ['15:30', true],
])(
  'clock words: a same-day procedure received at %s says that it came after its hour: %s',
  (time, isTold) => {
    const lines = linesFor(termOf(['2026-06-01', time], { unit: 'SAME_DAY', cutoff: '15:00' }));
    expect(find(lines, 'AFTER_CUTOFF') !== undefined).toBe(isTold);
  },
);

test('clock words: an apology tells the term to its day, then the new day', () => {
  const term = termOf(['2026-06-01', '09:00'], days(3), {
    extensions: [{ at: instantAt('2026-06-02', '09:00'), newDueDay: '2026-06-10', reason: 'x' }],
  });
  const lines = linesFor(term);
  expect(find(lines, 'COUNTED_DAYS')?.params).toMatchObject({
    amount: '3',
    to: '2026-06-04',
    complete: 'true',
  });
  expect(find(lines, 'WEEKENDS')).toBeUndefined();
  expect(find(lines, 'EXTENDED')?.params).toMatchObject({ from: '2026-06-04', to: '2026-06-10' });
});

test('clock words: a last day that moves off a closure rests on the notice of that closure', () => {
  const place = { province: '46', unit: 'storm', counters: ['46'] };
  const stormy = createCalendar('storm', layersFor([...shippedLayers(), stormLayer], place));
  const term = termOf(['2025-09-24', '09:00'], { unit: 'CALENDAR_DAY', amount: 5 }, { calendar: stormy });
  expect(find(linesFor(term), 'MOVED')?.source).toBe('Công điện');
});

test('clock words: an open supplement says by when, and what follows', () => {
  const asked = { reason: 'SUPPLEMENT', from: instantAt('2026-06-03', '09:00') } as const;
  const lines = linesFor(termOf(['2026-06-01', '09:00'], days(5), { interruptions: [asked] }));
  expect(find(lines, 'CLOSES')?.params).toEqual({ day: '2026-06-18' });
});

test('clock words: a wait that is over says from when to when', () => {
  const asked = {
    reason: 'SUPPLEMENT',
    from: instantAt('2026-06-03', '10:00'),
    to: instantAt('2026-06-04', '20:30'),
  } as const;
  const lines = linesFor(termOf(['2026-06-01', '09:00'], days(5), { interruptions: [asked] }));
  expect(find(lines, 'RESTARTED')?.params).toMatchObject({
    since: '2026-06-03T03:00:00.000Z',
    until: '2026-06-04T13:30:00.000Z',
  });
});

test('clock words: what is filed online is received when it is accepted', () => {
  const lines = linesFor(termOf(['2026-06-01', '23:50'], days(3), { channel: 'ONLINE' }));
  expect(find(lines, 'FILED_ONLINE')?.params).toMatchObject({ countsFrom: '2026-06-02' });
  expect(find(lines, 'RECEIVED')).toBeUndefined();
});

test('clock 12: of agencies that work at once the proof says which one decides', () => {
  const rule = ruleOf(days(3), {
    terms: {
      ANY: [3, 5, 2].map((amount, at) => ({ holder: `agency ${at}`, term: days(amount), after: [] })),
    },
  });
  const lines = linesFor({ ...termOf(['2026-06-01', '09:00'], days(3)), rule });
  expect(find(lines, 'LATEST')?.params).toEqual({ holder: 'agency 1', day: '2026-06-08' });
});

test('a term that begins anew beyond the calendar has no date of before', () => {
  const pause = {
    reason: 'FEE',
    from: instantAt('2027-12-21', '09:00'),
    to: instantAt('2027-12-23', '09:00'),
  } as const;
  const reset = {
    reason: 'SUPPLEMENT',
    from: instantAt('2027-12-29', '09:00'),
    to: instantAt('2027-12-31', '18:00'),
  } as const;
  const term = termOf(['2027-12-20', '09:00'], days(5), { interruptions: [pause, reset] });
  expect(() => computeDueDate(term)).toThrow('leaves the loaded calendar');
  expect(() => findDueDay(term)).toThrow('leaves the loaded calendar');
});

test('clock 13: a storm on a make-up Saturday undoes no swap, and each swap has a day of its own', () => {
  const layers = layersFor(shippedLayers(), { province: '46', counters: ['46'] });
  const withDays =
    (scope: CalendarLayer['scope'], ...days: CalendarLayer['days']) =>
    () =>
      createCalendar('c', [
        ...layers,
        { id: 's', version: 1, scope, title: 's', status: 'OFFICIAL', hours: [], days },
      ]);
  const about = { name: 'x', source: 'x', status: 'OFFICIAL' } as const;
  const storm = { date: '2026-08-22', kind: 'LOCAL_CLOSURE', ...about } as const;
  expect(withDays({ kind: 'PROVINCE', code: '46' }, storm)).not.toThrow();
  const second = { date: '2026-08-24', kind: 'SWAPPED_OFF', pairedWith: '2026-08-22', ...about } as const;
  expect(withDays({ kind: 'PROVINCE', code: '46' }, second)).toThrow('which nobody works');
  const lost = { ...second, date: '2026-08-25', pairedWith: '2026-08-29' } as const;
  const named = '2026-08-25 is swapped for 2026-08-29, which nobody works';
  expect(withDays({ kind: 'PROVINCE', code: '46' }, lost)).toThrow(named);
});

test('the preview knows the hours of the counter', () => {
  const layers = layersFor(shippedLayers(), { province: '46', counters: ['46', 'saturday-morning'] });
  const before = createCalendar('c', layers);
  const after = createCalendar(
    'c',
    layers.filter(({ id }) => id !== 'saturday-morning-counter'),
  );
  const term = termOf(['2026-06-06', '09:00'], days(1), { calendar: before });
  expect(previewRecompute([{ id: 'd', term }], before, after).changes).toMatchObject([
    { id: 'd', before: { dueDay: '2026-06-08' }, after: { dueDay: '2026-06-09' } },
  ]);
});

test('clock 15: a term that was counted anew after its apology is judged by its one date', () => {
  const term = termOf(['2026-06-01', '09:00'], days(3), {
    extensions: [{ at: instantAt('2026-06-02', '09:00'), newDueDay: '2026-06-10', reason: 'x' }],
    interruptions: [
      {
        reason: 'SUPPLEMENT',
        from: instantAt('2026-06-05', '09:00'),
        to: instantAt('2026-06-08', '09:00'),
      },
    ],
  });
  expect(classify(term, computeDueDate(term), instantAt('2026-06-10', '09:00')).outcome).toBe('EARLY');
});

test('of agencies at once the minutes that are left are those of the one that decides', () => {
  const terms: Term[] = [days(2), { unit: 'HOUR', amount: 200 }, days(1)];
  const stages = terms.map((term, at) => ({ holder: `agency ${at}`, term, after: [] }));
  const term = {
    ...termOf(['2026-06-01', '09:00'], days(2)),
    rule: ruleOf(days(2), { terms: { ANY: stages } }),
  };
  expect(stateAt(term, instantAt('2026-06-06', '09:00')).minutesLeft).toBe(4_800);
});

test('a plain chain says nothing of agencies at once', () => {
  const stages = [3, 2].map((amount, at) => ({
    holder: `agency ${at}`,
    term: days(amount),
    after: at === 0 ? [] : [0],
  }));
  const term = {
    ...termOf(['2026-06-01', '09:00'], days(3)),
    rule: ruleOf(days(3), { terms: { ANY: stages } }),
  };
  expect(find(linesFor(term), 'LATEST')).toBeUndefined();
});

test('clock 11: real hours begin by night and on a day off', () => {
  const lines = linesFor(termOf(['2026-06-05', '23:50'], { unit: 'HOUR', amount: 12 }));
  expect(find(lines, 'RECEIVED')?.params['countsFrom']).toBeUndefined();
  expect(find(lines, 'SKIPPED')).toBeUndefined();
});

test('two pauses of one day are both told', () => {
  const fee = (from: string, to: string) =>
    ({
      reason: 'FEE',
      from: instantAt('2026-06-01', from),
      to: instantAt('2026-06-01', to),
    }) as const;
  const term = termOf(
    ['2026-06-01', '07:30'],
    { unit: 'WORKING_HOUR', amount: 2 },
    {
      interruptions: [fee('08:00', '08:30'), fee('09:00', '09:30')],
    },
  );
  expect(linesFor(term).filter(({ code }) => code === 'SUSPENDED_HOURS')).toHaveLength(2);
});

test('what passes no counter goes by the hours of the office', () => {
  const partWeek = createCalendar(
    'part-week',
    layersFor([...shippedLayers(), partWeekLayer], { province: '46', counters: ['part-week'] }),
  );
  const due = (channel: 'COUNTER' | 'ONLINE'): string | undefined =>
    computeDueDate(termOf(['2026-06-03', '10:00'], days(3), { channel, calendar: partWeek })).due?.dueDay;
  expect([due('COUNTER'), due('ONLINE')]).toEqual(['2026-06-09', '2026-06-08']);
});

test('filed online between the closing of the counter and that of the office counts for that day', () => {
  // In 2025 the counters of Huế closed at 17:00, its offices at 17:30.
  const term = (channel: 'COUNTER' | 'ONLINE', time: string): RunningTerm =>
    termOf(['2025-06-03', time], days(3), { channel, calendar: hueCounterCalendar() });
  const due = (channel: 'COUNTER' | 'ONLINE', time: string): string | undefined =>
    computeDueDate(term(channel, time)).due?.dueDay;
  expect([due('COUNTER', '17:10'), due('ONLINE', '17:10')]).toEqual(['2025-06-09', '2025-06-06']);
  expect([due('ONLINE', '07:40'), due('ONLINE', '17:40')]).toEqual(['2025-06-06', '2025-06-09']);
  const why = (time: string): string | undefined =>
    linesFor(term('ONLINE', time)).find(({ code }) => code === 'FILED_ONLINE')?.params['why'];
  expect([why('17:10'), why('07:40'), why('17:40')]).toEqual(['IN_HOURS', 'IN_HOURS', 'AFTER_CLOSING']);
});

test.each(['GIVES_DAY_BACK', 'DAY_IS_USED'] as const)(
  'what is asked when the last day has ended stops nothing, where the day of the event counts: %s',
  (stopOnLastDay) => {
    const term: Term = { unit: 'WORKING_DAY', amount: 7, firstDay: 'SAME_DAY' };
    const rule = ruleOf(term, {
      interruptions: { OTHER: { effect: 'PAUSE', basis: 'the sector' } },
      readings: { stopOnLastDay, afterHours: 'DAY_OF_RECEIPT' },
    });
    const dueOf = (time: string): string | undefined => {
      const interruptions = [
        { reason: 'OTHER', from: instantAt('2025-06-11', time), to: instantAt('2025-06-13', '09:00') },
      ] as const;
      return computeDueDate(termOf(['2025-06-03', '09:00'], term, { rule, interruptions })).due?.dueDay;
    };
    // The counter closes at 17:00, the office at 17:30.
    expect([dueOf('17:00'), dueOf('17:20'), dueOf('19:00')]).toEqual([
      '2025-06-13',
      '2025-06-11',
      '2025-06-11',
    ]);
  },
);

test('of two waits that overlap the one counts first that took effect first, whichever was asked first', () => {
  const partWeek = createCalendar(
    'part-week',
    layersFor([...shippedLayers(), partWeekLayer], { province: '46', counters: ['part-week'] }),
  );
  // The counter takes the fee's notice in on Tuesday the 21st; the other agency was asked on Monday the 20th.
  const interruptions = [
    { reason: 'FEE', from: instantAt('2026-04-16', '17:30'), to: instantAt('2026-04-25', '04:23') },
    { reason: 'OTHER_AGENCY', from: instantAt('2026-04-20', '08:30'), to: instantAt('2026-04-24', '10:00') },
  ] as const;
  const pause = { effect: 'PAUSE', basis: 'the sector' } as const;
  const rule = ruleOf(days(15), { interruptions: { FEE: pause, OTHER_AGENCY: pause } });
  const term = termOf(['2026-04-16', '08:00'], days(15), { rule, calendar: partWeek, interruptions });
  expect(computeDueDate(term).due?.dueDay).toBe('2026-05-19');
});

test('a wait that is over on the day on which it took effect gives no day back', () => {
  const partWeek = createCalendar(
    'part-week',
    layersFor([...shippedLayers(), partWeekLayer], { province: '46', counters: ['part-week'] }),
  );
  // The last day, the 26th, comes back on 1 July. The fee's notice takes effect at the counter on the 2nd, and so does the payment.
  const interruptions = [
    { reason: 'OTHER_AGENCY', from: instantAt('2026-06-26', '08:00'), to: instantAt('2026-07-01', '08:00') },
    { reason: 'FEE', from: instantAt('2026-06-30', '17:01'), to: instantAt('2026-07-02', '11:30') },
  ] as const;
  const pause = { effect: 'PAUSE', basis: 'the sector' } as const;
  const rule = ruleOf(days(3), { interruptions: { FEE: pause, OTHER_AGENCY: pause } });
  const term = termOf(['2026-06-23', '08:00'], days(3), { rule, calendar: partWeek, interruptions });
  expect(computeDueDate(term).due?.dueDay).toBe('2026-07-01');
});

test('what stops the clock has a source', () => {
  const rule = ruleOf(days(3), { interruptions: { OTHER_AGENCY: { effect: 'PAUSE', basis: ' ' } } });
  expect(() => refuseRule(rule)).toThrow('has a source');
});

test('a year that is published gives dates to terms that had none', () => {
  const year = (to: string): CalendarLayer => ({
    id: 'years',
    version: 1,
    scope: { kind: 'NATION' },
    title: 'x',
    status: 'OFFICIAL',
    covers: { from: '2025-01-01', to },
    hours: [
      {
        from: '2025-01-01',
        weekdays: [1, 2, 3, 4, 5],
        spans: ['07:30-17:00'],
        source: 'x',
        status: 'OFFICIAL',
      },
    ],
    days: [],
  });
  const [before, after] = [
    createCalendar('c', [year('2025-12-31')]),
    createCalendar('c', [year('2026-12-31')]),
  ];
  const term = termOf(['2025-12-30', '09:00'], days(5), { calendar: before });
  expect(previewRecompute([{ id: 'd', term }], before, after).changes).toMatchObject([
    { id: 'd', after: { dueDay: '2026-01-06' } },
  ]);
});
