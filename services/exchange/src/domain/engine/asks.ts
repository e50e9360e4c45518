import type { Answer, Ask } from '../messages.ts';
import type { Steps } from './effects.ts';
import { isKey } from '../key.ts';
import { type Memory, refuse, routeOf } from './memory.ts';
import { answerLane } from './sending.ts';

/** Longest that a question may be on its way. */
export const maximumAskMs = 10_000;

/**
 * The one question that exchange answers by itself: the record that the next hop holds of a key (the question's body), so that a person
 * can adopt it where it was lost (R11).
 */
export const recordQuestion = 'exchange.record';

const nothing = new Uint8Array();

const shareForNextHop = 0.85;

/** Nothing came from there for too long; a hop that was never heard may be about to speak. */
const isSilent = (memory: Memory, lastHeard: number): boolean =>
  Number.isFinite(lastHeard) && memory.environment.now() - lastHeard > memory.timing.silence;

/** A question of this site's own services. */
export function* ask(memory: Memory, question: Ask): Steps<void> {
  yield* forward(memory, question, null);
}

/** Asks one next hop for its record of a key. */
export function* askForRecord(memory: Memory, hop: string, question: Ask): Steps<void> {
  const until = memory.environment.now() + maximumAskMs;
  memory.asks.set(question.id, { ask: question, from: null, to: hop, until });
  memory.timers.add(until, { do: 'ask', id: question.id });
  yield { do: 'send', hop, lane: answerLane, message: question };
}

/** A question that came over a link: only from above, about a unit below or here; nobody asks sideways or upwards. */
export function* onAsk(memory: Memory, from: string, question: Ask): Steps<void> {
  if (question.question === recordQuestion) return yield* onRecordQuestion(memory, from, question);
  if (from !== memory.registry.parentOf(memory.site) || memory.asks.has(question.id)) {
    return refuse(memory, from, question.unit, 'not_previous_hop');
  }
  yield* forward(memory, question, from);
}

/** Only from the hop that lies towards the owner: it may have lost what this site got from it. */
function* onRecordQuestion(memory: Memory, from: string, question: Ask): Steps<void> {
  const key = new TextDecoder().decode(question.body);
  if (!isKey(key) || routeOf(memory, key)?.previous !== from)
    return refuse(memory, from, question.unit, 'not_previous_hop');
  memory.asks.set(question.id, {
    ask: question,
    from,
    to: null,
    until: memory.environment.now() + maximumAskMs,
  });
  memory.timers.add(memory.environment.now() + maximumAskMs, { do: 'ask', id: question.id });
  yield { do: 'question', ask: question };
}

function* forward(memory: Memory, question: Ask, from: string | null): Steps<void> {
  const { registry, site, environment } = memory;
  const owner = registry.ownerOf(question.unit);
  const timeout = Math.min(Math.max(question.timeout, 0), maximumAskMs);
  const until = environment.now() + timeout;
  // The next hop gives up a little earlier, so that its reason arrives before the time here is over.
  const passed: Ask = { ...question, timeout: Math.floor(timeout * shareForNextHop) };
  if (owner === undefined || (owner !== site && !registry.isWithin(owner, site))) {
    return yield* reply(question.id, from, nothing, 'refused', null);
  }
  const to = owner === site ? null : registry.toward(site, owner);
  memory.asks.set(question.id, { ask: passed, from, to, until });
  memory.timers.add(until, { do: 'ask', id: question.id });
  if (to === null) {
    yield { do: 'question', ask: passed };
    return;
  }
  const link = memory.links.get(to);
  if (!link || link.isDown || isSilent(memory, link.lastHeard))
    return yield* finish(memory, question.id, nothing, 'unreachable');
  yield { do: 'send', hop: to, lane: answerLane, message: passed };
}

/** What the site's own services say to a question that was passed to them. */
export function* answerHere(memory: Memory, id: string, body: Uint8Array, failure: string): Steps<void> {
  yield* finish(memory, id, body, failure);
}

export function* onAnswer(memory: Memory, from: string, { id, body, failure }: Answer): Steps<void> {
  const asked = memory.asks.get(id);
  // Late, repeated, or from somebody who was not asked.
  if (!asked || asked.to !== from) return;
  yield* finish(memory, id, body, failure);
}

/** A hop is gone: what was asked of it is not waited for. */
export function* failAsks(memory: Memory, hop: string): Steps<void> {
  for (const [id, { to }] of memory.asks) if (to === hop) yield* finish(memory, id, nothing, 'unreachable');
}

/** Its time is over. */
export function* expireAsk(memory: Memory, id: string): Steps<void> {
  const asked = memory.asks.get(id);
  if (!asked || asked.until > memory.environment.now()) return;
  const link = asked.to === null ? undefined : memory.links.get(asked.to);
  yield* finish(memory, id, nothing, link && isSilent(memory, link.lastHeard) ? 'unreachable' : 'timeout');
}

function* finish(memory: Memory, id: string, body: Uint8Array, failure: string): Steps<void> {
  const asked = memory.asks.get(id);
  if (!asked) return;
  memory.asks.delete(id);
  const heard = asked.to === null ? undefined : memory.links.get(asked.to)?.lastHeard;
  yield* reply(id, asked.from, body, failure, heard !== undefined && Number.isFinite(heard) ? heard : null);
}

function* reply(
  id: string,
  from: string | null,
  body: Uint8Array,
  failure: string,
  silentSince: number | null,
): Steps<void> {
  if (from === null) {
    yield { do: 'answered', id, body, failure, silentSince: failure === '' ? null : silentSince };
    return;
  }
  const message: Answer = { kind: 'answer', id, body, failure };
  yield { do: 'send', hop: from, lane: answerLane, message };
}
