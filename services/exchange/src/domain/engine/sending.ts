import type { Work } from '../decide.ts';
import type { Chain, Document } from '../document.ts';
import { type SiteRecord, seenSince } from '../record.ts';
import type { Key } from '../key.ts';
import type { Link, Waiting } from '../link.ts';
import type { Have, Message, Put } from '../messages.ts';
import { isConsumerHop } from '../route.ts';
import { answerLane, type Lane } from '../channel.ts';
import { beginContent, continueContent, endContent, sendPart, waitsItsTurn } from './content.ts';
import type { Steps } from './effects.ts';
import { sendPiece } from './replies.ts';
import { type Flight, linkTo, type Memory, once, routeOf, within } from './memory.ts';
import { noteOffered, reachOf } from './reach.ts';

/** Bytes of one message on a lane; what is longer is cut into several. */
export const messageBytes = 4000;
const perEntry = 40;
const perChainEntry = 24;

/** Bytes that a put takes on the wire, roughly: what the window and the pacing count. */
export function putBytes({ record }: Pick<Put, 'record'>): number {
  return 200 + (record.value?.length ?? 0) + 11 * record.seen.length;
}

/** How often an emergency is repeated quickly. */
const quickSteps = 3;

/** R3 for one key: to each open hop, if its pacing and its link allow it now; otherwise it waits there. */
export function* offer(memory: Memory, document: Document, hops = document.openTo): Steps<void> {
  for (const hop of hops) {
    const put = findPut(memory, document, hop);
    if (put) yield { do: 'send', hop, lane: routeOf(memory, document.key)?.lane ?? answerLane, message: put };
  }
}

function findPut(memory: Memory, document: Document, hop: string): Put | undefined {
  const { record, key } = document;
  const link = linkTo(memory, hop);
  const route = routeOf(memory, key);
  const flights = within(memory.flights, hop, () => new Map<Key, Flight>());
  const flight = flights.get(key);
  if (flight?.content !== undefined && memory.rules.endsContent(flight.content, record))
    endContent(memory, hop, key, flight.content);
  if (!record || !route || link.isDown) return undefined;
  if (record.content && !isConsumerHop(hop)) continueContent(memory, hop, record.content);
  const now = memory.environment.now();
  const repeated = flight !== undefined && flight.rev === record.rev && flight.tag === record.tag;
  const earliest = flight ? earliestSend(memory, document, hop, flight, repeated) : now;
  if (flight && now < earliest) {
    lookAgain(memory, key, flight, earliest);
    return undefined;
  }
  // Behind a backlog of files, asking again what the hop has answered would cost a thin line more than the emergencies.
  if (repeated && flight.step >= 0 && record.content && waitsItsTurn(memory, hop, record.content)) {
    flight.next = now + backoff(memory, link, route.lane, flight.step);
    lookAgain(memory, key, flight, flight.next);
    return undefined;
  }
  const put = putFor(memory, document, record, hop, repeated);
  const bytes = putBytes(put);
  link.expire(now);
  if (!link.hasRoom(bytes, now)) {
    link.wait(route.lane, { kind: 'put', key, bytes });
    once(memory, `drain:${hop}`, link.patience, { do: 'drain', hop });
    return undefined;
  }
  if (record.content && !isConsumerHop(hop)) beginContent(memory, hop, key, record.content, route.lane);
  const step = flight && (repeated || isIgnored(memory, hop, flight)) ? flight.step + 1 : 0;
  const next = now + backoff(memory, link, route.lane, step);
  const notBefore = now + link.pause(bytes);
  const sent: Flight = {
    rev: record.rev,
    tag: record.tag,
    content: record.content?.hash,
    step,
    sentAt: now,
    waiting: true,
    partial: put.since !== undefined,
    next,
    notBefore,
    looksAt: flight?.looksAt ?? 0,
  };
  flights.set(key, sent);
  lookAgain(memory, key, sent, next);
  link.sent(`put:${key}`, bytes, now, route.lane);
  noteOffered(memory, key, hop);
  return put;
}

