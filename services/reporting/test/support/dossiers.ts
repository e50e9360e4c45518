import { Event } from '@lienthong/contracts/common/v1/event';
import type { Cancel, FactGroup } from '@lienthong/contracts/common/v1/facts';
import { digestOf, instantOf, Refusal } from '@lienthong/domain';
import {
  type AggregateDocument,
  createAggregateStore,
  createRelay,
  type StoredEvent,
} from '@lienthong/aggregates';
import { type EventEnvelope, subjectOf, toMessage } from '@lienthong/messaging';
import { type CreateApp, type ServiceName, type ServiceContext } from '@lienthong/runtime';
import { eventually } from '@lienthong/testkit';
import { groupOf, type Step } from '../histories.ts';

/** The version of how this owner makes contributions. */
const contributionVersion = 1;

interface TestEvent extends StoredEvent {
  facts: FactGroup[];
  cancels: Cancel[];
}
type TestDossier = AggregateDocument<TestEvent>;

type Kind = Pick<Step, 'field' | 'channel'>;

export const received = (day: string, due: string, more: Kind = {}): Step => ({
  day,
  flow: 'received',
  after: due,
  ...more,
});
export const finished = (day: string, due: string, more: Kind = {}): Step => ({
  day,
  flow: 'finished_on_time',
  before: due,
  ...more,
});

/** The owner of the events in tests: real aggregates, outbox, relay and stream; a test says which events happen, also impossible ones. */
export interface TestOwner {
  createApp: CreateApp;
  /** Appends an event to a dossier and publishes it. @returns the event's id. */
  happen(
    dossier: string,
    type: string,
    steps: Step[],
    more?: { cancels?: Cancel[]; at?: string; traceparent?: string },
  ): Promise<string>;
  /** An event that is marked as published and never reached the stream. */
  happenUnseen(dossier: string, type: string, steps: Step[]): Promise<string>;
  /** A message that is no event comes on the stream in an event's place. */
  publishBroken(): Promise<void>;
  /** While true it answers nobody. */
  silent: boolean;
  /** Puts an event that was published on the stream once more, or what is like it in all but a few fields. */
  publishAgain(eventId: string, as?: Partial<EventEnvelope>): Promise<void>;
  /** Resolves when every event stands on the stream. */
  published(): Promise<void>;
  /** The owner was restored from a backup: it knows nothing of these dossiers. */
  forget(dossiers: string[]): Promise<void>;
  /** Everything that ever happened, as the owner holds it. */
  all(): Promise<EventEnvelope[]>;
}

