import type { DeadLetter } from '@lienthong/contracts/common/v1/dead_letter';
import { Event } from '@lienthong/contracts/common/v1/event';
import type { MachineClock } from '@lienthong/runtime';
import type { Binary, Db } from 'mongodb';
import type { EventEnvelope } from './envelope.ts';

interface DeadLetterDocument {
  _id: string;
  consumer: string;
  eventId: string;
  type: string;
  subject: string;
  unit: string;
  time: number;
  /** All of it. */
  event: Binary;
  reason: string;
  attempts: number;
  deadSince: number;
}

/** Events that a consumer could not use, kept until they are tried again. */
export interface DeadLetters {
  /** Durable before the message is ended on the stream. Writing it twice is harmless. */
  bury(consumer: string, event: EventEnvelope, reason: string): Promise<void>;
  /** Those of the units that the caller may see, at most 500. */
  list(maySee: (unit: string) => boolean): Promise<DeadLetter[]>;
  find(id: string): Promise<{ consumer: string; event: EventEnvelope } | undefined>;
  remove(id: string): Promise<void>;
  /** Business time of the oldest one of a unit: no number of the unit is complete beyond it. */
  oldest(unit: string): Promise<number | undefined>;
  /** How many wait for a consumer, and since when (machine time) the oldest does. */
  waiting(consumer: string): Promise<{ count: number; oldest: number | undefined }>;
}

const mostListed = 500;

export async function createDeadLetters(db: Db, clock: MachineClock): Promise<DeadLetters> {
  const collection = db.collection<DeadLetterDocument>('dead_letters');
  await collection.createIndex({ unit: 1, time: 1 });
  await collection.createIndex({ consumer: 1, deadSince: 1 });
  return {
    async bury(consumer, event, reason) {
      await collection.updateOne(
        { _id: `${consumer}:${event.id}` },
        {
          $setOnInsert: {
            consumer,
            eventId: event.id,
            type: event.type,
            subject: event.subject,
            unit: event.unit,
            time: (event.time ?? new Date(0)).getTime(),
            event: Buffer.from(Event.encode(event).finish()) as unknown as Binary,
            deadSince: clock.now(),
          },
          $set: { reason },
          $inc: { attempts: 1 },
        },
        { upsert: true },
      );
    },
    async list(maySee) {
      const found: DeadLetterDocument[] = [];
      // The limit counts what the caller sees: letters of others must not push theirs out.
      for await (const one of collection.find().sort({ _id: 1 })) {
        if (maySee(one.unit)) found.push(one);
        if (found.length === mostListed) break;
      }
      return found.map((one) => ({
        id: one._id,
        consumer: one.consumer,
        eventType: one.type,
        eventId: one.eventId,
        subject: one.subject,
        unit: one.unit,
        eventTime: new Date(one.time),
        reason: one.reason,
        attempts: one.attempts,
        deadSince: new Date(one.deadSince),
        owner: 'operator',
      }));
    },
    async find(id) {
      const found = await collection.findOne({ _id: id });
      if (!found) return undefined;
      const { buffer, position } = found.event;
      return { consumer: found.consumer, event: Event.decode(buffer.subarray(0, position)) };
    },
    async remove(id) {
      await collection.deleteOne({ _id: id });
    },
    async oldest(unit) {
      const found = await collection.find({ unit }).sort({ time: 1 }).limit(1).toArray();
      return found[0]?.time;
    },
    async waiting(consumer) {
      const [count, found] = await Promise.all([
        collection.countDocuments({ consumer }),
        collection.find({ consumer }).sort({ deadSince: 1 }).limit(1).toArray(),
      ]);
      return { count, oldest: found[0]?.deadSince };
    },
  };
}
