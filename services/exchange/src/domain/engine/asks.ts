import { answerLane } from '../channel.ts';
import { isKey, type Key } from '../key.ts';
import type { Answer, Ask, Have } from '../messages.ts';
import { isConsumerHop } from '../route.ts';
import { stampText } from '../stamp.ts';
import type { Effect, Steps } from './effects.ts';
import { type Asked, type Memory, refuse, routeOf, withBeliefs } from './memory.ts';
import { warm } from './process.ts';
import { reply } from './replies.ts';

/** Longest that a question may be on its way. */
export const maximumAskMs = 10_000;
/** Longest answer: what goes over a line of about 1 Mbit/s in that time. */
export const maximumAnswerBytes = 900_000;

/**
 * What exchange answers by itself: the record that is held of a key, so that a person can adopt it where it was lost (R11). The body names
 * key and stamp: whoever does not hold that state asks the next hop that it heard it of. The value of a record whose value is a content comes with
 * `exchange.value` alone, if one answer has room for it.
 */
export const recordQuestion = 'exchange.record';
export const valueQuestion = 'exchange.value';

export const isOwnQuestion = (question: string): boolean =>
  question === recordQuestion || question === valueQuestion;

/** The state of a record that is asked for. */
export interface NamedState {
  readonly key: Key;
  readonly stamp: string;
}

export const nameState = ({ key, stamp }: NamedState): Uint8Array =>
  new TextEncoder().encode(`${stamp} ${key}`);

export function stateNamed(body: Uint8Array): NamedState {
  const text = new TextDecoder().decode(body);
  const end = text.indexOf(' ');
  return { key: text.slice(end + 1), stamp: text.slice(0, Math.max(end, 0)) };
}

const nothing = new Uint8Array();

const shareForNextHop = 0.85;
/** Questions under way over one link at once: their answers share a thin line with everything else. */
const mostUnderWay = 2;
/** Questions that wait for their turn, or for this site's services; one more is `busy`. */
const mostWaiting = 100;
const mostPieces = 1_000;

/** Nothing came from there for too long; a hop that was never heard may be about to speak. */
const isSilent = (memory: Memory, lastHeard: number): boolean =>
  Number.isFinite(lastHeard) && memory.environment.now() - lastHeard > memory.timing.silence;

/** A question of this site's own services. */
export function* ask(memory: Memory, question: Ask): Steps<void> {
  yield* forward(memory, question, null);
}

/** Asks one next hop for its record of a key. */
export function* askForRecord(memory: Memory, hop: string, question: Ask): Steps<void> {
  yield* begin(memory, question, null, hop);
}

/** A question that came over a link: only from above, to the owner of a unit or to a site below or here; nobody asks sideways or upwards. */
export function* onAsk(memory: Memory, from: string, question: Ask): Steps<void> {
  if (isOwnQuestion(question.question)) return yield* onRecordQuestion(memory, from, question);
  if (from !== memory.registry.parentOf(memory.site))
    return refuse(memory, from, question.unit, 'not_previous_hop');
  yield* forward(memory, question, from);
}

/** Only from the hop that lies towards the owner: it may have lost what this site got from it. */
function* onRecordQuestion(memory: Memory, from: string, question: Ask): Steps<void> {
  const { key, stamp } = stateNamed(question.body);
  const route = routeOf(memory, key);
  if (!isKey(key) || route?.previous !== from) return refuse(memory, from, question.unit, 'not_previous_hop');
  yield* warm(memory, [key]);
  const stored = memory.recent.get(key)?.document;
  const document = stored && withBeliefs(memory, stored);
  const isHere = document?.record && stampText(document.record) === stamp;
  const isHeldBy = (hop: string): boolean =>
    !isConsumerHop(hop) && (document?.heard[hop]?.chain ?? []).some((entry) => stampText(entry) === stamp);
  yield* begin(memory, question, from, isHere ? null : (route.next.find(isHeldBy) ?? null));
}

function* forward(memory: Memory, question: Ask, from: string | null): Steps<void> {
  const { registry, site } = memory;
  const owner = registry.find(question.unit)?.id ?? registry.ownerOf(question.unit);
  if (owner === undefined || (owner !== site && !registry.isWithin(owner, site)))
    return yield* tell(
      memory,
      { id: question.id, from, until: endOf(memory, question) },
      nothing,
      'refused',
      null,
    );
  yield* begin(memory, question, from, owner === site ? null : registry.toward(site, owner));
}

const endOf = (memory: Memory, { timeout }: Ask): number =>
  memory.environment.now() + Math.min(Math.max(timeout, 0), maximumAskMs);

/** Together with the same question if that is under way, else in its turn. */
function* begin(memory: Memory, question: Ask, from: string | null, to: string | null): Steps<void> {
  const now = memory.environment.now();
  const asker = { id: question.id, from, until: endOf(memory, question) };
  const there = [...memory.asks.values()].filter((one) => one.to === to);
  // The same message once more.
  if (there.some(({ askers }) => askers.some((one) => one.id === asker.id && one.from === from))) return;
  const link = to === null ? undefined : memory.links.get(to);
  if (to !== null && (!link || link.isDown || isSilent(memory, link.lastHeard))) {
    const heard = link && Number.isFinite(link.lastHeard) ? link.lastHeard : null;
    return yield* tell(memory, asker, nothing, 'unreachable', heard);
  }
  // One that is nearly over would bring its own end to who comes late.
  const same = there.find((one) => isSame(one.ask, question) && 2 * (one.until - now) >= asker.until - now);
  if (same) {
    same.askers.push(asker);
    memory.timers.add(asker.until, { do: 'ask', id: same.ask.id });
    return;
  }
  if (there.length >= mostWaiting) return yield* tell(memory, asker, nothing, 'busy', null);
  const asked: Asked = {
    ask: question,
    to,
    askers: [asker],
    until: asker.until,
    isSent: false,
    pieces: new Map(),
  };
  memory.asks.set(question.id, asked);
  memory.timers.add(asker.until, { do: 'ask', id: question.id });
  yield* sendNext(memory, to);
}

