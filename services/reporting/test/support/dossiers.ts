import { OneStopServiceService, ReadEventsResponse } from '@lienthong/contracts/onestop/v1/onestop';
import {
  Change,
  Channel,
  DossierEvent,
  Movement,
  Timeliness,
} from '@lienthong/contracts/onestop/v1/dossier_events';
import { digestOf, instantOf, Refusal } from '@lienthong/domain';
import {
  type AggregateDocument,
  createAggregateStore,
  createRelay,
  type EventEnvelope,
  type StoredEvent,
  subjectOf,
  toHeaders,
} from '@lienthong/messaging';
import { type CreateApp, type Surroundings } from '@lienthong/runtime';
import { eventually } from '@lienthong/testkit';
import type { Binary } from 'mongodb';

interface TestEvent extends StoredEvent {
  body: Buffer | Binary;
}
type TestDossier = AggregateDocument<TestEvent>;

/** What a test says of a movement; the rest has a plain value. */
export type TestMovement = Partial<Movement> & { day: string; change: Change };

export const received = (day: string, due: string, more: Partial<Movement> = {}): TestMovement => ({
  day,
  change: Change.RECEIVED,
  pendingAfter: true,
  dueAfter: due,
  ...more,
});
export const finished = (day: string, due: string, more: Partial<Movement> = {}): TestMovement => ({
  day,
  change: Change.FINISHED,
  pendingBefore: true,
  dueBefore: due,
  timeliness: Timeliness.ON_TIME,
  ...more,
});

/** The owner of the events in tests: real aggregates, outbox, relay and stream; a test says which events happen, also impossible ones. */
export interface TestOwner {
  createApp: CreateApp;
  /** Appends an event to a dossier and publishes it. @returns the event's id. */
  happen(
    dossier: string,
    type: string,
    movements: TestMovement[],
    more?: { cancels?: { eventId: string; day: string }[]; at?: string; body?: Buffer; traceparent?: string },
  ): Promise<string>;
  /** An event that is marked as published and never reached the stream. */
  happenUnseen(dossier: string, type: string, movements: TestMovement[]): Promise<string>;
  /** While true it answers nobody. */
  silent: boolean;
  /** Puts an event that was published on the stream once more. */
  publishAgain(eventId: string): Promise<void>;
  /** Resolves when every event stands on the stream. */
  published(): Promise<void>;
  /** The owner was restored from a backup: it knows nothing of these dossiers. */
  forget(dossiers: string[]): Promise<void>;
  /** Everything that ever happened, as the owner holds it. */
  all(): Promise<EventEnvelope[]>;
}

