import { addDays, type Contribution, carry, dimensionsOf, instantOf } from '@lienthong/domain';
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { createCatalogue } from '@lienthong/indicators';
import { createCountingCatalogue, type ReadCatalogue } from '../src/domain/catalogue.ts';
import type { CountedEvent } from '../src/domain/counted-event.ts';

const unit = '20116@0';
const fields = ['civil_status', 'authentication', 'residence'] as const;

type Table = Parameters<typeof createCatalogue>[0];
export const shippedTable: Table = JSON.parse(
  readFileSync(new URL('../../directory/data/indicators.json', import.meta.url), 'utf8'),
);
/** What the shipped table does not hold yet: readings of which one is the value. */
const readings: Table['indicators'] = Object.entries({
  highest: 'max',
  lowest: 'min',
  gauge: 'last',
} as const).flatMap(([code, aggregation]) =>
  shippedTable.indicators
    .filter((row) => row.code === 'received')
    .map((row) => ({ ...row, code, aggregation })),
);

export const catalogueWith = (more: Table['indicators'] = []) =>
  createCountingCatalogue(
    createCatalogue({ ...shippedTable, indicators: [...shippedTable.indicators, ...more] }),
    () => fields,
  );
const catalogue = catalogueWith(readings);
export const testCatalogue: ReadCatalogue = () => catalogue;
export const testAggregationOf = catalogue.aggregationOf;

/** A dossier's step on a day: how it was carried before, and is after; undefined: it was not, or is no more. */
export interface Step {
  day: string;
  flow?: string;
  before?: string;
  after?: string;
  field?: string;
  channel?: string;
}

/** What a step adds to its day. */
export function groupOf({ day, flow, before, after, field = 'civil_status', channel = 'counter' }: Step): {
  day: string;
  contributions: Contribution[];
} {
  const dimensions = dimensionsOf({ channel, field });
  return {
    day,
    contributions: [
      ...(flow === undefined ? [] : [{ indicator: flow, dimensions, carriedBy: '', value: 1 }]),
      ...carry({ indicator: 'pending', dimensions }, before, after),
    ],
  };
}

/** An event with what a test says of it. */
export const happened = (
  eventId: string,
  day: string,
  steps: readonly Step[],
  cancels: CountedEvent['cancels'] = [],
): CountedEvent => ({
  eventId,
  eventType: 'onestop.dossier.corrected.v1',
  unit,
  at: instantOf(day, '09:00'),
  reference: { kind: 'dossier', code: 'H57.01-250630-0001' },
  facts: steps.map(groupOf),
  cancels,
  contributionVersion: 1,
});

type StepKind = 'suspend' | 'resume' | 'reschedule' | 'finish' | 'withdraw';

/** A dossier's events: received, then any legal steps on rising days, and voided in the end if wanted. */
export function aDossier(want: { voided?: boolean }): fc.Arbitrary<CountedEvent[]> {
  return fc
    .record({
      id: fc.uuid(),
      start: fc.nat({ max: 3 }),
      field: fc.constantFrom(...fields),
      channel: fc.constantFrom('counter', 'online', 'post'),
      due: fc.nat({ max: 6 }),
      steps: fc.array(
        fc.record({
          step: fc.constantFrom<StepKind>('suspend', 'resume', 'reschedule', 'finish', 'withdraw'),
          days: fc.nat({ max: 2 }),
          due: fc.nat({ max: 6 }),
        }),
        { maxLength: 5 },
      ),
      timeliness: fc.constantFrom('early', 'on_time', 'late'),
      voided: want.voided === undefined ? fc.boolean() : fc.constant(want.voided),
    })
    .map((plan) => {
      const { id, field, channel, timeliness } = plan;
      const events: CountedEvent[] = [];
      let day = addDays('2025-06-24', plan.start);
      let carriedBy: string | undefined;
      const push = (after: string | undefined, flow?: string): void => {
        const before = carriedBy === undefined ? {} : { before: carriedBy };
        const step = { day, field, channel, ...before, ...(after === undefined ? {} : { after }) };
        events.push(
          happened(`${id}-${events.length}`, day, [{ ...step, ...(flow === undefined ? {} : { flow }) }]),
        );
        carriedBy = after;
      };
      push(addDays(day, plan.due), 'received');
      for (const { step, days, due } of plan.steps) {
        if (carriedBy === undefined) break;
        day = addDays(day, days);
        if (step === 'suspend' && carriedBy !== '') push('');
        else if (step === 'resume' && carriedBy === '') push(addDays(day, due));
        else if (step === 'reschedule' && carriedBy !== '') push(addDays(day, due));
        else if (step === 'finish') push(undefined, `finished_${timeliness}`);
        else if (step === 'withdraw') push(undefined, 'withdrawn');
      }
      if (plan.voided) events.push(voided(`${id}-void`, addDays(day, 1), events));
      return events;
    });
}

/** An event that takes out all that others counted. */
const voided = (id: string, day: string, events: readonly CountedEvent[]): CountedEvent =>
  happened(
    id,
    day,
    [],
    events.flatMap(({ eventId, facts }) => facts.map((fact) => ({ eventId, day: fact.day }))),
  );

/** Readings of one sensor on two days, several at the same time, of which the first are taken out again. */
const aSensor: fc.Arbitrary<CountedEvent[]> = fc
  .record({
    id: fc.uuid(),
    readings: fc.array(
      fc.record({
        day: fc.constantFrom('2025-06-28', '2025-06-29'),
        indicator: fc.constantFrom(...readings.map(({ code }) => code)),
        channel: fc.constantFrom('counter', 'online'),
        minute: fc.nat({ max: 2 }),
        value: fc.integer({ min: -3, max: 3 }),
      }),
      { maxLength: 8 },
    ),
    takenOut: fc.nat({ max: 4 }),
  })
  .map(({ id, readings: taken, takenOut }) => {
    const events = taken.map(({ day, indicator, channel, minute, value }, index) => ({
      ...happened(`${id}-${index}`, day, []),
      at: instantOf(day, `10:0${minute}`),
      facts: [
        { day, contributions: [{ indicator, dimensions: dimensionsOf({ channel }), carriedBy: '', value }] },
      ],
    }));
    const wrong = events.slice(0, takenOut);
    return wrong.length === 0 ? events : [...events, voided(`${id}-void`, '2025-06-30', wrong)];
  });

/** Everything that some dossiers and sensors did. */
export const aHistory: fc.Arbitrary<CountedEvent[]> = fc
  .tuple(fc.array(aDossier({}), { maxLength: 6 }), fc.array(aSensor, { maxLength: 2 }))
  .map((all) => all.flat(2));