/** @param service who owns the events: `<service>.dossier.<type>.v1`. */
export function createTestOwner(unit: string, service: ServiceName = 'onestop'): TestOwner {
  let parts: Awaited<ReturnType<typeof build>> | undefined;
  const get = (): Awaited<ReturnType<typeof build>> => {
    if (!parts) throw new Error('the owner has not been hosted yet');
    return parts;
  };
  let count = 0;

  async function build(context: ServiceContext) {
    const { logger, machineClock, businessClock } = context;
    const database = await context.database();
    const nats = await context.nats();
    const store = await createAggregateStore<TestDossier>(
      database.db,
      'dossiers',
      (document) => relay.offer(document),
      { v: 1 },
      machineClock,
    );
    const relay = createRelay<TestDossier>({
      name: `${service}.dossier`,
      store,
      nats,
      source: `/test/${service}`,
      toEnvelope,
      instance: service,
      clock: machineClock,
      businessClock,
      logger,
    });
    return { database, nats, store, relay, businessClock };
  }

  const toEnvelope = (document: TestDossier, event: TestEvent): EventEnvelope =>
    Event.create({
      id: event.id,
      type: event.type,
      subject: document._id,
      unit: document.unit,
      time: new Date(event.at),
      version: event.version,
      data: Buffer.from('of someone: Nguyễn Thị Một'),
      facts: event.facts,
      cancels: event.cancels,
      reference: { kind: 'dossier', code: `H57.01-${document._id}` },
      contributionVersion,
    });

  async function all(): Promise<EventEnvelope[]> {
    const documents = await get().store.collection.find({ unit }).sort({ _id: 1 }).toArray();
    return documents.flatMap((document) => document.events.map((event) => toEnvelope(document, event)));
  }

  const here: TestOwner = {
    all,
    silent: false,
    createApp: async (context) => {
      const built = await build(context);
      parts = built;
      const tables = context.directory();
      const answer = (): void => {
        if (here.silent) throw new Refusal('unavailable', 'SERVICE_UNAVAILABLE', 'away');
      };
      return {
        service,
        mount: () => undefined,
        events: {
          unpublished: [],
          async *read(asked) {
            answer();
            for (const event of asked === unit || asked === '' ? await all() : []) yield [event];
          },
          async *summarise(asked) {
            answer();
            yield { days: asked === unit ? summarise(await all()) : [], contributionVersion };
          },
          async progress() {
            answer();
            const publishedTo = await built.store.publishedTo(unit, built.businessClock.now());
            return { units: [{ unit, publishedTo: new Date(publishedTo) }], epoch: 'one' };
          },
        },
        async start() {
          await tables.start();
          built.relay.start();
        },
        async stop() {
          await built.relay.stop();
        },
      };
    },
    async happen(dossier, type, steps, more = {}) {
      const { store } = get();
      count += 1;
      const id = `${dossier}-e${count}`;
      const current = await store.find({ _id: dossier });
      const event: TestEvent = {
        id,
        type: `${service}.dossier.${type}.v1`,
        at: instantOf(steps[0]?.day ?? '2025-06-30', more.at ?? '08:00'),
        version: (current?.version ?? 0) + 1,
        days: [...steps, ...(more.cancels ?? [])].map(({ day }) => day),
        facts: steps.map(groupOf),
        cancels: more.cancels ?? [],
        ...(more.traceparent === undefined ? {} : { traceparent: more.traceparent }),
      };
      if (!current) {
        await store.insert({
          _id: dossier,
          v: 1,
          version: 1,
          unit,
          events: [event],
          published: 0,
          pending: true,
          pendingAt: event.at,
          touched: 0,
        });
      } else if (!(await store.append(current, [event], {}))) {
        throw new Error('the dossier was changed by somebody else');
      }
      return id;
    },
    async happenUnseen(dossier, type, steps) {
      const seen = await here.happen(`${dossier}-model`, type, steps);
      const { store } = get();
      const model = await store.find({ _id: `${dossier}-model` });
      const event = model?.events[0];
      if (!event) throw new Error(`no event ${seen}`);
      const id = `${dossier}-unseen`;
      await store.collection.insertOne({
        _id: dossier,
        v: 1,
        version: 1,
        unit,
        events: [{ ...event, id }],
        published: 1,
        pending: false,
        pendingAt: 0,
        touched: 0,
      });
      return id;
    },
    async publishAgain(eventId, as = {}) {
      const found = (await all()).find(({ id }) => id === eventId);
      if (!found) throw new Error(`no event ${eventId}`);
      const event = { ...found, ...as };
      const { headers, body } = toMessage(event, `/test/${service}`);
      await get().nats.js.publish(subjectOf(event), body, { headers });
    },
    async publishBroken() {
      const subject = subjectOf({ type: `${service}.dossier.received.v1`, unit });
      await get().nats.js.publish(subject, Buffer.from([0xff, 0xff, 0xff]));
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

/** Count and digest of the ids of the events that touch each day. */
export function summarise(
  events: readonly EventEnvelope[],
): { day: string; events: number; digest: string; contributionVersion: number }[] {
  const ids = new Map<string, Set<string>>();
  for (const { id, facts, cancels } of events)
    for (const { day } of [...facts, ...cancels]) ids.set(day, (ids.get(day) ?? new Set()).add(id));
  return [...ids].map(([day, of]) => ({ day, events: of.size, digest: digestOf(of), contributionVersion }));
}
