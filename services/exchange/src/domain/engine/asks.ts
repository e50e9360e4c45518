import type { Answer, Ask } from '../messages.ts';
import type { Steps } from './effects.ts';
import { type Memory, refuse } from './memory.ts';
import { answerLane } from './sending.ts';

/** Longest that a question may be on its way. */
export const maximumAskMs = 10_000;

const nothing = new Uint8Array();

/** A question of this site's own services. */
export function* ask(memory: Memory, question: Ask): Steps<void> {
  yield* forward(memory, question, null);
}

/** A question that came over a link: only from above, about a unit below or here; nobody asks sideways or upwards. */
export function* onAsk(memory: Memory, from: string, question: Ask): Steps<void> {
  if (from !== memory.registry.parentOf(memory.site) || memory.asks.has(question.id)) {
    return refuse(memory, from, question.unit, 'not_previous_hop');
  }
  yield* forward(memory, question, from);
}

function* forward(memory: Memory, question: Ask, from: string | null): Steps<void> {
  const { registry, site, environment } = memory;
  const owner = registry.ownerOf(question.unit);
  const timeout = Math.min(Math.max(question.timeout, 0), maximumAskMs);
  const until = environment.now() + timeout;
  const passed: Ask = { ...question, timeout };
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
  if (!link || link.isDown) return yield* finish(memory, question.id, nothing, 'unreachable');
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

/** Its time is over. */
export function* expireAsk(memory: Memory, id: string): Steps<void> {
  const asked = memory.asks.get(id);
  if (!asked || asked.until > memory.environment.now()) return;
  const link = asked.to === null ? undefined : memory.links.get(asked.to);
  const silent = link && memory.environment.now() - link.lastHeard > memory.timing.silence;
  yield* finish(memory, id, nothing, silent ? 'unreachable' : 'timeout');
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
