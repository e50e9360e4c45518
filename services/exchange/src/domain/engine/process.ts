import { refuseHop } from '../admission.ts';
import { type Decision, decide, type Evidence, type Work } from '../decide.ts';
import type { Document, Said } from '../document.ts';
import { type Key, partsOf } from '../key.ts';
import type { Route } from '../route.ts';
import { stampText } from '../stamp.ts';
import { chainText } from '../sums.ts';
import { read, type Steps, type Stored, type Write, write } from './effects.ts';
import { moveMark, noteRestore } from './epoch.ts';
import {
  count,
  keepRecent,
  type Memory,
  noteStub,
  once,
  refuse,
  routeOf,
  sourceOf,
  treeOf,
  withBeliefs,
} from './memory.ts';
import { isAwaited, notePast, noteTurnedAway, noteUntaken } from './past.ts';
import { noteWritten, reachOf } from './reach.ts';
import { admitStub, countStub } from './stubs.ts';

/** What became of one work: the decision that was stored (or needed no storing) and the document after it. */
export interface Outcome {
  readonly work: Work;
  readonly decision: Decision;
  readonly document: Document | undefined;
}

/** What is going to be written of a key. */
export interface Draft {
  readonly route: Route;
  /** The version read; undefined: there was no document. */
  readonly version: string | undefined;
  document: Document | undefined;
  readonly before: Document | undefined;
  store: boolean;
  /** Something is told that has to be true of the store. */
  tells: boolean;
  readonly evidence: Evidence[];
  readonly outcomes: Outcome[];
}

const attempts = 50;
const tellingWorks: ReadonlySet<Work['kind']> = new Set([
  'put',
  'change',
  'lift',
  'accept',
  'dismiss',
  'keep',
  'entered',
  'tell',
]);

/**
 * Reads, decides, writes; again for the keys that somebody else wrote in between. Returns when all is durable that has to be,
 * so that whatever is said afterwards is true.
 *
 * @param known documents that were read just now.
 * @param ahead sees what is decided before it is written.
 */
export function* process(
  memory: Memory,
  works: readonly Work[],
  known?: ReadonlyMap<Key, Stored | undefined>,
  ahead?: (drafts: Iterable<Draft>) => Steps<void>,
): Steps<Outcome[]> {
  const outcomes: Outcome[] = [];
  let waiting = works;
  let stored: ReadonlyMap<Key, Stored | undefined> = known ?? memory.recent;
  if (!known) yield* warm(memory, keysOf(works));
  for (let attempt = 0; waiting.length > 0; attempt += 1) {
    if (attempt >= attempts) throw new Error(`The store refused ${attempts} conditional writes in a row.`);
    const drafts = draftAll(memory, waiting, stored, outcomes);
    if (attempt === 0 && ahead) yield* ahead(drafts.values());
    const again = yield* store(memory, drafts);
    if (attempt === 0 && !known)
      for (const [key, draft] of drafts) if (draft.tells && !draft.store) again.add(key);
    for (const [key, draft] of drafts) {
      if (again.has(key)) continue;
      remember(memory, key, draft);
      outcomes.push(...draft.outcomes);
    }
    waiting = again.size === 0 ? [] : waiting.filter((work) => again.has(work.key));
    yield* readAgain(memory, [...again]);
    stored = memory.recent;
  }
  return outcomes;
}

/** Writes what has to be written, evidence first. Returns the keys that another one wrote in between. */
function* store(memory: Memory, drafts: ReadonlyMap<Key, Draft>): Steps<Set<Key>> {
  const evidence = [...drafts.values()].flatMap((draft) => draft.evidence);
  if (evidence.length > 0) yield { do: 'evidence', items: evidence };
  const writes: Write[] = [];
  for (const [key, { store: wanted, document, version: before }] of drafts) {
    if (wanted && document) writes.push({ key, before, version: memory.environment.drawTag(null), document });
  }
  if (writes.length === 0) return new Set();
  const { conflicts, isOurs } = yield* write(writes, moveMark(memory));
  if (!isOurs) noteRestore(memory);
  for (const { key, version, document } of writes) {
    if (conflicts.has(key)) memory.recent.delete(key);
    else keepRecent(memory, key, { document, version });
  }
  return new Set(conflicts);
}

/** Brings the documents of these keys into memory that are not there. */
export function* warm(memory: Memory, keys: readonly Key[]): Steps<void> {
  yield* readAgain(
    memory,
    keys.filter((key) => !memory.recent.has(key)),
  );
}

function* readAgain(memory: Memory, keys: readonly Key[]): Steps<void> {
  const found = yield* read(keys);
  for (const key of keys) keepRecent(memory, key, found.get(key));
}

const keysOf = (works: readonly Work[]): Key[] =>
  works.length === 1 ? [(works[0] as Work).key] : [...new Set(works.map((work) => work.key))];

function draftAll(
  memory: Memory,
  works: readonly Work[],
  stored: ReadonlyMap<Key, Stored | undefined>,
  outcomes: Outcome[],
): Map<Key, Draft> {
  const drafts = new Map<Key, Draft>();
  for (const work of works) {
    const route = routeOf(memory, work.key);
    const refusal = refusalOf(memory, route, work);
    if (!route || refusal) {
      if (refusal && (work.kind === 'put' || work.kind === 'have'))
        refuse(memory, work.from, work.key, refusal);
      outcomes.push({ work, decision: { document: undefined, store: false, refusal }, document: undefined });
      continue;
    }
    let draft = drafts.get(work.key);
    if (!draft) {
      const held = stored.get(work.key);
      const document = held && withBeliefs(memory, held.document);
      draft = {
        route,
        version: held?.version,
        document,
        before: document,
        store: false,
        tells: false,
        evidence: [],
        outcomes: [],
      };
      drafts.set(work.key, draft);
    }
    step(memory, draft, work);
  }
  return drafts;
}

