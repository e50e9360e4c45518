import type { Refusal } from '../admission.ts';
import type { WatermarkReason } from '../watermark.ts';
import type { Lane } from '../channel.ts';
import type { Document, Said } from '../document.ts';
import type { Environment, Hash64 } from '../environment.ts';
import { type Key, nameOf } from '../key.ts';
import { KeyTable } from '../key-table.ts';
import { Link } from '../link.ts';
import type { Ask, HeldParts, Sums, Watermark } from '../messages.ts';
import type { Registry } from '../registry.ts';
import { type Consumer, consumerHop, findRoute, isConsumerHop, type Route } from '../route.ts';
import type { Reach, Rules } from '../rules.ts';
import type { Stamp } from '../stamp.ts';
import { SumTree, xor } from '../sums.ts';
import { Timers } from '../timers.ts';
import type { Timing } from '../timing.ts';
import type { Twin } from '../twin.ts';
import type { Stored } from './effects.ts';

export interface EngineOptions {
  readonly site: string;
  readonly registry: Registry;
  readonly consumers: readonly Consumer[];
  readonly rules: Rules;
  readonly timing: Timing;
  readonly environment: Environment;
  /** Which process this is: drawn at each start of it. */
  readonly instance: string;
  /** Sites that were found to live twice, as they were last written. */
  readonly knownTwins: readonly Twin[];
  /** By source: how many records of a unit's past were wanted when a person said that no more are coming (`past.ts`). */
  readonly knownEndedPasts: ReadonlyMap<string, number>;
  /** Key of the record that carries the site registry; it is taken from any neighbour, since its owner signed it. */
  readonly registryKey: Key;
  /** Stamp of the record that `registry` is (`stampText`); empty: it is the configuration's. */
  readonly registryStamp: string;
}

/** R3, R7: pacing of one key towards one hop. */
export interface Flight {
  rev: number;
  tag: string;
  /** Hash of the content that goes before it, if any. */
  content: string | undefined;
  step: number;
  sentAt: number;
  /** No answer yet. */
  waiting: boolean;
  /** Sent with the part of `seen` that the hop lacked. */
  partial: boolean;
  /** The same stamp is not sent again before. */
  next: number;
  /** No stamp of the key is sent before (5 % of the link). */
  notBefore: number;
  /** When somebody looks at it again, if that is still to come. */
  looksAt: number;
}

export type Due =
  | { readonly do: 'offer'; readonly key: Key }
  | { readonly do: 'want'; readonly key: Key }
  | { readonly do: 'push'; readonly hop: string }
  | { readonly do: 'drain'; readonly hop: string }
  | { readonly do: 'wake'; readonly hop: string }
  | { readonly do: 'greet'; readonly hop: string }
  | { readonly do: 'ask'; readonly id: string }
  | { readonly do: 'restored' }
  | { readonly do: 'reply'; readonly hop: string; readonly id: string }
  | { readonly do: 'take' }
  | { readonly do: 'scan' | 'sums' | 'hello' | 'flush' | 'watermarks' | 'rebuild' | 'walk' };

export interface Transfer {
  /** What the hop said that it holds; undefined: it was not asked yet. */
  held: HeldParts | undefined;
  readonly size: number;
  readonly lane: Lane;
  /** Records that wait for it. */
  readonly keys: Set<Key>;
  /** Parts on their way: number of blocks by the first one. */
  readonly sent: Map<number, number>;
  /** The hop lacks the content of a record of its own, and said so last at this time. */
  wantedAt: number | undefined;
}

/** A content of an own record that is gone here, or was never here (R11). */
export interface Want {
  readonly hash: string;
  /** Steps since more of it was held, and how much that was. */
  step: number;
  blocks: number;
}

/** An own stamp that no neighbour was offered yet. */
export interface Unsent {
  readonly stamp: Stamp;
  reach: Exclude<Reach, 'neighbours'>;
}

