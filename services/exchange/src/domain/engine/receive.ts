import { answerLane } from '../channel.ts';
import { refuseRecord } from '../admission.ts';
import { completeSeen, type SiteRecord } from '../record.ts';
import { sameStamp } from '../stamp.ts';
import type { Work } from '../decide.ts';
import { type Chain, type Document, emptyDocument, heldIn, isAbove } from '../document.ts';
import type { Key } from '../key.ts';
import type { Have, HeldParts, Message, Part, Put } from '../messages.ts';
import { onAnswer, onAsk } from './asks.ts';
import { noteClock } from './clocks.ts';
import { noteListed, onConsumerSums, openConsumer } from './consumers.ts';
import { expectContent, expectedFor, noteParts, onWrongContent, takePart } from './content.ts';
import { onSums, unlisted } from './dialogue.ts';
import type { Steps } from './effects.ts';
import { hopsOf, linkTo, type Memory, neighboursOf, refuse, routeOf, within } from './memory.ts';
import { type Draft, type Outcome, process, warm } from './process.ts';
import { isConsumerHop } from '../route.ts';
import { drainLink, follow, rememberSpans } from './follow.ts';
import { onHello } from './presence.ts';
import { noteOffered } from './reach.ts';
import { notePiece } from './replies.ts';
import { haves, noteAnswer, offer, resendWhole } from './sending.ts';
import { onInstance } from './twins.ts';
import { noteWhole, onWanted } from './wants.ts';
import { hello, setLink, wakeSoon } from './waking.ts';
import { onWatermarks } from './watermarks.ts';

/** A message, from whom, and when it arrived at this machine. */
export interface Arrival {
  readonly from: string;
  readonly message: Message;
  readonly at: number;
}

/** What one batch of arrivals comes to: works on records, and answers that need none. */
interface Gathered {
  readonly works: Work[];
  /** Keys that have to be sent whole, by hop. */
  readonly whole: Map<string, Key[]>;
  readonly parts: Map<string, HeldParts[]>;
  readonly hops: Set<string>;
}

/** Takes whatever arrived together: one read and one write for all of it, then the answers. */
export function* receive(memory: Memory, arrivals: readonly Arrival[]): Steps<void> {
  yield* warm(memory, keysSpokenOf(arrivals));
  const gathered: Gathered = { works: [], whole: new Map(), parts: new Map(), hops: new Set() };
  for (const arrival of arrivals) {
    const isHop = hopsOf(memory).includes(arrival.from);
    if (!isHop && !isRegistryPut(memory, arrival.message)) {
      refuse(memory, arrival.from, '', 'not_a_neighbour');
      continue;
    }
    if (isHop) yield* hear(memory, arrival);
    yield* gather(memory, arrival, gathered);
  }
  const outcomes = yield* process(memory, gathered.works, undefined, (drafts) => forward(memory, drafts));
  yield* answer(memory, outcomes, gathered, arrivals);
  yield* follow(memory, outcomes);
  for (const hop of gathered.hops) {
    yield* openConsumer(memory, hop);
    yield* drainLink(memory, hop);
  }
}

/**
 * A record on its way to other sites goes on while it is written here: its owner holds it and has signed it, goes on offering it until
 * this site has answered, and only that answer says that it is held here. What this site's own services read waits for the write.
 */
function* forward(memory: Memory, drafts: Iterable<Draft>): Steps<void> {
  for (const { document, route, store, evidence, outcomes } of drafts) {
    const isNews = outcomes.some(({ work, decision }) => work.kind === 'put' && decision.taken);
    if (!document || route.isOwner || !isNews || !store || evidence.length > 0) continue;
    if (document.record?.content) continue;
    yield* offer(
      memory,
      document,
      document.openTo.filter((hop) => !isConsumerHop(hop)),
    );
  }
}

/** Read once for all that arrived together. */
function keysSpokenOf(arrivals: readonly Arrival[]): Key[] {
  const keys = new Set<Key>();
  for (const { message } of arrivals) {
    if (message.kind === 'put') keys.add(message.key);
    if (message.kind === 'have') for (const { key } of message.entries) keys.add(key);
  }
  return [...keys];
}

const isRegistryPut = (memory: Memory, message: Message): boolean =>
  message.kind === 'put' && message.key === memory.registryKey;

/** A neighbour that speaks after a silence is sent what is open (R3). */
function* hear(memory: Memory, { from, message, at }: Arrival): Steps<void> {
  const link = linkTo(memory, from);
  const now = memory.environment.now();
  const silent = now - link.lastHeard > memory.timing.silence;
  link.lastHeard = now;
  if (memory.unjudged.has(from)) return;
  // What had arrived before it went down waited here, and says nothing of now: all that is sent would be lost.
  if (link.downSince !== undefined && at > link.downSince) yield* setLink(memory, from, true);
  const fresh = message.kind === 'hello' && message.fresh;
  if (silent || fresh) yield* wakeSoon(memory, from, memory.timing.wakeEvery);
}