function step(memory: Memory, draft: Draft, work: Work): void {
  const { rules, environment, registry, site } = memory;
  const isNew = work.kind === 'have' && !draft.document && work.chain.length > 0;
  if (isNew && !admitStub(memory, work.from, work.key)) {
    draft.outcomes.push({ work, decision: { document: undefined, store: false }, document: undefined });
    return;
  }
  const decision = decide(draft.document, work, {
    rules,
    environment,
    registry,
    site,
    route: draft.route,
    isRegistry: work.key === memory.registryKey,
    isAwaited: work.kind === 'change' && isAwaited(memory, work.key),
    // What this draft made has not even been written.
    reachOf: (record) =>
      record === (draft.before?.record ?? null) ? reachOf(memory, work.key, record) : 'nobody',
  });
  const incomplete = work.kind === 'put' && work.completed && decision.refusal === 'signature';
  if (decision.refusal && !incomplete && (work.kind === 'put' || work.kind === 'have')) {
    refuse(memory, work.from, work.key, decision.refusal);
  }
  if (decision.awaited) noteTurnedAway(memory, work.key);
  draft.document = decision.document;
  draft.store ||= decision.store;
  draft.tells ||= tellingWorks.has(work.kind);
  if (decision.evidence) draft.evidence.push(decision.evidence);
  draft.outcomes.push({ work, decision, document: decision.document });
}

function refusalOf(memory: Memory, route: Route | undefined, work: Work): Decision['refusal'] {
  switch (work.kind) {
    case 'put':
      // The owner's signature proves it, and a site that was moved learns of its new parent from nobody else.
      if (work.key === memory.registryKey && route) return undefined;
      return refuseHop(route, work.from, 'put');
    case 'have':
      return refuseHop(route, work.from, 'have');
    case 'change':
      return route ? undefined : 'owner_unknown';
    case 'lift':
    case 'keep':
      return route?.isOwner ? undefined : 'owner_unknown';
    case 'accept':
    case 'dismiss':
    case 'entered':
    case 'lacking':
    case 'settle':
    case 'offer':
    case 'tell':
    case 'flush':
      return route ? undefined : 'unknown_key';
    default: {
      const never: never = work;
      throw new Error(`Unknown work ${JSON.stringify(never)}.`);
    }
  }
}

/** After the write: what memory derives from the document. */
function remember(memory: Memory, key: Key, draft: Draft): void {
  const { document, route } = draft;
  if (!document) return;
  if (draft.store) {
    memory.lazy.delete(key);
    if (route.isOwner && document.record && document.record !== draft.before?.record)
      noteWritten(memory, key, document.record);
  } else if (document.heard !== draft.before?.heard) {
    memory.lazy.set(key, document.heard);
    once(memory, 'flush', memory.timing.flush, { do: 'flush' });
  }
  if (document === draft.before && !draft.store) return;
  if (index(memory, document, route) && route.previous !== null) push(memory, route.previous, key);
}

/** Brings a key's part of all sums up to date; says whether what this site tells its previous hop about it changed. */
export function index(memory: Memory, document: Said, route: Route | undefined): boolean {
  const { key } = document;
  memory.keys.add(key);
  if (!route) return false;
  const hash = (text: string) => memory.environment.hash(text);
  countStub(memory, document, route);
  noteUntaken(memory, document, route);
  for (const hop of route.next) {
    const chain = document.heard[hop]?.chain;
    const text = chain && chain.length > 0 ? chainText(key, chain) : undefined;
    treeOf(memory, 'beliefs', hop).set(key, text === undefined ? undefined : hash(text));
  }
  if (route.isOwner && countOwn(memory, document)) {
    once(memory, 'watermarks', memory.timing.watermarks, { do: 'watermarks' });
  }
  if (route.previous === null) return false;
  const chain = memory.rules.chain(document, memory.site, route.next);
  return treeOf(memory, 'held', route.previous).set(key, hash(chainText(key, chain)));
}

/** An own record is counted in the watermark of its source, whether its producer has reported progress yet or not. Says whether that changed it. */
function countOwn(memory: Memory, document: Said): boolean {
  const { key, record } = document;
  const { channel, unit } = partsOf(key);
  const source = sourceOf(unit, channel);
  const held = record ? memory.environment.hash(`${key}|${stampText(record)}`) : undefined;
  const isLost = noteStub(memory, source, key, memory.rules.isLostHere(document));
  const isNew = count(memory, source, key, held);
  if (isNew) notePast(memory, source);
  return isNew || isLost;
}

/** R7: said once to the previous hop, together with what else changes soon. */
function push(memory: Memory, hop: string, key: Key): void {
  const keys = memory.pushes.get(hop);
  if (keys) keys.add(key);
  else memory.pushes.set(hop, new Set([key]));
  once(memory, `push:${hop}`, memory.timing.push, { do: 'push', hop });
}