/** Documents that stand for a neighbour's word alone, and how many more it may make now. */
export interface Stubs {
  left: number;
  /** When that was. */
  at: number;
  readonly keys: Set<Key>;
}

/** How far all that is derived from the store is computed (`walk.ts`). */
export interface Walk {
  /** Where its next page begins; undefined: none is under way. */
  at: string | undefined;
  /** The sums cover the whole store. Until then nobody is told them, and nobody is answered. */
  isComplete: boolean;
  /** Keys to be settled, some at a time. */
  readonly waiting: Set<Key>;
  /** Keys whose way changed: they contribute nothing before they were read. */
  readonly rerouted: Set<Key>;
  /** Hops that were not told the sums meanwhile. */
  readonly owed: Set<string>;
  /** Sums of a hop that were not answered meanwhile: the last of each. */
  readonly unanswered: Map<string, Sums>;
}

/** A question under way from here, for all who asked the same. */
export interface Asked {
  /** As it is passed on; its id is that of the first who asked. */
  readonly ask: Ask;
  /** The next hop; null: this site's own services. */
  readonly to: string | null;
  /** Each under the id that they gave it, with the time that they give it; null: this site's own. */
  readonly askers: { readonly id: string; readonly from: string | null; readonly until: number }[];
  /** The end of the time that its first asker gave it. */
  readonly until: number;
  /** It has left; false: it waits for its turn. */
  isSent: boolean;
  /** Pieces of its answer by number. */
  readonly pieces: Map<number, Uint8Array>;
}

/** An answer on its way to a hop. */
export interface Reply {
  readonly body: Uint8Array;
  readonly failure: string;
  readonly pieces: number;
  readonly until: number;
  /** Pieces that are not known to have arrived. */
  readonly open: Set<number>;
}

export interface Refused {
  count: number;
  reason: Refusal;
  key: string;
  at: number;
}

/** What a producer says of a source, and the epoch in which it last compared. */
export interface Progress {
  readonly unit: string;
  readonly channel: string;
  readonly asOf: number | null;
  readonly reason: WatermarkReason;
  readonly epoch: string;
}

/**
 * All that a running engine knows beyond its store. It may be lost at any moment: what matters is found again from the store
 * and from the neighbours.
 */