/** One timer a key and hop: it finds out itself when it came too early. A tally that changes all day would leave one for each change. */
function lookAgain(memory: Memory, key: Key, flight: Flight, at: number): void {
  if (memory.environment.now() < flight.looksAt && flight.looksAt <= at) return;
  flight.looksAt = at;
  memory.timers.add(at, { do: 'offer', key });
}

/** The present state; towards a site that is believed to hold an earlier one, only what it lacks of `seen`. */
function putFor(memory: Memory, document: Document, record: SiteRecord, hop: string, repeated: boolean): Put {
  const { key } = document;
  const put = { kind: 'put' as const, key, record, spans: spansOf(memory, document) };
  const since = repeated || isConsumerHop(hop) ? undefined : document.heard[hop]?.chain[0];
  const seen = since && seenSince(record, since);
  if (!since || !seen || seen.length === record.seen.length) return put;
  return { ...put, record: { ...record, seen }, since: { rev: since.rev, tag: since.tag } };
}

/**
 * One stamp: once a step. A new stamp: when the put before was answered or given up, and the link was not used too much. There is no link
 * to a local consumer, and of what waits for it only the last state is told.
 */
function earliestSend(
  memory: Memory,
  document: Document,
  hop: string,
  flight: Flight,
  repeated: boolean,
): number {
  if (repeated) return flight.next;
  if (isConsumerHop(hop)) return 0;
  return Math.max(
    earliestNew(memory, hop, flight),
    ...unanswered(memory, document, hop, flight).map(([other, its]) => earliestNew(memory, other, its)),
  );
}

function earliestNew(memory: Memory, hop: string, flight: Flight): number {
  if (isIgnored(memory, hop, flight)) return Math.max(flight.next, flight.notBefore);
  const givenUp = flight.waiting ? flight.sentAt + memory.timing.backoffFirst : 0;
  return Math.max(givenUp, flight.notBefore);
}

/**
 * While nobody answers, a stamp that no neighbour was offered goes to all in the same step: in a step of its own each hop would have a
 * stamp of its own, and many hops fill `seen` with them. Empty where one hop is free to take it, or as silent as no other.
 */
function unanswered(
  memory: Memory,
  { key, record, openTo }: Document,
  hop: string,
  flight: Flight,
): (readonly [string, Flight])[] {
  if (!flight.waiting || reachOf(memory, key, record) === 'neighbours') return [];
  const ignored = isIgnored(memory, hop, flight);
  const alike: (readonly [string, Flight])[] = [];
  for (const other of openTo) {
    if (other === hop || isConsumerHop(other)) continue;
    const its = memory.flights.get(other)?.get(key);
    if (!its?.waiting) return [];
    if (isIgnored(memory, other, its) === ignored) alike.push([other, its]);
  }
  return alike;
}

/**
 * Nothing that was sent there is answered, whatever is heard: a new stamp does not go sooner than the one before would have gone again. When
 * the hop comes back, it goes at once; till then each stamp that goes out takes a place in `seen`.
 */
function isIgnored(memory: Memory, hop: string, { waiting }: Flight): boolean {
  const unanswered = memory.environment.now() - linkTo(memory, hop).lastAnswered;
  return waiting && !isConsumerHop(hop) && unanswered > memory.timing.silence;
}

/**
 * How long one stamp waits before it is sent again: 10 s doubling to an hour. A lost emergency is missed as soon as its link would have
 * answered, three times, before it goes at that pace too.
 */
function backoff(memory: Memory, link: Link, lane: Lane, step: number): number {
  const { backoffFirst, backoffMax } = memory.timing;
  const usual = Math.min(backoffFirst * 2 ** Math.min(step, 20), backoffMax);
  const isQuick = lane === 0 && step < quickSteps;
  const delay = isQuick ? Math.min(backoffFirst, Math.max(backoffFirst / 4, link.usualPatience)) : usual;
  return delay * (1 + memory.environment.random() / 4);
}

function spansOf(memory: Memory, { key, record }: Document): readonly string[] {
  const known = memory.spans.get(key);
  return known && record && known.rev === record.rev && known.tag === record.tag ? known.contexts : [];
}

