import { type EventEnvelope, fromMessage } from '@lienthong/messaging';
import { eventStream, type Logger, type SiteNats } from '@lienthong/runtime';
import { JetStreamApiCodes, JetStreamApiError, type StoredMsg } from '@nats-io/jetstream';
import type { Collection, Filter } from 'mongodb';
import type { StateDocument } from './definition.ts';

/** Up to where a unit's events on the stream have been compared, so that one restore is told once. */
interface CheckedDocument {
  _id: string;
  sequence: number;
  /** When the stream was made: a new stream counts from 1 again. */
  stream: string;
}

/** Events that stand on the stream around the last one of a unit: publishing runs side by side, the order is not exact. */
const window = 256;

/**
 * Whether the database was restored from a copy: then the stream knows events of a unit that the database does not, and numbers in
 * them are in people's hands. Runs at start, before the first number is drawn. `restored` is called again after a crash within it.
 */
export async function detectRestore<D extends StateDocument>(
  {
    collection,
    name,
    nats,
    logger,
  }: {
    collection: Collection<D>;
    name: string;
    nats: SiteNats;
    logger: Logger;
  },
  units: string[],
  restored: (unit: string, lost: EventEnvelope[]) => Promise<void>,
): Promise<void> {
  const checked = collection.db.collection<CheckedDocument>('stream_checks');
  const { created, state } = await nats.jsm.streams.info(eventStream);
  for (const unit of units) {
    const subject = `ev.${name}.*.*.${unit}`;
    const last = await lastMessage(nats, subject);
    if (!last) continue;
    const _id = `${name}.${unit}`;
    const before = await checked.findOne({ _id });
    const comparedTo = before?.stream === created ? before.sequence : 0;
    const from = Math.max(comparedTo + 1, state.first_seq, last.seq - window + 1);
    const lost = await unknownAmong(collection, await eventsOf(nats, subject, from, last.seq));
    if (lost.length > 0) {
      logger.warn(
        { unit, unknownEvents: lost.length },
        'the stream knows events that the database does not: it was restored',
      );
      await restored(unit, lost);
    }
    await checked.updateOne({ _id }, { $set: { sequence: last.seq, stream: created } }, { upsert: true });
  }
}

async function lastMessage(nats: SiteNats, subject: string): Promise<StoredMsg | undefined> {
  try {
    return (await nats.jsm.streams.getMessage(eventStream, { last_by_subj: subject })) ?? undefined;
  } catch (error) {
    if (error instanceof JetStreamApiError && error.code === JetStreamApiCodes.NoMessageFound)
      return undefined;
    throw error;
  }
}

/** The events of a subject between two sequences, both included. @throws when the server does not hand them all out: a part proves nothing. */
async function eventsOf(nats: SiteNats, subject: string, from: number, to: number): Promise<EventEnvelope[]> {
  const events: EventEnvelope[] = [];
  for (let next = from; next <= to; ) {
    const asked = next;
    const consumer = await nats.js.consumers.get(eventStream, {
      filter_subjects: subject,
      opt_start_seq: asked,
    });
    const messages = await consumer.fetch({ max_messages: window, expires: 2_000 });
    for await (const message of messages) {
      events.push(fromMessage(message.headers, message.data));
      next = message.seq + 1;
      if (message.seq >= to) break;
    }
    if (next === asked)
      throw new Error(
        'the stream did not hand out its last events: it is not known whether the database was restored',
      );
  }
  return events;
}

async function unknownAmong<D extends StateDocument>(
  collection: Collection<D>,
  events: EventEnvelope[],
): Promise<EventEnvelope[]> {
  const ids = [...new Set(events.map(({ subject }) => subject))];
  const held = collection.find({ _id: { $in: ids } } as Filter<D>, { projection: { 'events.id': 1 } });
  const known = new Set((await held.toArray()).flatMap(({ events: stored }) => stored.map(({ id }) => id)));
  return events.filter(({ id }) => !known.has(id));
}
