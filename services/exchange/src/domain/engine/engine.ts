import { answerLane } from '../channel.ts';
import type { Decision, Work } from '../decide.ts';
import type { Document, Ruling } from '../document.ts';
import type { EndedPast } from '../ended-past.ts';
import type { Key } from '../key.ts';
import type { Ask, Hello } from '../messages.ts';
import type { Registry } from '../registry.ts';
import type { Consumer, Route } from '../route.ts';
import type { Change } from '../rules.ts';
import type { Stamp } from '../stamp.ts';
import { answerHere, ask, askForRecord, expireAsk } from './asks.ts';
import { beginConsumer, beginConsumers } from './consumers.ts';
import { sweepTransfers } from './content.ts';
import { openKeys, type Steps, unsettledKeys } from './effects.ts';
import { beginLife, lookForRestore } from './epoch.ts';
import { drainLink, follow, rememberSpans } from './follow.ts';
import {
  createMemory,
  type EngineOptions,
  hopsOf,
  later,
  type Memory,
  neighboursOf,
  type Progress,
  refuse,
  routeOf,
  withBeliefs,
} from './memory.ts';
import { endPast, noteHandedOver, takePast } from './past.ts';
import { helloTo } from './presence.ts';
import { type Outcome, process } from './process.ts';
import { type Arrival, receive } from './receive.ts';
import { checkRegistry, forgetFormerHops, isOwnDoubted } from './registry.ts';
import { goOnReplying } from './replies.ts';
import { haves } from './sending.ts';
import { resolveTwin, sweepTwins } from './twins.ts';
import { type TakenRecord, takeOver } from './take-over.ts';
import { greet, hello, offerAll, setLink, wakeLater } from './waking.ts';
import { askForContent, wantContent } from './wants.ts';
import { beginAnew, beginWalk, reroute, walkOn } from './walk.ts';
import { noteProgress, ownWatermarks, sendWatermarks, tellReaders } from './watermarks.ts';

const pageSize = 500;

/** A producer's put of a key that this site owns. */
export interface Production {
  readonly key: Key;
  readonly change: Change;
  readonly spans: readonly string[];
}

/**
 * One site of the protocol: takes what happens, says step by step what has to be read, written and sent (`effects.ts`). It
 * performs nothing itself and keeps no time; only one call is driven at a time.
 */
export class Engine {
  readonly #memory: Memory;

  constructor(options: EngineOptions) {
    this.#memory = createMemory(options);
  }

  /** For the operator's view only. */
  get memory(): Readonly<Memory> {
    return this.#memory;
  }

  /** Machine time at which `tick` has something to do. */
  get nextAt(): number {
    return this.#memory.timers.nextAt;
  }

  /** Drawn at start and whenever the database turns out to be restored. */
  get epoch(): string {
    return this.#memory.epoch;
  }

  /**
   * At start: the neighbours hear of it, what is open goes on. Everything derived is computed from the store meanwhile (`walk.ts`);
   * sums and watermarks follow when that is done.
   */
  *start(): Steps<void> {
    const memory = this.#memory;
    const now = memory.environment.now();
    const { timing } = memory;
    yield* beginLife(memory);
    yield* beginConsumers(memory);
    beginAnew(memory);
    later(memory, yield* unsettledKeys());
    later(memory, yield* openKeys(undefined));
    yield* checkRegistry(memory);
    for (const [what, delay] of [
      ['scan', timing.scan],
      ['sums', timing.sums],
      ['hello', timing.hello],
      ['rebuild', timing.rebuild],
    ] as const) {
      memory.timers.add(now + delay, { do: what });
    }
    for (const hop of neighboursOf(memory)) {
      yield* hello(memory, hop, true);
      yield* greet(memory, hop);
    }
  }