function* gather(memory: Memory, arrival: Arrival, gathered: Gathered): Steps<void> {
  const { from, message } = arrival;
  const { works, hops } = gathered;
  switch (message.kind) {
    case 'put':
      return yield* gatherPut(memory, from, message, gathered);
    case 'have':
      for (const entry of message.entries) {
        noteAnswer(memory, from, entry.key, entry.chain, message.took);
        works.push({ kind: 'have', key: entry.key, from, chain: entry.chain });
      }
      for (const { id, piece } of message.pieces ?? []) notePiece(memory, from, id, piece, message.took);
      for (const key of message.whole ?? []) works.push(...resendWhole(memory, from, key));
      for (const held of message.parts ?? []) {
        if (held.wrong) yield* onWrongContent(memory, from, held.hash);
        else if (held.wanted === undefined) works.push(...noteParts(memory, from, held, message.took));
        else yield* onWanted(memory, from, held, held.wanted);
      }
      works.push(...unlisted(memory, from, message));
      noteListed(memory, from, message);
      hops.add(from);
      return;
    case 'part':
      return yield* gatherPart(memory, from, message, gathered);
    case 'sums':
      if (isConsumerHop(from)) yield* onConsumerSums(memory, from, message);
      else yield* onSums(memory, from, message);
      yield* onWatermarks(memory, from, message.watermarks);
      hops.add(from);
      return;
    case 'ask':
      return yield* onAsk(memory, from, message);
    case 'answer':
      return yield* onAnswer(memory, from, message, arrival.at);
    case 'hello':
      noteClock(memory, from, message.sentAt);
      if (message.fresh) yield* hello(memory, from, false, true);
      if (yield* onInstance(memory, from, message))
        for (const hop of neighboursOf(memory)) yield* hello(memory, hop, false);
      return yield* onHello(memory, from, message);
    case 'list':
      return refuse(memory, from, '', 'malformed');
    default: {
      const never: never = message;
      throw new Error(`Unknown message ${JSON.stringify(never)}.`);
    }
  }
}

function* gatherPut(memory: Memory, from: string, put: Put, gathered: Gathered): Steps<void> {
  const { key, spans, since } = put;
  const stored = memory.recent.get(key)?.document;
  const held = stored?.record ?? null;
  const isNew = !stored || isAbove(put.record, heldIn(stored));
  const canComplete = !since || !isNew || (held !== null && sameStamp(held, since));
  if (!canComplete) {
    // What is held instead is said too, so that the sender knows better next time.
    within(gathered.whole, from, () => [] as Key[]).push(key);
    gathered.works.push({ kind: 'tell', key });
    return;
  }
  const record = since && isNew && held ? completeSeen(put.record, held) : put.record;
  if (spans.length > 0) rememberSpans(memory, key, record, spans);
  const missing =
    record.content && isNew ? yield* missingContent(memory, from, key, record, stored) : undefined;
  if (missing) within(gathered.parts, from, () => [] as HeldParts[]).push(missing);
  else gathered.works.push({ kind: 'put', key, from, record, ...(since ? { completed: true } : {}) });
}

/** A record is stored when its content is here: the parts that are missing, for a put that would be stored. */
function* missingContent(
  memory: Memory,
  from: string,
  key: Key,
  record: SiteRecord,
  held: Document | undefined,
): Steps<HeldParts | undefined> {
  const route = routeOf(memory, key);
  const mayPut = route && !route.isOwner && (route.previous === from || key === memory.registryKey);
  if (!mayPut || !record.content) return undefined;
  if (refuseRecord(memory, key, held, record, false)) return undefined;
  const parts = yield* expectContent(memory, from, key, record.content);
  return parts.complete ? undefined : parts;
}

function* gatherPart(memory: Memory, from: string, part: Part, gathered: Gathered): Steps<void> {
  const held = yield* takePart(memory, from, part);
  if (!held) return refuse(memory, from, expectedFor(memory, from, part.hash), 'malformed');
  if (held.wrong) refuse(memory, from, expectedFor(memory, from, part.hash), 'wrong_content');
  if (held.complete) gathered.works.push(...noteWhole(memory, part.hash));
  const parts = within(gathered.parts, from, () => [] as HeldParts[]);
  const earlier = parts.findIndex((one) => one.hash === held.hash);
  if (earlier < 0) parts.push(held);
  else parts[earlier] = held;
}

/** R4: after the write, what is held; once a hop and key for all that came together. */
function* answer(
  memory: Memory,
  outcomes: readonly Outcome[],
  { parts, whole }: Gathered,
  arrivals: readonly Arrival[],
): Steps<void> {
  const byHop = new Map<string, Map<Key, Chain>>();
  const say = (hop: string, key: Key, document: Document | undefined): void => {
    const next = routeOf(memory, key)?.next ?? [];
    const chain = memory.rules.chain(document ?? emptyDocument(key), memory.site, next);
    within(byHop, hop, () => new Map<Key, Chain>()).set(key, chain);
    memory.pushes.get(hop)?.delete(key);
    noteOffered(memory, key, hop);
  };
  const documents = new Map(outcomes.map(({ work, document }) => [work.key, document]));
  for (const { work, decision } of outcomes) {
    if (work.kind !== 'put') continue;
    if (decision.answer) say(work.from, work.key, documents.get(work.key));
    if (work.completed && decision.refusal === 'signature') {
      within(whole, work.from, () => [] as Key[]).push(work.key);
    }
  }
  for (const [hop, keys] of whole) for (const key of keys) say(hop, key, documents.get(key));
  const now = memory.environment.now();
  for (const hop of new Set([...byHop.keys(), ...parts.keys()])) {
    // The last one: what is said of the link is then never too good.
    const last = arrivals.findLast(
      (one) => one.from === hop && (one.message.kind === 'put' || one.message.kind === 'part'),
    );
    const took = last ? Math.max(0, now - last.at) : 0;
    const entries = [...(byHop.get(hop) ?? [])].map(([key, chain]) => ({ key, chain }));
    const messages: Have[] = haves(entries, undefined).map(({ message }) => ({ ...message, took }));
    const more = { parts: parts.get(hop), whole: whole.get(hop) };
    if (more.parts || more.whole) messages.push({ kind: 'have', entries: [], took, ...more });
    for (const message of messages) yield { do: 'send', hop, lane: answerLane, message };
  }
}