export interface Memory extends EngineOptions {
  registry: Registry;
  registryStamp: string;
  consumers: readonly Consumer[];
  /** By `nameOf` their keys, of what the store holds. */
  readonly routes: Map<string, Route | null>;
  readonly keys: KeyTable;
  readonly walk: Walk;
  /**
   * What the store had when this engine last read or wrote it, of keys in use; undefined: nothing. Good enough to write upon, since
   * the write is guarded; what is said without a write is read anew.
   */
  readonly recent: Map<Key, Stored | undefined>;
  /** Own stamps that no neighbour was offered yet, so far as this process knows. */
  readonly unsent: Map<Key, Unsent>;
  /** By neighbour: documents that stand for nothing but what it says. */
  readonly stubs: Map<string, Stubs>;
  /** Beliefs that are newer than the store's. */
  readonly lazy: Map<Key, Document['heard']>;
  readonly beliefs: Map<string, SumTree>;
  readonly held: Map<string, SumTree>;
  /** Stamps of own records, by source. */
  readonly counted: Map<string, { stamps: Map<Key, Hash64>; digest: Hash64 }>;
  /** Own records of these sources that others hold and this site does not. */
  readonly lostHere: Map<string, Set<Key>>;
  /** Own keys that others hold a record of, and this site none: a former owner's is taken over (`past.ts`). */
  readonly untaken: Set<Key>;
  /** When they are asked for next, and how long after that they are again. */
  readonly taking: { at: number; pause: number };
  /** Sources of which a put was turned away, since their past is not here. */
  readonly turnedAway: Set<string>;
  readonly endedPasts: Map<string, number>;
  readonly links: Map<string, Link>;
  readonly flights: Map<string, Map<Key, Flight>>;
  readonly pushes: Map<string, Set<Key>>;
  readonly timers: Timers<Due>;
  readonly refused: Map<string, Refused>;
  readonly spans: Map<Key, { rev: number; tag: string; contexts: readonly string[] }>;
  /** Contents that a neighbour announced by a record that will be taken, or that it was asked for: by hop and hash. */
  readonly expected: Map<string, { key: Key; size: number; from: string }>;
  /** By key of the record. */
  readonly wants: Map<Key, Want>;
  /** Contents on their way to a hop: by hop and hash. */
  readonly transfers: Map<string, Transfer>;
  readonly asks: Map<string, Asked>;
  /** By hop and the hop's id of the question. */
  readonly replies: Map<string, Reply>;
  /** What producers said of their sources (`sourceOf`): from then on a channel of a unit has a watermark. */
  readonly progress: Map<string, Progress>;
  /** By source: as its owner's site signed it. Own ones are signed again only when they go out changed. */
  readonly watermarks: Map<string, Watermark>;
  /** Local consumers whose holdings have to be judged before anything is sent to them: the lists that are awaited; null: their sums. */
  readonly unjudged: Map<string, Set<string> | null>;
  /** When sites further below were heard, as the sites between say. */
  readonly presence: Map<string, number>;
  /** `Hello.below` of each neighbour's last hello. */
  readonly said: Map<string, number>;
  /** Processes of each neighbour: the one last heard, and those before. */
  readonly instances: Map<string, { current: string; former: readonly string[] }>;
  readonly twins: Map<string, Twin>;
  /** Sites that live twice, as each neighbour last said. */
  readonly twinsToldBy: Map<string, ReadonlySet<string>>;
  /** What each neighbour's clock showed, in milliseconds, when the steady clock here stood at 0 (`clocks.ts`). For display only. */
  readonly clocks: Map<string, number>;
  readonly scheduled: Set<string>;
  /** What stands in the database as long as nobody exchanges it. */
  mark: string;
  /** Marks and epochs that this life has named. */
  names: number;
  /** Drawn at start and whenever the database turns out to be restored: a producer compares in each. */
  epoch: string;
  /** Machine time of the last rebuild. */
  rebuiltAt: number;
}

export function createMemory(options: EngineOptions): Memory {
  return {
    ...options,
    routes: new Map(),
    keys: new KeyTable(),
    walk: {
      at: undefined,
      isComplete: false,
      waiting: new Set(),
      rerouted: new Set(),
      owed: new Set(),
      unanswered: new Map(),
    },
    recent: new Map(),
    unsent: new Map(),
    stubs: new Map(),
    lazy: new Map(),
    beliefs: new Map(),
    held: new Map(),
    counted: new Map(),
    lostHere: new Map(),
    untaken: new Set(),
    taking: { at: Number.POSITIVE_INFINITY, pause: 0 },
    turnedAway: new Set(),
    endedPasts: new Map(options.knownEndedPasts),
    links: new Map(),
    flights: new Map(),
    pushes: new Map(),
    timers: new Timers(),
    refused: new Map(),
    spans: new Map(),
    expected: new Map(),
    wants: new Map(),
    transfers: new Map(),
    asks: new Map(),
    replies: new Map(),
    progress: new Map(),
    watermarks: new Map(),
    unjudged: new Map(),
    presence: new Map(),
    said: new Map(),
    instances: new Map(),
    twins: new Map(options.knownTwins.map((twin) => [twin.site, twin])),
    twinsToldBy: new Map(),
    clocks: new Map(),
    scheduled: new Set(),
    mark: '',
    names: 0,
    epoch: '',
    rebuiltAt: Number.NEGATIVE_INFINITY,
  };
}

export function routeOf(memory: Memory, key: Key): Route | undefined {
  const name = nameOf(key);
  let route = memory.routes.get(name);
  if (route === undefined) {
    route = findRoute(memory.registry, memory.consumers, memory.site, key) ?? null;
    // A neighbour may speak of any name: only those of what is stored are remembered.
    if (memory.keys.hasName(name)) memory.routes.set(name, route);
  }
  return route ?? undefined;
}

