import { emptyDigest, formatDigest, type LocalDay, unionOf, type UnitKey } from '@lienthong/domain';
import type { DeadLetterSource, OwnedEvents } from '@lienthong/runtime';
import type { EventReader, EventsOfDay } from './event-reader.ts';

/** As much of an aggregate as its events take to be served. */
export interface EventSource extends EventReader {
  publishedTo(units: string[]): Promise<{ unit: string; publishedTo: Date }[]>;
  epoch(): Promise<string>;
  readonly unpublished: DeadLetterSource;
}

const daysInPage = 1_000;

/**
 * `events` of an app: those of all its aggregates as one.
 *
 * @param units those that the service serves at this site.
 * @throws when the aggregates have different contribution versions: a tally keeps one.
 */
export function ownedEvents(sources: readonly EventSource[], units: () => UnitKey[]): OwnedEvents {
  const [contributionVersion = 0, ...others] = new Set(sources.map((one) => one.contributionVersion));
  if (others.length > 0) throw new Error('the aggregates of one service have one contribution version');
  return {
    unpublished: sources.map(({ unpublished }) => unpublished),
    async *read(unit, days) {
      const asked = unit === '' ? units() : [unit];
      for (const source of sources) yield* source.readEvents(asked, days);
    },
    async *summarise(unit) {
      const all = new Map<LocalDay, EventsOfDay>();
      for (const source of sources)
        for (const [day, { events, digest }] of await source.summariseEvents(unit)) {
          const before = all.get(day) ?? { events: 0, digest: emptyDigest };
          all.set(day, { events: before.events + events, digest: unionOf(before.digest, digest) });
        }
      const days = [...all].map(([day, one]) => ({
        day,
        events: one.events,
        digest: formatDigest(one.digest),
      }));
      for (let at = 0; at < days.length; at += daysInPage)
        yield { days: days.slice(at, at + daysInPage), contributionVersion };
    },
    async progress() {
      const served = units();
      const told = (await Promise.all(sources.map((source) => source.publishedTo(served)))).flat();
      const epochs = await Promise.all(sources.map((source) => source.epoch()));
      return {
        units: served.map((unit) => ({ unit, publishedTo: earliest(told, unit) })),
        epoch: epochs.join(' '),
      };
    },
  };
}

const earliest = (told: readonly { unit: UnitKey; publishedTo: Date }[], unit: UnitKey): Date =>
  new Date(
    Math.min(...told.filter((one) => one.unit === unit).map(({ publishedTo }) => publishedTo.getTime())),
  );