/** For the same eyes: what one caller may see, another may not. */
function isSame(a: Ask, b: Ask): boolean {
  const names = ({ unit, question, roles, units }: Ask): string =>
    JSON.stringify([unit, question, roles, units]);
  return (
    names(a) === names(b) &&
    a.body.length === b.body.length &&
    a.body.every((byte, at) => byte === b.body[at])
  );
}

/** What waits goes in its turn: a few at once over a link, at once to this site's services. */
function* sendNext(memory: Memory, to: string | null): Steps<void> {
  if (to !== null && memory.links.get(to)?.isDown) return;
  const there = [...memory.asks.values()].filter((one) => one.to === to);
  let free = to === null ? Number.POSITIVE_INFINITY : mostUnderWay - there.filter((one) => one.isSent).length;
  for (const asked of there) {
    if (asked.isSent) continue;
    if (free <= 0) return;
    free -= 1;
    asked.isSent = true;
    // The next hop gives up a little earlier, so that its reason arrives before the time here is over.
    const left = Math.max(0, asked.until - memory.environment.now());
    const message: Ask = { ...asked.ask, timeout: Math.floor(left * shareForNextHop) };
    if (to === null) yield { do: 'question', ask: message };
    else yield { do: 'send', hop: to, lane: answerLane, message };
  }
}

/** What the site's own services say to a question that was passed to them. */
export function* answerHere(memory: Memory, id: string, body: Uint8Array, failure: string): Steps<void> {
  if (memory.asks.get(id)?.to === null) yield* finish(memory, id, body, failure);
}

/** One piece of an answer. That it arrived is said in any case: who sends it would repeat it. */
export function* onAnswer(memory: Memory, from: string, answer: Answer, at: number): Steps<void> {
  const { id, piece, pieces, body, failure } = answer;
  const took = Math.max(0, memory.environment.now() - at);
  const arrived: Have = { kind: 'have', entries: [], took, pieces: [{ id, piece }] };
  yield { do: 'send', hop: from, lane: answerLane, message: arrived };
  const asked = memory.asks.get(id);
  // Late, or from somebody who was not asked.
  if (!asked || asked.to !== from || !asked.isSent) return;
  if (pieces > mostPieces) return refuse(memory, from, asked.ask.unit, 'malformed');
  asked.pieces.set(piece, body);
  const bytes = [...asked.pieces.values()].reduce((sum, one) => sum + one.length, 0);
  if (bytes > maximumAnswerBytes) yield* finish(memory, id, nothing, 'refused');
  else if (asked.pieces.size === pieces) yield* finish(memory, id, joined(asked, pieces, bytes), failure);
}

function joined({ pieces }: Asked, count: number, bytes: number): Uint8Array {
  const whole = new Uint8Array(bytes);
  let at = 0;
  for (let piece = 0; piece < count; piece += 1) {
    const part = pieces.get(piece) ?? nothing;
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** A hop is gone: what was asked of it is not waited for. */
export function* failAsks(memory: Memory, hop: string): Steps<void> {
  for (const [id, { to }] of memory.asks) if (to === hop) yield* finish(memory, id, nothing, 'unreachable');
}

/** The time of one who asked is over; the question stays under way for the others. */
export function* expireAsk(memory: Memory, id: string): Steps<void> {
  const asked = memory.asks.get(id);
  if (!asked) return;
  const now = memory.environment.now();
  const link = asked.to === null ? undefined : memory.links.get(asked.to);
  const failure = link && isSilent(memory, link.lastHeard) ? 'unreachable' : 'timeout';
  const late = asked.askers.filter(({ until }) => until <= now);
  asked.askers.splice(0, Infinity, ...asked.askers.filter(({ until }) => until > now));
  for (const asker of late) yield* tell(memory, asker, nothing, failure, heardOf(memory, asked));
  if (asked.askers.length > 0) return;
  memory.asks.delete(id);
  yield* sendNext(memory, asked.to);
}

function* finish(memory: Memory, id: string, body: Uint8Array, failure: string): Steps<void> {
  const asked = memory.asks.get(id);
  if (!asked) return;
  memory.asks.delete(id);
  for (const asker of asked.askers) yield* tell(memory, asker, body, failure, heardOf(memory, asked));
  yield* sendNext(memory, asked.to);
}

function heardOf(memory: Memory, { to }: Asked): number | null {
  const heard = to === null ? undefined : memory.links.get(to)?.lastHeard;
  return heard !== undefined && Number.isFinite(heard) ? heard : null;
}

function* tell(
  memory: Memory,
  { id, from, until }: Asked['askers'][number],
  body: Uint8Array,
  failure: string,
  silentSince: number | null,
): Steps<void> {
  if (from === null)
    yield { do: 'answered', id, body, failure, silentSince: failure === '' ? null : silentSince };
  else reply(memory, from, id, { body, failure, until });
}

export type Answered = Effect & { do: 'answered' };

/** The answer to a question that nobody answers. */
export const noAnswer = (id: string, failure: string): Answered => ({
  do: 'answered',
  id,
  body: new Uint8Array(),
  failure,
  silentSince: null,
});
