import type { Key } from '../key.ts';
import type { Stamp } from '../stamp.ts';
import type { Steps } from './effects.ts';
import { linkTo, type Memory } from './memory.ts';
import { checkRegistry } from './registry.ts';
import { type Outcome, process } from './process.ts';
import { drain, offer } from './sending.ts';

/** After any works: what is open goes on, and a changed registry is told to the driver. */
export function* follow(memory: Memory, outcomes: readonly Outcome[]): Steps<void> {
  const last = new Map<Key, Outcome>();
  for (const outcome of outcomes) if (outcome.document) last.set(outcome.work.key, outcome);
  for (const { document, work, decision } of last.values()) {
    if (document && document.openTo.length > 0) yield* offer(memory, document);
    if (work.key === memory.registryKey && decision.store) yield* checkRegistry(memory);
  }
}

/** Sends what waited for room, until there is none or nothing waits. */
export function* drainLink(memory: Memory, hop: string): Steps<void> {
  for (let before = Number.POSITIVE_INFINITY; ; ) {
    const works = yield* drain(memory, hop);
    if (works.length === 0) return;
    yield* follow(memory, yield* process(memory, works));
    // A record that grew since it was queued may be waiting again: the next answer makes room for it.
    const waiting = linkTo(memory, hop).waiting;
    if (waiting >= before) return;
    before = waiting;
  }
}

/** Trace contexts go on with this state of the record, for a while. */
export function rememberSpans(memory: Memory, key: Key, { rev, tag }: Stamp, spans: readonly string[]): void {
  memory.spans.delete(key);
  memory.spans.set(key, { rev, tag, contexts: spans.slice(0, 8) });
  if (memory.spans.size > 2000) {
    const oldest = memory.spans.keys().next().value;
    if (oldest !== undefined) memory.spans.delete(oldest);
  }
}
