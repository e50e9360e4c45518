import { answerLane } from '../channel.ts';
import type { Work } from '../decide.ts';
import type { Hash64 } from '../environment.ts';
import type { Key } from '../key.ts';
import type { Have, Range, Sums, Watermark } from '../messages.ts';
import { differing, sameHash, type SumTree } from '../sums.ts';
import { bucket, type Steps } from './effects.ts';
import { linkTo, type Memory, routeOf, saysSums, treeOf, withBeliefs } from './memory.ts';
import { haves, messageBytes, queuePage } from './sending.ts';
import { askAgain, unitsToLearn } from './stubs.ts';

const everything: Range = { after: '', upto: '' };
const perSum = 12;

export const isWithin = (range: Range, name: string): boolean =>
  name > range.after && (range.upto === '' || name <= range.upto);

/** R8, first step: what I believe of this hop, in one number; its answer tells whether it has that. */
export function* sendHopSum(memory: Memory, hop: string, watermarks: readonly Watermark[]): Steps<void> {
  const says = saysSums(memory);
  if (!says) memory.walk.owed.add(hop);
  if (!says && watermarks.length === 0) return;
  const sums = says ? ([['', treeOf(memory, 'beliefs', hop).total()]] as const) : [];
  const message: Sums = { kind: 'sums', role: 'belief', level: 'hop', range: everything, sums, watermarks };
  if (says) linkTo(memory, hop).sumsSent(memory.environment.now());
  yield { do: 'send', hop, lane: answerLane, message };
}

/**
 * R8, the other steps. Believer: hop sum → holder: the same back, or its unit sums → believer: bucket sums of the units that
 * differ → holder: all that it has of the buckets that differ. Each step stands alone, so that any message may be lost.
 */
export function* onSums(memory: Memory, from: string, message: Sums): Steps<void> {
  if (message.sums.length === 0) return;
  // Only what was held answers my own sum; the other side's belief comes by itself.
  if (message.role === 'held') linkTo(memory, from).sumsAnswered(memory.environment.now());
  if (!saysSums(memory)) {
    // A later step of the dialogue may be lost; it is the first one that is repeated only after a while.
    if (message.role === 'belief' && message.level === 'hop') memory.walk.unanswered.set(from, message);
    return;
  }
  if (message.role === 'belief') yield* asHolder(memory, from, message);
  else asBeliever(memory, from, message);
}

function* asHolder(memory: Memory, from: string, { level, range, sums }: Sums): Steps<void> {
  const tree = treeOf(memory, 'held', from);
  if (level === 'hop') {
    const mine = tree.total();
    const same = sameHash(mine, sums[0]?.[1] ?? [0, 0]);
    if (same) {
      linkTo(memory, from).agreedAt = memory.environment.now();
      const answer: Sums = {
        kind: 'sums',
        role: 'held',
        level: 'hop',
        range: everything,
        sums: [['', mine]],
        watermarks: [],
      };
      yield { do: 'send', hop: from, lane: answerLane, message: answer };
    } else {
      queueSums(memory, from, 'held', 'unit', tree.units());
    }
    return;
  }
  if (level !== 'bucket') return;
  for (const name of differing(bucketsWithin(tree, sums, range), sums, (one) => isWithin(range, one))) {
    yield* listBucket(memory, from, name);
  }
}

/** My buckets of the units that the other side speaks of. */
function bucketsWithin(tree: SumTree, sums: Sums['sums'], range: Range): Map<string, Hash64> {
  const units = new Set(sums.map(([name]) => name.slice(0, name.indexOf('/'))));
  const mine = new Map<string, Hash64>();
  for (const unit of units) {
    for (const [name, hash] of tree.buckets(unit)) if (isWithin(range, name)) mine.set(name, hash);
  }
  return mine;
}

function asBeliever(memory: Memory, from: string, { level, range, sums }: Sums): void {
  const tree = treeOf(memory, 'beliefs', from);
  if (level === 'hop') {
    if (sameHash(tree.total(), sums[0]?.[1] ?? [0, 0]))
      linkTo(memory, from).agreedAt = memory.environment.now();
    return;
  }
  if (level !== 'unit') return;
  const buckets = new Map<string, Hash64>();
  let left = unitsToLearn(memory, from);
  for (const unit of differing(tree.units(), sums, (one) => isWithin(range, one))) {
    const mine = tree.buckets(unit);
    // A unit of which I believe nothing is named by a bucket that cannot be, so that the holder lists what it has.
    if (mine.size === 0) {
      left -= 1;
      if (left < 0) askAgain(memory, from);
      else buckets.set(`${unit}/`, [0, 0]);
    }
    for (const [name, hash] of mine) buckets.set(name, hash);
  }
  queueSums(memory, from, 'belief', 'bucket', buckets);
}

/** Sums in messages of a few kilobytes, each with the range of names that it covers. */
function queueSums(
  memory: Memory,
  hop: string,
  role: Sums['role'],
  level: Sums['level'],
  all: ReadonlyMap<string, Hash64>,
): void {
  const sorted = [...all].sort(([a], [b]) => (a < b ? -1 : 1));
  let after = '';
  let sums: (readonly [string, Hash64])[] = [];
  let bytes = 0;
  const close = (upto: string): void => {
    const message: Sums = { kind: 'sums', role, level, range: { after, upto }, sums, watermarks: [] };
    queuePage(memory, hop, `${role}:${level}:${after}`, message, bytes + 40);
    after = upto;
    sums = [];
    bytes = 0;
  };
  for (const sum of sorted) {
    if (bytes > messageBytes) close(sums.at(-1)?.[0] ?? '');
    sums.push(sum);
    bytes += perSum + sum[0].length;
  }
  // An empty list still has to say so: the other side may have something.
  if (sums.length > 0 || sorted.length === 0) {
    if (sums.length === 0) sums.push(['', [0, 0]]);
    close('');
  }
}

/** The holder's last step: all of a bucket whose previous hop is `hop`, with this site's chains. Pages in order of keys. */
function* listBucket(memory: Memory, hop: string, name: string): Steps<void> {
  const held = yield* bucket(name);
  const entries: { key: Key; chain: Have['entries'][number]['chain'] }[] = [];
  for (const document of held) {
    const route = routeOf(memory, document.key);
    if (route?.previous !== hop) continue;
    entries.push({
      key: document.key,
      chain: memory.rules.chain(withBeliefs(memory, document), memory.site, route.next),
    });
  }
  entries.sort((a, b) => (a.key < b.key ? -1 : 1));
  for (const { message, bytes } of haves(entries, name)) {
    queuePage(memory, hop, `have:${name}:${message.full?.range.after}`, message, bytes);
  }
}

/** R6, `full`: what a hop does not list of a bucket, it does not have. What is believed of it is in memory: a page of a listing reads nothing. */
export function unlisted(memory: Memory, from: string, { full, entries }: Have): Work[] {
  if (!full) return [];
  const listed = new Set(entries.map((entry) => entry.key));
  const works: Work[] = [];
  for (const key of treeOf(memory, 'beliefs', from).keysIn(full.bucket))
    if (!listed.has(key) && isWithin(full.range, key)) works.push({ kind: 'have', key, from, chain: [] });
  return works;
}
