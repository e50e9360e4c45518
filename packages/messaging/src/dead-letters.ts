import { Event } from '@lienthong/contracts/common/v1/event';
import type { DeadReason } from '@lienthong/domain';
import { type DeadLetterSource, type MachineClock, newestLetters } from '@lienthong/runtime';
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
  reason: DeadReason;
  attempts: number;
  deadSince: number;
}

/** Events that one consumer could not use, kept until they are tried again. */
export interface DeadLetters {
  /** Durable before the message is ended on the stream. Writing it twice is harmless. */
  add(event: EventEnvelope, reason: DeadReason): Promise<void>;
  /** It was tried and is still not used. One that is gone stays gone: somebody else has had it used meanwhile. */
  failedAgain(id: string, reason: DeadReason): Promise<void>;
  list: DeadLetterSource['list'];
  /** @param id as the list has it: the event's. */
  find(id: string): Promise<EventEnvelope | undefined>;
  remove(id: string): Promise<void>;
  /** Business time of the oldest one of a unit: no number of the unit is complete beyond it. */
  oldest(unit: string): Promise<number | undefined>;
  /** How many wait, and since when (machine time) the oldest does. */
  waiting(): Promise<{ count: number; oldest: number | undefined }>;
}

export async function createDeadLetters(db: Db, consumer: string, clock: MachineClock): Promise<DeadLetters> {
  const collection = db.collection<DeadLetterDocument>('dead_letters');
  await collection.createIndex({ consumer: 1, unit: 1, time: 1 });
  await collection.createIndex({ consumer: 1, deadSince: 1 });
  const idOf = (eventId: string): string => `${consumer}:${eventId}`;
  return {
    async add(event, reason) {
      await collection.updateOne(
        { _id: idOf(event.id) },
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
    async failedAgain(id, reason) {
      await collection.updateOne({ _id: idOf(id) }, { $set: { reason }, $inc: { attempts: 1 } });
    },
    list(maySee, before) {
      const older = before && { deadSince: { $lt: before.getTime() } };
      async function* seen() {
        for await (const one of collection.find({ consumer, ...older }).sort({ deadSince: -1 }))
          if (maySee(one.unit)) yield toLetter(one);
      }
      return newestLetters(seen());
    },
    async find(id) {
      const found = await collection.findOne({ _id: idOf(id) });
      if (!found) return undefined;
      const { buffer, position } = found.event;
      return Event.decode(buffer.subarray(0, position));
    },
    async remove(id) {
      await collection.deleteOne({ _id: idOf(id) });
    },
    async oldest(unit) {
      const found = await collection.find({ consumer, unit }).sort({ time: 1 }).limit(1).toArray();
      return found[0]?.time;
    },
    async waiting() {
      const [count, found] = await Promise.all([
        collection.countDocuments({ consumer }),
        collection.find({ consumer }).sort({ deadSince: 1 }).limit(1).toArray(),
      ]);
      return { count, oldest: found[0]?.deadSince };
    },
  };
}

const toLetter = ({
  eventId,
  type,
  subject,
  unit,
  time,
  reason,
  attempts,
  deadSince,
}: DeadLetterDocument) => ({
  id: eventId,
  eventType: type,
  eventId,
  subject,
  unit,
  eventTime: new Date(time),
  reason,
  attempts,
  deadSince: new Date(deadSince),
});
