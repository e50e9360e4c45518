import type { Refusal } from '../admission.ts';
import type { Lane } from '../channel.ts';
import type { Document } from '../document.ts';
import type { Environment, Hash64 } from '../environment.ts';
import { type Key, partsOf, targetOf } from '../key.ts';
import { Link } from '../link.ts';
import type { Ask, HeldParts, Watermark } from '../messages.ts';
import type { Registry } from '../registry.ts';
import { type Consumer, consumerHop, findRoute, isConsumerHop, type Route } from '../route.ts';
import type { Reach, Rules } from '../rules.ts';
import type { Stamp } from '../stamp.ts';
import { SumTree, xor } from '../sums.ts';
import type { Stored } from './effects.ts';
import type { Twin } from '../twin.ts';
import { Timers } from '../timers.ts';
import type { Timing } from '../timing.ts';

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
  | { readonly do: 'push'; readonly hop: string }
  | { readonly do: 'drain'; readonly hop: string }
  | { readonly do: 'wake'; readonly hop: string }
  | { readonly do: 'greet'; readonly hop: string }
  | { readonly do: 'ask'; readonly id: string }
  | { readonly do: 'reply'; readonly hop: string; readonly id: string }
  | { readonly do: 'scan' | 'sums' | 'hello' | 'flush' | 'watermarks' | 'rebuild' };

export interface Transfer {
  /** What the hop said that it holds; undefined: it was not asked yet. */
  held: HeldParts | undefined;
  readonly size: number;
  readonly lane: Lane;
  /** Records that wait for it. */
  readonly keys: Set<Key>;
  /** Parts on their way: number of blocks by the first one. */
  readonly sent: Map<number, number>;
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

/**
 * All that a running engine knows beyond its store. It may be lost at any moment: what matters is found again from the store
 * and from the neighbours.
 */
export interface Memory extends EngineOptions {
  registry: Registry;
  registryStamp: string;
  consumers: readonly Consumer[];
  readonly routes: Map<string, Route | null>;
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
  /** Stamps of the counted records of own units. */
  readonly counted: Map<string, { stamps: Map<Key, Hash64>; digest: Hash64 }>;
  readonly links: Map<string, Link>;
  readonly flights: Map<string, Map<Key, Flight>>;
  readonly pushes: Map<string, Set<Key>>;
  readonly timers: Timers<Due>;
  readonly refused: Map<string, Refused>;
  readonly spans: Map<Key, { rev: number; tag: string; contexts: readonly string[] }>;
  /** Contents that a neighbour announced by a record that will be taken. */
  readonly expected: Map<string, { key: Key; size: number; from: string }>;
  /** Contents on their way to a hop: by hop and hash. */
  readonly transfers: Map<string, Transfer>;
  readonly asks: Map<string, Asked>;
  /** By hop and the hop's id of the question. */
  readonly replies: Map<string, Reply>;
  readonly progress: Map<string, { asOf: number | null; reason: string }>;
  readonly watermarks: Map<string, { watermark: Watermark; from: string | null; at: number }>;
  /** When sites further below were heard, as the sites between say. */
  readonly presence: Map<string, number>;
  /** `Hello.below` of each neighbour's last hello. */
  readonly said: Map<string, number>;
  /** Processes of each neighbour: the one last heard, and those before. */
  readonly instances: Map<string, { current: string; former: readonly string[] }>;
  readonly twins: Map<string, Twin>;
  /** Sites that live twice, as each neighbour last said. */
  readonly twinsToldBy: Map<string, ReadonlySet<string>>;
  /** By how much each neighbour's clock differs from this one, in milliseconds; positive: it is ahead. For display only. */
  readonly clocks: Map<string, number>;
  readonly scheduled: Set<string>;
  mark: string;
}

export function createMemory(options: EngineOptions): Memory {
  return {
    ...options,
    routes: new Map(),
    recent: new Map(),
    unsent: new Map(),
    stubs: new Map(),
    lazy: new Map(),
    beliefs: new Map(),
    held: new Map(),
    counted: new Map(),
    links: new Map(),
    flights: new Map(),
    pushes: new Map(),
    timers: new Timers(),
    refused: new Map(),
    spans: new Map(),
    expected: new Map(),
    transfers: new Map(),
    asks: new Map(),
    replies: new Map(),
    progress: new Map(),
    watermarks: new Map(),
    presence: new Map(),
    said: new Map(),
    instances: new Map(),
    twins: new Map(options.knownTwins.map((twin) => [twin.site, twin])),
    twinsToldBy: new Map(),
    clocks: new Map(),
    scheduled: new Set(),
    mark: '',
  };
}

export function routeOf(memory: Memory, key: Key): Route | undefined {
  const parts = partsOf(key);
  const name = `${parts.channel}/${parts.unit}/${targetOf(parts)}`;
  let route = memory.routes.get(name);
  if (route === undefined) {
    route = findRoute(memory.registry, memory.consumers, memory.site, key) ?? null;
    memory.routes.set(name, route);
  }
  return route ?? undefined;
}

/** The document as the engine sees it: the store's, with beliefs that are not written yet. */
export function withBeliefs(memory: Memory, document: Document): Document {
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

export const treeOf = (trees: Map<string, SumTree>, hop: string): SumTree =>
  within(trees, hop, () => new SumTree());

/** Schedules what needs to happen once, however often it is asked for before it does. */
export function once(memory: Memory, name: string, delay: number, due: Due): void {
  if (memory.scheduled.has(name)) return;
  memory.scheduled.add(name);
  memory.timers.add(memory.environment.now() + delay, due);
}

export function refuse(memory: Memory, hop: string, key: string, reason: Refusal): void {
  const before = memory.refused.get(hop);
  memory.refused.set(hop, { count: (before?.count ?? 0) + 1, reason, key, at: memory.environment.now() });
}

/** The stamps of the counted records of a unit that this site owns, for watermarks. Says whether they changed. */
export function count(memory: Memory, unit: string, key: Key, hash: Hash64 | undefined): boolean {
  const sum = within(memory.counted, unit, () => ({
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
