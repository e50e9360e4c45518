import { DossierEvent } from '@lienthong/contracts/onestop/v1/dossier_events';
import { eventStream, type SiteNats, type Logger } from '@lienthong/runtime';
import { JetStreamApiCodes, JetStreamApiError, type StoredMsg } from '@nats-io/jetstream';
import type { Collection, Db } from 'mongodb';
import type { DossierDocument } from '../commands/dossier-document.ts';
import { codePrefix, parseCode } from '../domain/dossier-code.ts';
import type { StoredNumbers } from './dossier-numbers.ts';

/** Up to where a unit's events on the stream have been compared, so that one restore jumps once. */
interface CheckedDocument {
  _id: string;
  sequence: number;
  /** When the stream was made: a new stream counts from 1 again. */
  stream: string;
}

/** Events that stand on the stream around the last one of a unit: publishing runs side by side, the order is not exact. */
const window = 256;

/**
 * Whether the database was restored from a copy: then the stream knows events of the unit that the database does not. Those dossiers'
 * codes are in citizens' hands, so the day's numbers begin higher. Runs at start, before the first number is drawn.
 */
export async function detectRestore(options: {
  db: Db;
  dossiers: Collection<DossierDocument>;
  nats: SiteNats;
  numbers: StoredNumbers;
  units: { unit: string; agency: string }[];
  today: string;
  logger: Logger;
}): Promise<string[]> {
  const { db, dossiers, nats, numbers, units, today, logger } = options;
  const checked = db.collection<CheckedDocument>('stream_checks');
  const restored: string[] = [];
  const { created, state } = await nats.jsm.streams.info(eventStream);
  for (const { unit, agency } of units) {
    const subject = `ev.onestop.dossier.*.*.${unit}`;
    const last = await lastMessage(nats, subject);
    if (!last) continue;
    const before = await checked.findOne({ _id: unit });
    const comparedTo = before?.stream === created ? before.sequence : 0;
    if (last.seq <= comparedTo) continue;
    const from = Math.max(comparedTo + 1, state.first_seq, last.seq - window + 1);
    const unknown = await unknownAmong(dossiers, await messagesOf(nats, subject, from, last.seq));
    if (unknown.length > 0) {
      const prefix = codePrefix(agency, today);
      const highest = Math.max(0, ...unknown.map(({ code }) => numberIn(code, prefix)));
      const floor = await numbers.jump(prefix, highest);
      restored.push(unit);
      logger.warn(
        { unit, unknownEvents: unknown.length, prefix, floor },
        'the stream knows events that the database does not: it was restored, the numbers of the day go on higher',
      );
    }
    await checked.updateOne(
      { _id: unit },
      { $set: { sequence: last.seq, stream: created } },
      { upsert: true },
    );
  }
  return restored;
}

interface Seen {
  dossierId: string;
  eventId: string;
  code: string;
}

function numberIn(code: string, prefix: string): number {
  const parsed = parseCode(code);
  return parsed?.prefix === prefix ? parsed.number : 0;
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
async function messagesOf(nats: SiteNats, subject: string, from: number, to: number): Promise<Seen[]> {
  const seen: Seen[] = [];
  for (let next = from; next <= to; ) {
    const asked = next;
    const consumer = await nats.js.consumers.get(eventStream, {
      filter_subjects: subject,
      opt_start_seq: asked,
    });
    const messages = await consumer.fetch({ max_messages: window, expires: 2_000 });
    for await (const message of messages) {
      const { dossierId, dossierCode } = DossierEvent.decode(message.data);
      seen.push({ dossierId, eventId: message.headers?.get('ce-id') ?? '', code: dossierCode });
      next = message.seq + 1;
      if (message.seq >= to) break;
    }
    if (next === asked)
      throw new Error(
        'the stream did not hand out its last events: it is not known whether the database was restored',
      );
  }
  return seen;
}

async function unknownAmong(dossiers: Collection<DossierDocument>, seen: Seen[]): Promise<Seen[]> {
  const ids = [...new Set(seen.map(({ dossierId }) => dossierId))];
  const held = await dossiers.find({ _id: { $in: ids } }, { projection: { _id: 1, events: 1 } }).toArray();
  const known = new Set(held.flatMap(({ events }) => events.map(({ id }) => id)));
  return seen.filter(({ eventId }) => !known.has(eventId));
}
