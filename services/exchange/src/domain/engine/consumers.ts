import { answerLane } from '../channel.ts';
import type { Have, Sums } from '../messages.ts';
import { consumerHop } from '../route.ts';
import { differing } from '../sums.ts';
import { isWithin } from './dialogue.ts';
import type { Steps } from './effects.ts';
import { linkTo, type Memory, saysSums, treeOf } from './memory.ts';
import { setLink } from './waking.ts';
import { tellWatermarks } from './watermarks.ts';

/**
 * A local consumer begins to listen. It may be the last witness of what this site lost: so nothing goes to it before its sums have
 * come and what differs was listed, and its stamps are judged before anything takes their place.
 */
export function* beginConsumer(memory: Memory, hop: string): Steps<void> {
  yield* setLink(memory, hop, false);
  memory.unjudged.set(hop, null);
}

/** At start, and when the store was exchanged: what consumers were believed to hold is not known any more. */
export function* beginConsumers(memory: Memory): Steps<void> {
  for (const { name } of memory.consumers) yield* beginConsumer(memory, consumerHop(name));
  yield { do: 'consumers' };
}

/** A consumer's sums, by unit and channel: it lists what it has of those that differ. */
export function* onConsumerSums(memory: Memory, from: string, message: Sums): Steps<void> {
  const { sums, range } = message;
  if (!saysSums(memory)) return void memory.walk.unanswered.set(from, message);
  const mine = treeOf(memory, 'beliefs', from).channels();
  const buckets = differing(mine, sums, (one) => isWithin(range, one)).filter((one) => one.endsWith('/'));
  if (buckets.length > 0)
    yield { do: 'send', hop: from, lane: answerLane, message: { kind: 'list', buckets } };
  else linkTo(memory, from).agreedAt = memory.environment.now();
  if (memory.unjudged.has(from)) memory.unjudged.set(from, new Set(buckets));
}

/** A list that was asked for: ended with the range that has no upper bound. */
export function noteListed(memory: Memory, from: string, { full }: Have): void {
  if (full && full.range.upto === '') memory.unjudged.get(from)?.delete(full.bucket);
}

/** After what it said has been judged: nothing more is awaited, so it is sent what is open. */
export function* openConsumer(memory: Memory, hop: string): Steps<void> {
  if (memory.unjudged.get(hop)?.size !== 0) return;
  memory.unjudged.delete(hop);
  yield* setLink(memory, hop, true);
  yield* tellWatermarks(memory, hop);
}