/** The document as the engine sees it: the store's, with beliefs that are not written yet. */
export function withBeliefs<T extends Said>(memory: Memory, document: T): T {
  const heard = memory.lazy.get(document.key);
  return heard ? { ...document, heard } : document;
}

export function linkTo(memory: Memory, hop: string): Link {
  let link = memory.links.get(hop);
  if (!link) {
    link = new Link(isConsumerHop(hop));
    memory.links.set(hop, link);
  }
  return link;
}

const mostRecent = 5_000;

export function keepRecent(memory: Memory, key: Key, stored: Stored | undefined): void {
  memory.recent.delete(key);
  memory.recent.set(key, stored);
  if (memory.recent.size <= mostRecent) return;
  const oldest = memory.recent.keys().next().value;
  if (oldest !== undefined) memory.recent.delete(oldest);
}

/** Parent, children and local consumers. */
export function hopsOf(memory: Memory): string[] {
  return [...neighboursOf(memory), ...memory.consumers.map((one) => consumerHop(one.name))];
}

export const neighboursOf = (memory: Memory): string[] => memory.registry.neighboursOf(memory.site);

export function within<K, V>(map: Map<K, V>, key: K, create: () => V): V {
  let value = map.get(key);
  if (value === undefined) {
    value = create();
    map.set(key, value);
  }
  return value;
}

export const treeOf = (memory: Memory, which: 'beliefs' | 'held', hop: string): SumTree =>
  within(memory[which], hop, () => new SumTree(memory.keys));

/** Schedules what needs to happen once, however often it is asked for before it does. */
export function once(memory: Memory, name: string, delay: number, due: Due): void {
  if (memory.scheduled.has(name)) return;
  memory.scheduled.add(name);
  memory.timers.add(memory.environment.now() + delay, due);
}

/** Whether the sums in memory are those of the store. */
export const saysSums = ({ walk }: Memory): boolean => walk.isComplete && walk.rerouted.size === 0;

/** These keys are settled and offered soon, some at a time, so that nothing else has to wait for all of them. */
export function later(memory: Memory, keys: Iterable<Key>): void {
  for (const key of keys) memory.walk.waiting.add(key);
  once(memory, 'walk', memory.timing.pause, { do: 'walk' });
}

export function refuse(memory: Memory, hop: string, key: string, reason: Refusal): void {
  const before = memory.refused.get(hop);
  memory.refused.set(hop, { count: (before?.count ?? 0) + 1, reason, key, at: memory.environment.now() });
}

/** Name of a source: what one channel says of a unit. */
export const sourceOf = (unit: string, channel: string): string => `${unit}/${channel}/`;

/** The stamps of own records of a source, for its watermark. Says whether they changed. */
export function count(memory: Memory, source: string, key: Key, hash: Hash64 | undefined): boolean {
  const sum = within(memory.counted, source, () => ({
    stamps: new Map<Key, Hash64>(),
    digest: [0, 0] as Hash64,
  }));
  const before = sum.stamps.get(key);
  if (before?.[0] === hash?.[0] && before?.[1] === hash?.[1]) return false;
  if (before) sum.digest = xor(sum.digest, before);
  if (hash) {
    sum.digest = xor(sum.digest, hash);
    sum.stamps.set(key, hash);
  } else {
    sum.stamps.delete(key);
  }
  return true;
}

/** Whether an own record of a source is a stub. Says whether that changed. */
export function noteStub(memory: Memory, source: string, key: Key, isStub: boolean): boolean {
  const stubs = memory.lostHere.get(source);
  if ((stubs?.has(key) ?? false) === isStub) return false;
  if (isStub) within(memory.lostHere, source, () => new Set<Key>()).add(key);
  else stubs?.delete(key);
  return true;
}
