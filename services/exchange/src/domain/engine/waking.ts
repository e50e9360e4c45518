import { answerLane } from '../channel.ts';
import type { Work } from '../decide.ts';
import { isConsumerHop } from '../route.ts';
import { failAsks } from './asks.ts';
import { announceAllAgain } from './content.ts';
import { sendHopSum } from './dialogue.ts';
import { openKeys, type Steps } from './effects.ts';
import { follow } from './follow.ts';
import { hopsOf, later, linkTo, type Memory, once } from './memory.ts';
import { process } from './process.ts';
import { helloTo } from './presence.ts';
import { dropReplies } from './replies.ts';
import { askAllAgain } from './wants.ts';
import { perMessage, tellWatermarks, watermarksOf } from './watermarks.ts';

const batch = 200;

/**
 * A hop came back: what is open towards it goes now, and the sums; at most once in `every` milliseconds, or when these are over.
 */
export function* wakeSoon(memory: Memory, hop: string, every: number): Steps<void> {
  const link = linkTo(memory, hop);
  const wait = link.lastWoken + every - memory.environment.now();
  if (wait > 0) return once(memory, `wake:${hop}`, wait, { do: 'wake', hop });
  link.lastWoken = memory.environment.now();
  yield* wake(memory, hop);
  yield* greet(memory, hop);
}

export function* wakeLater(memory: Memory, hop: string): Steps<void> {
  memory.scheduled.delete(`wake:${hop}`);
  yield* wakeSoon(memory, hop, 0);
}

/** What is open towards a hop is sent now, whatever its pacing was. */
function* wake(memory: Memory, hop: string): Steps<void> {
  const now = memory.environment.now();
  for (const flight of memory.flights.get(hop)?.values() ?? []) {
    flight.waiting = false;
    flight.next = now;
    flight.step = -1;
  }
  later(memory, yield* openKeys(hop));
  later(memory, memory.lazy.keys());
}

export function* offerAll(memory: Memory, keys: readonly string[]): Steps<void> {
  for (let at = 0; at < keys.length; at += batch) {
    const works: Work[] = keys.slice(at, at + batch).map((key) => ({ kind: 'offer', key }));
    yield* follow(memory, yield* process(memory, works));
  }
}

/** At start, at a new connection and every 15 minutes: sums, with the watermarks that go that way. */
export function* greet(memory: Memory, hop: string): Steps<void> {
  if (isConsumerHop(hop)) return;
  const up = hop === memory.registry.parentOf(memory.site) ? watermarksOf(memory) : [];
  yield* sendHopSum(memory, hop, up.slice(0, perMessage));
  yield* tellWatermarks(memory, hop, up.slice(perMessage));
}

export function* hello(memory: Memory, hop: string, fresh: boolean, isAsked = false): Steps<void> {
  yield { do: 'send', hop, lane: answerLane, message: helloTo(memory, hop, fresh, isAsked) };
}

/** The transport lost or found a hop. Found again: nothing is on its way any more, and what is open goes at once. */
export function* setLink(memory: Memory, hop: string, isUp: boolean): Steps<void> {
  if (!hopsOf(memory).includes(hop)) return;
  const link = linkTo(memory, hop);
  if (!isUp) {
    link.downSince = memory.environment.now();
    dropReplies(memory, hop);
    return yield* failAsks(memory, hop);
  }
  if (!link.isDown) return;
  link.downSince = undefined;
  link.clearFlights();
  announceAllAgain(memory, hop);
  askAllAgain(memory);
  yield* hello(memory, hop, true);
  yield* wakeSoon(memory, hop, memory.timing.reconnectEvery);
}
