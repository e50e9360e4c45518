import { maySettle, type Work } from '../decide.ts';
import { type Key, nameOf, partsOf } from '../key.ts';
import type { Registry } from '../registry.ts';
import { type Consumer, findRoute, isConsumerHop, type Route } from '../route.ts';
import { onConsumerSums, openConsumer } from './consumers.ts';
import { onSums } from './dialogue.ts';
import { page, type Steps } from './effects.ts';
import { follow } from './follow.ts';
import {
  count,
  later,
  type Memory,
  noteStub,
  once,
  routeOf,
  saysSums,
  sourceOf,
  treeOf,
  withBeliefs,
} from './memory.ts';
import { index, process } from './process.ts';
import { greet } from './waking.ts';

/** Documents that are read whole in one step. */
const most = 500;

/**
 * All that is derived from the store is computed again, a page at a time, while everything else goes on. Each key's part of the sums is
 * replaced by what is stored, so that sums which were right stay right; what the walk has not met is left out at its end. A walk that is
 * under way begins anew.
 *
 * @param isNew at start and after a restore: what is in memory says nothing of this store, so no sums are told before the end.
 */
export function beginWalk(memory: Memory, isNew: boolean): void {
  const { walk } = memory;
  walk.at = '';
  if (isNew) walk.isComplete = false;
  memory.keys.beginWalk();
  later(memory, []);
}

/** The store is another one than this engine left: nothing that memory has of its documents holds any more. */
export function beginAnew(memory: Memory): void {
  memory.rebuiltAt = memory.environment.now();
  memory.recent.clear();
  memory.pushes.clear();
  memory.unsent.clear();
  memory.untaken.clear();
  for (const { keys } of memory.stubs.values()) keys.clear();
  beginWalk(memory, true);
}

/** One step of what is to be done in the background; the next one is scheduled if there is more. */
export function* walkOn(memory: Memory): Steps<void> {
  memory.scheduled.delete('walk');
  const { walk } = memory;
  // What a page found is settled first: the list does not grow with the store.
  if (walk.at !== undefined && walk.waiting.size < most) yield* walkPage(memory, walk.at);
  yield* settleSome(memory);
  if (saysSums(memory)) yield* sayOwed(memory);
  if (walk.at !== undefined || walk.rerouted.size + walk.waiting.size > 0) later(memory, []);
}

function* walkPage(memory: Memory, at: string): Steps<void> {
  const { walk, rules, site } = memory;
  const { outlines, next } = yield* page(at);
  for (const stored of outlines) {
    const outline = withBeliefs(memory, stored);
    const route = routeOf(memory, outline.key);
    index(memory, outline, route);
    const isDoubtful =
      route?.isOwner && memory.registry.withdrawnKeysOf(partsOf(outline.key).unit).length > 0;
    if (route && (isDoubtful || maySettle(outline, route, rules, site))) walk.waiting.add(outline.key);
  }
  walk.at = next;
  if (next !== undefined) return;
  for (const key of memory.keys.unmet()) forget(memory, key);
  for (const name of memory.routes.keys()) if (!memory.keys.hasName(name)) memory.routes.delete(name);
  walk.isComplete = true;
}

function* settleSome(memory: Memory): Steps<void> {
  const { rerouted, waiting } = memory.walk;
  const from = rerouted.size > 0 ? rerouted : waiting;
  const works: Work[] = [];
  for (const key of from) {
    if (works.length >= most) break;
    works.push({ kind: 'settle', key });
    from.delete(key);
  }
  const outcomes = yield* process(memory, works);
  for (const { document } of outcomes) if (document) index(memory, document, routeOf(memory, document.key));
  yield* follow(memory, outcomes);
}

/** What was not said while the sums were incomplete. */
function* sayOwed(memory: Memory): Steps<void> {
  const { owed, unanswered } = memory.walk;
  if (owed.size === 0 && unanswered.size === 0) return;
  const [hops, messages] = [[...owed], [...unanswered]];
  owed.clear();
  unanswered.clear();
  for (const hop of hops) yield* greet(memory, hop);
  for (const [from, message] of messages) {
    if (!isConsumerHop(from)) yield* onSums(memory, from, message);
    else {
      yield* onConsumerSums(memory, from, message);
      yield* openConsumer(memory, from);
    }
  }
  once(memory, 'watermarks', memory.timing.watermarks, { do: 'watermarks' });
}

function forget(memory: Memory, key: Key): void {
  leaveOut(memory, key, routeOf(memory, key));
  memory.keys.remove(key);
}

function leaveOut(memory: Memory, key: Key, route: Route | undefined): void {
  for (const hop of route?.next ?? []) {
    treeOf(memory, 'beliefs', hop).set(key, undefined);
    memory.stubs.get(hop)?.keys.delete(key);
  }
  if (route && route.previous !== null) treeOf(memory, 'held', route.previous).set(key, undefined);
  const { channel, unit } = partsOf(key);
  const source = sourceOf(unit, channel);
  if (memory.counted.has(source)) count(memory, source, key, undefined);
  noteStub(memory, source, key, false);
  memory.untaken.delete(key);
}

/**
 * Routes, next hops and owners follow another registry or other consumers (R10): of the keys whose way changed, all is computed again. So
 * it is of those of which it is news that another site wrote them before: the configuration of an emptied site knows the unit and no past.
 */
export function reroute(memory: Memory, registry: Registry, consumers: readonly Consumer[]): void {
  const { site, keys, routes, walk } = memory;
  const changed = new Map<string, Route | undefined>();
  for (const name of keys.names()) {
    const known = routes.get(name);
    const before = known === undefined ? wayOf(memory.registry, memory.consumers, site, name) : known;
    const after = wayOf(registry, consumers, site, name);
    if (after === undefined) routes.delete(name);
    else routes.set(name, after);
    const isNews = hasPast(registry, site, name) !== hasPast(memory.registry, site, name);
    if (isNews || !isSameWay(before ?? undefined, after)) changed.set(name, before ?? undefined);
  }
  memory.registry = registry;
  memory.consumers = consumers;
  for (const key of keys.keysOfNames(changed.keys())) {
    leaveOut(memory, key, changed.get(nameOf(key)));
    walk.rerouted.add(key);
  }
  later(memory, []);
}

const hasPast = (registry: Registry, site: string, name: string): boolean =>
  registry.hasPast(site, partsOf(`${name}/`).unit);

/** Of any key of the name. */
const wayOf = (
  registry: Registry,
  consumers: readonly Consumer[],
  site: string,
  name: string,
): Route | undefined => findRoute(registry, consumers, site, `${name}/`);

function isSameWay(a: Route | undefined, b: Route | undefined): boolean {
  if (!a || !b) return a === b;
  return (
    a.isOwner === b.isOwner &&
    a.onRoute === b.onRoute &&
    a.previous === b.previous &&
    a.next.length === b.next.length &&
    a.next.every((hop, at) => hop === b.next[at])
  );
}
