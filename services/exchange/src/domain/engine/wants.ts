import { answerLane } from '../channel.ts';
import type { Content } from '../content.ts';
import type { Work } from '../decide.ts';
import type { Document } from '../document.ts';
import type { Key } from '../key.ts';
import type { HeldParts } from '../messages.ts';
import { isConsumerHop, type Route } from '../route.ts';
import { expectContent, sendWanted } from './content.ts';
import type { Steps } from './effects.ts';
import { follow } from './follow.ts';
import { linkTo, type Memory, once, refuse, routeOf } from './memory.ts';
import { process, warm } from './process.ts';

/** Steps without a block more, from 10 s to half an hour: then it is left, until the sweep finds it missing again. */
const mostSteps = 8;

interface Wanted {
  readonly document: Document;
  readonly route: Route;
  readonly content: Content;
}

/**
 * The content of an own record is not here: it was adopted from another site (R11), or went with a restore of some collections. The next hops that
 * hold a record of this key are asked for it in turn, until it is whole here or is not the record's any more.
 */
export function* wantContent(memory: Memory, key: Key): Steps<void> {
  if (memory.wants.has(key)) return;
  const wanted = yield* find(memory, key);
  if (!wanted?.route.isOwner) return;
  memory.wants.set(key, { hash: wanted.content.hash, step: 0, blocks: 0 });
  yield* askForContent(memory, key);
}

/** Says which blocks are held, to a hop that holds more; again at each step, for a message may be lost, or the hop started anew. */
export function* askForContent(memory: Memory, key: Key): Steps<void> {
  const want = memory.wants.get(key);
  if (!want) return;
  const wanted = yield* find(memory, key);
  const holders = wanted ? holdersOf(memory, wanted) : [];
  const hop = holders[want.step % holders.length];
  if (wanted?.content.hash !== want.hash || want.step >= mostSteps) {
    memory.wants.delete(key);
    return;
  }
  const { backoffFirst, backoffMax } = memory.timing;
  const delay = Math.min(backoffFirst * 2 ** want.step, backoffMax);
  want.step += 1;
  once(memory, `want:${key}`, delay, { do: 'want', key });
  if (hop === undefined) return;
  const held = yield* expectContent(memory, hop, key, wanted.content);
  if (held.complete) return yield* follow(memory, yield* process(memory, noteWhole(memory, held.hash)));
  const blocks = held.runs.reduce((sum, [from, to]) => sum + to - from, 0);
  if (blocks > want.blocks) want.step = 0;
  want.blocks = blocks;
  const message = { kind: 'have', entries: [], took: 0, parts: [{ ...held, wanted: key }] } as const;
  yield { do: 'send', hop, lane: answerLane, message };
}

/** A hop is found again: what it was asked for is asked anew. */
export function askAllAgain(memory: Memory): void {
  for (const [key, want] of memory.wants) {
    want.step = 0;
    memory.timers.add(memory.environment.now(), { do: 'want', key });
  }
}

/** Those that the line reaches, first the ones that hold the present state. */
function holdersOf(memory: Memory, { document, route }: Wanted): string[] {
  const holders = route.next.filter((hop) => !isConsumerHop(hop) && !linkTo(memory, hop).isDown);
  const revOf = (hop: string): number => document.heard[hop]?.chain[0]?.rev ?? 0;
  return holders.filter((hop) => revOf(hop) > 0).sort((a, b) => revOf(b) - revOf(a));
}

/** Only the hop that lies towards the owner: this site got the record from there, or by the same rule will (R13). */
export function* onWanted(memory: Memory, from: string, held: HeldParts, key: Key): Steps<void> {
  const wanted = yield* find(memory, key);
  if (routeOf(memory, key)?.previous !== from) return refuse(memory, from, key, 'not_previous_hop');
  if (!wanted || wanted.content.hash !== held.hash || held.complete) return;
  sendWanted(memory, from, wanted.content, wanted.route.lane, held);
}

/** A content is whole: the records of this site that lacked it can be offered, whatever their pacing was. */
export function noteWhole(memory: Memory, hash: string): Work[] {
  const works: Work[] = [];
  for (const [key, want] of memory.wants) {
    if (want.hash !== hash) continue;
    memory.wants.delete(key);
    for (const flights of memory.flights.values()) {
      const flight = flights.get(key);
      if (flight) flight.next = memory.environment.now();
    }
    works.push({ kind: 'offer', key });
  }
  return works;
}

function* find(memory: Memory, key: Key): Steps<Wanted | undefined> {
  yield* warm(memory, [key]);
  const document = memory.recent.get(key)?.document;
  const route = routeOf(memory, key);
  const content = document?.record?.content;
  return document && route && content ? { document, route, content } : undefined;
}