export function createTestOwner(unit: string): TestOwner {
  let parts: Awaited<ReturnType<typeof build>> | undefined;
  const get = (): Awaited<ReturnType<typeof build>> => {
    if (!parts) throw new Error('the owner has not been hosted yet');
    return parts;
  };
  let count = 0;

  async function build(surroundings: Surroundings) {
    const { logger, machineClock, businessClock } = surroundings;
    const database = await surroundings.database();
    const nats = await surroundings.nats();
    const store = await createAggregateStore<TestDossier>(database.db, 'dossiers', (document) =>
      relay.offer(document),
    );
    const relay = createRelay<TestDossier>({
      collection: store.collection,
      nats,
      source: '/test/onestop',
      toEnvelope,
      instance: 'onestop',
      clock: machineClock,
      logger,
    });
    return { database, nats, store, relay, businessClock };
  }

  const toEnvelope = (document: TestDossier, event: TestEvent): EventEnvelope => ({
    id: event.id,
    type: event.type,
    subject: document._id,
    unit: document.unit,
    time: new Date(event.at),
    version: event.version,
    data: bytesOf(event.body),
  });

  async function all(): Promise<EventEnvelope[]> {
    const documents = await get().store.collection.find({ unit }).sort({ _id: 1 }).toArray();
    return documents.flatMap((document) => document.events.map((event) => toEnvelope(document, event)));
  }

  const here: TestOwner = {
    all,
    silent: false,
    createApp: async (surroundings) => {
      const built = await build(surroundings);
      parts = built;
      const tables = surroundings.directory();
      const answer = (): void => {
        if (here.silent) throw new Refusal('unavailable', 'SERVICE_UNAVAILABLE', 'away');
      };
      const onlyServices = { services: ['reporting' as const] };
      return {
        service: 'onestop',
        mount: (server) =>
          server.mount(
            {
              readEvents: OneStopServiceService.readEvents,
              summariseEvents: OneStopServiceService.summariseEvents,
              getPublishingProgress: OneStopServiceService.getPublishingProgress,
            },
            {
              async *readEvents({ unit: asked }) {
                answer();
                for (const event of asked === unit || asked === '' ? await all() : [])
                  yield ReadEventsResponse.create({ events: [event], lastDossierId: event.subject });
              },
              async *summariseEvents({ unit: asked }) {
                answer();
                yield { days: asked === unit ? summarise(await all()) : [] };
              },
              async getPublishingProgress() {
                answer();
                const publishedTo = await built.store.publishedTo(unit, built.businessClock.now());
                return { units: [{ unit, publishedTo: new Date(publishedTo) }] };
              },
            },
            { readEvents: onlyServices, summariseEvents: onlyServices, getPublishingProgress: onlyServices },
            tables,
          ),
        async start() {
          await tables.start();
          built.relay.start();
        },
        async stop() {
          await built.relay.stop();
        },
      };
    },
    async happen(dossier, type, movements, more = {}) {
      const { store } = get();
      count += 1;
      const id = `${dossier}-e${count}`;
      const day = movements[0]?.day ?? '2025-06-30';
      const body = DossierEvent.create({
        dossierId: dossier,
        dossierCode: `H57.01-${dossier}`,
        movements: movements.map((movement) =>
          Movement.create({ field: 'civil_status', channel: Channel.COUNTER, ...movement }),
        ),
        cancels: more.cancels ?? [],
        procedureCode: '1.001193',
        actor: 'someone',
        note: 'Nguyễn Thị Một',
      });
      const current = await store.find(dossier);
      const event: TestEvent = {
        id,
        type: `onestop.dossier.${type}.v1`,
        at: instantOf(day, more.at ?? '08:00'),
        version: (current?.version ?? 0) + 1,
        body: more.body ?? Buffer.from(DossierEvent.encode(body).finish()),
        ...(more.traceparent === undefined ? {} : { traceparent: more.traceparent }),
      };
      if (!current) {
        await store.insert({
          _id: dossier,
          version: 1,
          unit,
          events: [event],
          published: 0,
          pending: true,
          pendingAt: event.at,
        });
      } else if (!(await store.append(current, [event], {}))) {
        throw new Error('the dossier was changed by somebody else');
      }
      return id;
    },
    async happenUnseen(dossier, type, movements) {
      const seen = await here.happen(`${dossier}-model`, type, movements);
      const { store } = get();
      const model = await store.find(`${dossier}-model`);
      const event = model?.events[0];
      if (!event) throw new Error(`no event ${seen}`);
      const id = `${dossier}-unseen`;
      await store.collection.insertOne({
        _id: dossier,
        version: 1,
        unit,
        events: [{ ...event, id }],
        published: 1,
        pending: false,
        pendingAt: 0,
      });
      return id;
    },
    async publishAgain(eventId) {
      const event = (await all()).find(({ id }) => id === eventId);
      if (!event) throw new Error(`no event ${eventId}`);
      await get().nats.js.publish(subjectOf(event), event.data, {
        headers: toHeaders(event, '/test/onestop'),
      });
    },
    async published() {
      const { collection } = get().store;
      await eventually(async () => (await collection.countDocuments({ pending: true })) === 0);
    },
    async forget(dossiers) {
      await get().store.collection.deleteMany({ _id: { $in: dossiers } });
    },
  };
  return here;
}

/** Count and digest of the ids of the events that touch each day, by what stands in their bodies. */
export function summarise(
  events: readonly EventEnvelope[],
): { day: string; events: number; digest: string }[] {
  const ids = new Map<string, Set<string>>();
  for (const { id, data } of events)
    for (const day of daysIn(data)) ids.set(day, (ids.get(day) ?? new Set()).add(id));
  return [...ids].map(([day, of]) => ({ day, events: of.size, digest: digestOf(of) }));
}

function daysIn(data: Uint8Array): string[] {
  try {
    const { movements, cancels } = DossierEvent.decode(data);
    return [...movements, ...cancels].map(({ day }) => day);
  } catch {
    return [];
  }
}

/** As it was written, or as the driver reads it back. */
function bytesOf(body: Buffer | Binary): Buffer {
  return Buffer.isBuffer(body) ? body : Buffer.from(body.buffer.subarray(0, body.position));
}