/** A hop said what it holds of a key. At least what was put: the put is answered; less: that is of an earlier time. */
export function noteAnswer(memory: Memory, hop: string, key: Key, chain: Chain, took: number): void {
  const flight = memory.flights.get(hop)?.get(key);
  if (!flight || (chain[0]?.rev ?? 0) < flight.rev) return;
  flight.waiting = false;
  if (flight.content !== undefined) endContent(memory, hop, key, flight.content);
  linkTo(memory, hop).answered(`put:${key}`, memory.environment.now(), took);
}

/** A hop could not complete a put from what it holds: it gets the whole one, once for each that was sent in part. */
export function resendWhole(memory: Memory, hop: string, key: Key): Work[] {
  const flight = memory.flights.get(hop)?.get(key);
  if (!flight?.partial) return [];
  flight.partial = false;
  flight.waiting = false;
  flight.next = memory.environment.now();
  return [{ kind: 'offer', key }];
}

/**
 * Room came free on a link: what waits there goes on, highest lane first. Stops at puts: their keys are returned, to be read and offered
 * before anything of a lower lane takes the room.
 */
export function* drain(memory: Memory, hop: string): Steps<Work[]> {
  const link = linkTo(memory, hop);
  const works: Work[] = [];
  const now = memory.environment.now();
  let planned = 0;
  link.expire(now);
  if (link.isDown) return works;
  for (let what = link.peek(); what; what = link.peek()) {
    if (what.kind !== 'put' && works.length > 0) break;
    if (!link.hasRoom(planned + wantedBytes(link, what), now)) {
      once(memory, `drain:${hop}`, link.patience, { do: 'drain', hop });
      break;
    }
    switch (what.kind) {
      case 'put':
        link.take();
        works.push({ kind: 'offer', key: what.key });
        planned += what.bytes;
        break;
      case 'page':
        link.take();
        link.sentUnanswerable(what.bytes, now);
        yield { do: 'send', hop, lane: answerLane, message: what.message };
        break;
      case 'part':
        link.take(yield* sendPart(memory, hop, what.hash));
        break;
      case 'piece':
        link.take(yield* sendPiece(memory, hop, what.answer));
        break;
      default: {
        const never: never = what;
        throw new Error(`Unknown ${JSON.stringify(never)}.`);
      }
    }
  }
  return works;
}

function wantedBytes(link: Link, what: Waiting): number {
  switch (what.kind) {
    case 'put':
      return what.bytes;
    case 'part':
      return link.partBytes;
    case 'piece':
    case 'page':
      return what.bytes;
    default: {
      const never: never = what;
      throw new Error(`Unknown ${JSON.stringify(never)}.`);
    }
  }
}

/** Lists entries to a hop in messages of a few kilobytes; `full` says that together they are all of a bucket. */
export function haves(
  entries: readonly { key: Key; chain: Chain }[],
  full: string | undefined,
): { message: Have; bytes: number }[] {
  const messages: { message: Have; bytes: number }[] = [];
  let page: { key: Key; chain: Chain }[] = [];
  let bytes = 0;
  let after = '';
  const close = (upto: string): void => {
    const range = full === undefined ? {} : { full: { bucket: full, range: { after, upto } } };
    messages.push({ message: { kind: 'have', entries: page, took: 0, ...range }, bytes: bytes + perEntry });
    after = upto;
    page = [];
    bytes = 0;
  };
  for (const entry of entries) {
    const size = perEntry + entry.key.length + perChainEntry * entry.chain.length;
    if (bytes + size > messageBytes && page.length > 0) close(page.at(-1)?.key ?? '');
    page.push(entry);
    bytes += size;
  }
  if (page.length > 0 || full !== undefined) close('');
  return messages;
}

/** A listing goes through the lanes: it may be long, and nobody answers it. `id` names what it lists: said once, as it is last. */
export function queuePage(memory: Memory, hop: string, id: string, message: Message, bytes: number): void {
  linkTo(memory, hop).wait(answerLane, { kind: 'page', id, bytes, message });
}