  *receive(arrivals: readonly Arrival[]): Steps<void> {
    yield* receive(this.#memory, arrivals);
  }

  /** Producers' puts that came together. The outcomes are told when all that was taken is durable; sending follows. */
  *put(productions: readonly Production[], told: (outcomes: readonly Outcome[]) => void): Steps<void> {
    const works: Work[] = productions.map(({ key, change }) => ({ kind: 'change', key, change }));
    const outcomes = yield* process(this.#memory, works);
    told(outcomes);
    for (const { key, spans } of productions) {
      const record = outcomes.findLast((one) => one.work.key === key)?.document?.record;
      if (record && spans.length > 0) rememberSpans(this.#memory, key, record, spans);
    }
    yield* follow(this.#memory, outcomes);
  }

  /** A person's word about a record; `taken` tells whether it still was as that person saw it. */
  *rule(
    work: Work & { kind: 'lift' | 'accept' | 'dismiss' | 'keep' | 'entered' },
  ): Steps<Decision | undefined> {
    const memory = this.#memory;
    const outcomes = yield* process(memory, [work]);
    yield* follow(memory, outcomes);
    const [outcome] = outcomes;
    const jump = work.kind === 'accept' && outcome?.decision.taken ? outcome.document?.jump : undefined;
    if (jump && neighboursOf(memory).includes(jump.hop)) {
      // What was refused is said again now: by the sums, or because the hop is told that it may send.
      yield* hello(memory, jump.hop, true);
      yield* greet(memory, jump.hop);
    }
    return outcome?.decision;
  }

  /**
   * The content of the record with this stamp is gone from the store. @returns whether a neighbour will send both again; if not, and the record
   * is this site's own, its next hops are asked for the content.
   */
  *lacking(key: Key, stamp: Stamp): Steps<boolean> {
    const outcomes = yield* process(this.#memory, [{ kind: 'lacking', key, stamp }]);
    const isTaken = outcomes[0]?.decision.taken ?? false;
    if (!isTaken) yield* wantContent(this.#memory, key);
    return isTaken;
  }

  /** R11: the record of this key was adopted without its content. */
  *wantContent(key: Key): Steps<void> {
    yield* wantContent(this.#memory, key);
  }

  *tick(): Steps<void> {
    const memory = this.#memory;
    const due = memory.timers.takeDue(memory.environment.now());
    const offers = new Set<Key>();
    const hops = new Set(hopsOf(memory));
    for (const what of due) {
      if ('hop' in what && !hops.has(what.hop)) {
        memory.scheduled.delete(`${what.do}:${what.hop}`);
        continue;
      }
      switch (what.do) {
        case 'offer':
          offers.add(what.key);
          break;
        case 'push':
          yield* this.#push(what.hop);
          break;
        case 'drain':
          memory.scheduled.delete(`drain:${what.hop}`);
          yield* drainLink(memory, what.hop);
          break;
        case 'wake':
          yield* wakeLater(memory, what.hop);
          break;
        case 'greet':
          memory.scheduled.delete(`greet:${what.hop}`);
          yield* greet(memory, what.hop);
          break;
        case 'ask':
          yield* expireAsk(memory, what.id);
          break;
        case 'want':
          memory.scheduled.delete(`want:${what.key}`);
          yield* askForContent(memory, what.key);
          break;
        case 'reply':
          goOnReplying(memory, what.hop, what.id);
          break;
        case 'flush':
          yield* this.#flush();
          break;
        case 'watermarks':
          memory.scheduled.delete('watermarks');
          yield* sendWatermarks(memory);
          break;
        case 'restored':
          memory.scheduled.delete('restored');
          yield* beginConsumers(memory);
          beginAnew(memory);
          later(memory, yield* unsettledKeys());
          later(memory, yield* openKeys(undefined));
          break;
        case 'scan':
          memory.timers.add(memory.environment.now() + memory.timing.scan, what);
          yield* this.#scan();
          break;
        case 'sums':
          memory.timers.add(memory.environment.now() + memory.timing.sums, what);
          for (const hop of neighboursOf(memory)) yield* greet(memory, hop);
          yield* tellReaders(memory);
          break;
        case 'hello':
          memory.timers.add(memory.environment.now() + memory.timing.hello, what);
          for (const hop of neighboursOf(memory)) yield* hello(memory, hop, false);
          // No neighbour's hello tells the readers here that their own site lives.
          yield* tellReaders(memory, ownWatermarks(memory));
          break;
        case 'rebuild':
          memory.timers.add(memory.environment.now() + memory.timing.rebuild, what);
          beginWalk(memory, false);
          break;
        case 'take':
          yield* takePast(memory);
          break;
        case 'walk':
          yield* walkOn(memory);
          break;
        default: {
          const never: never = what;
          throw new Error(`Unknown timer ${JSON.stringify(never)}.`);
        }
      }
    }
    if (offers.size > 0) yield* offerAll(memory, [...offers]);
  }

  /** The transport's own news about a hop; what it does not know, silence and answers tell. */
  *setLink(hop: string, isUp: boolean): Steps<void> {
    yield* setLink(this.#memory, hop, isUp);
  }

  /**
   * A registry that was published: routes, next hops and owners follow it from now on (R10).
   * @param stamp of its record; the same registry as before with it: this record is not usable here and is not offered again.
   */
  *useRegistry(registry: Registry, stamp: string): Steps<void> {
    const memory = this.#memory;
    memory.registryStamp = stamp;
    if (registry === memory.registry) return;
    const before = new Set(neighboursOf(memory));
    const former = memory.registry;
    const isDoubted = isOwnDoubted(memory, registry);
    reroute(memory, registry, memory.consumers);
    noteHandedOver(memory, former);
    yield* forgetFormerHops(memory);
    if (isDoubted) beginWalk(memory, false);
    for (const hop of neighboursOf(memory)) {
      if (before.has(hop)) continue;
      yield* hello(memory, hop, true);
      yield* greet(memory, hop);
    }
  }

  /** A consumer connects: a next hop more, or the same one, which then says what it holds. */
  *useConsumers(consumers: readonly Consumer[]): Steps<void> {
    yield* [];
    reroute(this.#memory, this.#memory.registry, consumers);
  }

  /** What may be sent any number of times to find out whether a neighbour listens. */
  signOfLife(hop: string): Hello {
    return helloTo(this.#memory, hop, false);
  }

  /** Bytes that came from a hop were no message (R13). */
  noteMalformed(hop: string): void {
    refuse(this.#memory, hop, '', 'malformed');
  }

  /** A hop sends more than can be taken up. */
  noteDropped(hop: string): void {
    refuse(this.#memory, hop, '', 'too_many');
  }

  /** A message to a hop is larger than its line takes. */
  noteTooLarge(hop: string): void {
    refuse(this.#memory, hop, '', 'too_large');
  }

  /** The way of a key through this site; undefined: no such channel, or nobody owns the unit. */
  findRoute(key: Key): Route | undefined {
    return routeOf(this.#memory, key);
  }

  /** A document of the store as this engine sees it, with beliefs that are not written yet. */
  seen(document: Document): Document {
    return withBeliefs(this.#memory, document);
  }

  /** Writes all beliefs now, so that the store can be asked what is open. */
  *flush(): Steps<void> {
    yield* this.#flush();
  }

  /** @returns the present epoch; a producer that compared in another one compares again. */
  *noteProgress(sources: readonly Progress[]): Steps<string> {
    // An idle site writes nothing: this is where it learns that its database was restored.
    yield* lookForRestore(this.#memory);
    for (const progress of sources) noteProgress(this.#memory, progress);
    return this.#memory.epoch;
  }

  /** The epoch in which a comparison that begins now is made. */
  *beginComparison(): Steps<string> {
    yield* lookForRestore(this.#memory);
    return this.#memory.epoch;
  }

  /** A consumer begins to listen: it is sent nothing before what it holds is judged. */
  *beginConsumer(hop: string): Steps<void> {
    yield* beginConsumer(this.#memory, hop);
  }

  *ask(question: Ask): Steps<void> {
    yield* ask(this.#memory, question);
  }

  /** R11: what a next hop holds of a key that this site lost. */
  *askForRecord(hop: string, question: Ask): Steps<void> {
    yield* askForRecord(this.#memory, hop, question);
  }

  /** What a unit's former owner signed and this site, its owner by now, did not hold. */
  *takeOver(records: readonly TakenRecord[]): Steps<void> {
    yield* takeOver(this.#memory, records);
  }

  *answer(id: string, body: Uint8Array, failure: string): Steps<void> {
    yield* answerHere(this.#memory, id, body, failure);
  }

  /** A person says that no more of a unit's past is coming. False: what is held, or wanted, is another number by now. */
  *endPast(ended: EndedPast): Steps<boolean> {
    return yield* endPast(this.#memory, ended);
  }

  /** A person has ended one of two live copies of a site. False: none was found here. */
  *resolveTwin(site: string, ruling: Ruling): Steps<boolean> {
    return yield* resolveTwin(this.#memory, site, ruling);
  }

  /** R2 and R3 over what is unsettled or open; a store that was exchanged under the running process is walked through anew. */
  *#scan(): Steps<void> {
    const memory = this.#memory;
    const isOurs = yield* lookForRestore(memory);
    yield* checkRegistry(memory);
    if (!isOurs) return;
    later(memory, yield* unsettledKeys());
    later(memory, yield* openKeys(undefined));
    later(memory, memory.lazy.keys());
    const longAgo = memory.environment.now() - memory.timing.backoffMax;
    for (const flights of memory.flights.values()) {
      for (const [key, flight] of flights)
        if (Math.max(flight.next, flight.notBefore) < longAgo) flights.delete(key);
    }
    sweepTransfers(memory);
    yield* sweepTwins(memory);
  }

  *#flush(): Steps<void> {
    const memory = this.#memory;
    memory.scheduled.delete('flush');
    const keys = [...memory.lazy.keys()];
    for (let at = 0; at < keys.length; at += pageSize) {
      const works: Work[] = keys.slice(at, at + pageSize).map((key) => ({ kind: 'flush', key }));
      yield* follow(memory, yield* process(memory, works));
    }
  }

  /** R7. */
  *#push(hop: string): Steps<void> {
    const memory = this.#memory;
    memory.scheduled.delete(`push:${hop}`);
    const keys = [...(memory.pushes.get(hop) ?? [])];
    memory.pushes.delete(hop);
    const outcomes = yield* process(
      memory,
      keys.map((key) => ({ kind: 'tell', key })),
    );
    const entries = [];
    for (const { work, document } of outcomes) {
      const route = routeOf(memory, work.key);
      if (!document || route?.previous !== hop) continue;
      entries.push({ key: work.key, chain: memory.rules.chain(document, memory.site, route.next) });
    }
    for (const { message } of haves(entries, undefined)) yield { do: 'send', hop, lane: answerLane, message };
  }
}
