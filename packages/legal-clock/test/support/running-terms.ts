import {
  type Calendar,
  correctLayer,
  hueCounterCalendar,
  instantAt,
  type RunningItem,
  type RunningTerm,
  withLayer,
} from '../../src/index.ts';
import { createRandom } from './random-case.ts';

/** A calendar and the same one with a holiday more, as a province would publish it: Mon 23 November 2026. */
export const beforeAndAfter = (): { before: Calendar; after: Calendar } => {
  const before = hueCounterCalendar();
  const year = before.layers.find(({ id }) => id === 'vietnam-2026');
  if (!year) throw new Error('the year 2026 is not shipped');
  const entry = {
    date: '2026-11-23',
    kind: 'SWAPPED_OFF',
    name: 'Nghỉ hoán đổi',
    source: 'đề xuất',
    status: 'PROVISIONAL',
  } as const;
  return { before, after: withLayer(before, correctLayer(year, [{ op: 'ADD_DAY', entry }])) };
};

const plain = (calendar: Calendar, receivedAt: number, amount: number): RunningTerm => ({
  receivedAt,
  rule: {
    id: 'r',
    version: '1',
    title: 'r',
    source: 'r',
    validFrom: '2025-01-01',
    terms: { ANY: [{ holder: 'a', term: { unit: 'WORKING_DAY', amount } }] },
  },
  channel: 'COUNTER',
  calendar,
});

/** Terms of one length, all received in the week before the new holiday and due after it: none can be skipped. */
export const touchedTerms = (calendar: Calendar, count: number, amount: number): readonly RunningItem[] =>
  Array.from({ length: count }, (_, i) => ({
    id: String(i),
    term: plain(calendar, instantAt('2026-11-20', '08:00') + (i % 480) * 60_000, amount),
  }));

/** What a province has open on an ordinary day: received over 60 days, 1 to 27 working days, a third with waits. */
export const ordinaryTerms = (calendar: Calendar, count: number, seed: number): readonly RunningItem[] => {
  const random = createRandom(seed);
  const start = instantAt('2026-09-25', '00:00');
  return Array.from({ length: count }, (_, i) => {
    const receivedAt = start + random.below(60 * 1440) * 60_000;
    const term = plain(calendar, receivedAt, 1 + random.below(27));
    if (random.below(3) > 0) return { id: String(i), term };
    const from = receivedAt + random.below(5 * 1440) * 60_000;
    const to = random.below(4) === 0 ? undefined : from + random.below(6 * 1440) * 60_000;
    const reason = random.pick(['FEE', 'SUPPLEMENT', 'OTHER_AGENCY'] as const);
    return {
      id: String(i),
      term: { ...term, interruptions: [{ reason, from, ...(to === undefined ? {} : { to }) }] },
    };
  });
};

/** CPU seconds of this process for some work. */
export const cpuSeconds = <T>(work: () => T): { seconds: number; result: T } => {
  const before = process.cpuUsage();
  const result = work();
  const { user, system } = process.cpuUsage(before);
  return { seconds: (user + system) / 1e6, result };
};
