import { Event } from '@lienthong/contracts/common/v1/event';
import { digestOf, emptyDigest, withId } from '@lienthong/domain';
import { type EventSource, ownedEvents } from './owned-events.ts';

const unit = '20116@0';

/** An aggregate with these events, all of one day each, published up to a time. */
function source(ids: Record<string, string>, publishedTo: string, contributionVersion = 1): EventSource {
  return {
    contributionVersion,
    async *readEvents(units, days) {
      const wanted = Object.entries(ids).filter(([, day]) => days.length === 0 || days.includes(day));
      if (units.includes(unit)) yield wanted.map(([id]) => Event.create({ id, unit }));
    },
    summariseEvents: async () => {
      const days = new Map<string, { events: number; digest: typeof emptyDigest }>();
      for (const [id, day] of Object.entries(ids)) {
        const { events, digest } = days.get(day) ?? { events: 0, digest: emptyDigest };
        days.set(day, { events: events + 1, digest: withId(digest, id) });
      }
      return days;
    },
    publishedTo: async (units) => units.map((one) => ({ unit: one, publishedTo: new Date(publishedTo) })),
    epoch: async () => publishedTo,
    unpublished: {
      consumer: `relay-${publishedTo}`,
      remedies: {},
      list: async () => [],
      retry: async () => undefined,
    },
  };
}

const incoming = source({ a: '2025-06-30', b: '2025-07-01' }, '2025-07-01T02:00:00Z');
const outgoing = source({ c: '2025-06-30' }, '2025-07-01T01:00:00Z');
const both = ownedEvents([incoming, outgoing], () => [unit]);

test('the aggregates of a service are served as one: each day has the events of all', async () => {
  const pages = [];
  for await (const page of both.summarise(unit)) pages.push(page);
  expect(pages).toEqual([
    {
      contributionVersion: 1,
      days: [
        { day: '2025-06-30', events: 2, digest: digestOf(['a', 'c']) },
        { day: '2025-07-01', events: 1, digest: digestOf(['b']) },
      ],
    },
  ]);
  const read = [];
  for await (const events of both.read('', ['2025-06-30'])) read.push(...events.map(({ id }) => id));
  expect(read).toEqual(['a', 'c']);
});

test('a unit is published up to where the last of them is, and another epoch of one is another one of all', async () => {
  const { units, epoch } = await both.progress();
  expect(units).toEqual([{ unit, publishedTo: new Date('2025-07-01T01:00:00Z') }]);
  expect(epoch).not.toBe((await ownedEvents([incoming, incoming], () => [unit]).progress()).epoch);
});

test('aggregates of one service have one contribution version', () => {
  expect(() => ownedEvents([incoming, source({}, '2025-07-01T00:00:00Z', 2)], () => [])).toThrow(
    'the aggregates of one service have one contribution version',
  );
});
