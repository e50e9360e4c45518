import type { Work } from '../decide.ts';
import type { Content } from '../content.ts';
import type { Key } from '../key.ts';
import { blockBytes, pieceBlocks } from '../link.ts';
import type { HeldParts, Part } from '../messages.ts';
import type { Lane } from '../channel.ts';
import { heldParts, readPart, type Steps, storePart } from './effects.ts';
import { linkTo, type Memory, neighboursOf, once, type Transfer, within } from './memory.ts';

/** A content that is forgotten for others is announced again. */
const mostExpected = 1_000;

const nameOf = (hop: string, hash: string): string => `${hop}|${hash}`;
const partsOf = (hash: string): string => `part:${hash}:`;
const partId = (hash: string, block: number): string => `${partsOf(hash)}${block}`;

/**
 * A record with content goes to a hop: its put is the question what the hop holds of it; the missing parts follow the answer, and the put
 * goes again when all are there.
 */
export function beginContent(memory: Memory, hop: string, key: Key, content: Content, lane: Lane): void {
  transferOf(memory, hop, content, lane).keys.add(key);
}

/** A hop says which blocks it holds of the content of its own record, and lacks the others: they go to it as to one that is offered the record. */
export function sendWanted(memory: Memory, hop: string, content: Content, lane: Lane, held: HeldParts): void {
  const transfer = transferOf(memory, hop, content, lane);
  transfer.held = held;
  transfer.wantedAt = memory.environment.now();
  waitForRoom(memory, hop, content.hash, transfer);
}

const transferOf = (memory: Memory, hop: string, { hash, size }: Content, lane: Lane): Transfer =>
  within(memory.transfers, nameOf(hop, hash), () => ({
    held: undefined,
    size,
    lane,
    keys: new Set(),
    sent: new Map(),
    wantedAt: undefined,
  }));

/** Parts of it that the hop is known to lack wait for room. */
export function continueContent(memory: Memory, hop: string, { hash }: Content): void {
  const transfer = memory.transfers.get(nameOf(hop, hash));
  if (transfer?.held && !transfer.held.complete) waitForRoom(memory, hop, hash, transfer);
}

/**
 * This content is not the record's any more, or the hop holds the record: unless another record waits for it, nothing more of it is sent.
 * What is known of it at the hop may be of an earlier time.
 */
export function endContent(memory: Memory, hop: string, key: Key, hash: string): void {
  const transfer = memory.transfers.get(nameOf(hop, hash));
  if (!transfer) return;
  transfer.keys.delete(key);
  dropIfUnused(memory, hop, hash, transfer);
}

function dropIfUnused(memory: Memory, hop: string, hash: string, transfer: Transfer): void {
  if (transfer.keys.size === 0 && transfer.wantedAt === undefined) drop(memory, hop, hash, transfer);
}

/** Whoever wants it asks again. */
function forgetWish(memory: Memory, hop: string, hash: string, transfer: Transfer): void {
  transfer.wantedAt = undefined;
  dropIfUnused(memory, hop, hash, transfer);
}

function drop(memory: Memory, hop: string, hash: string, { lane }: Transfer): void {
  memory.transfers.delete(nameOf(hop, hash));
  linkTo(memory, hop).leave(lane, { kind: 'part', hash });
}

/** Contents that no record on its way waits for any more, that were not asked for again, or whose hop is no neighbour now. */
export function sweepTransfers(memory: Memory): void {
  const hops = new Set(neighboursOf(memory));
  const longAgo = memory.environment.now() - memory.timing.backoffMax;
  for (const [name, transfer] of memory.transfers) {
    const [hop = '', hash = ''] = name.split('|');
    if (!hops.has(hop) || (transfer.wantedAt ?? longAgo) <= longAgo) forgetWish(memory, hop, hash, transfer);
    const flights = hops.has(hop) ? memory.flights.get(hop) : undefined;
    for (const key of transfer.keys)
      if (flights?.get(key)?.content !== hash) endContent(memory, hop, key, hash);
  }
}

/** The hop has answered that it lacks this content, and nothing of it is on its way: other contents go before it. */
export function waitsItsTurn(memory: Memory, hop: string, { hash }: Content): boolean {
  const transfer = memory.transfers.get(nameOf(hop, hash));
  return transfer?.held !== undefined && !transfer.held.complete && transfer.sent.size === 0;
}

/** A hop says which blocks it holds. Returns the records that can follow now. */
export function noteParts(memory: Memory, hop: string, held: HeldParts, took: number): Work[] {
  const transfer = memory.transfers.get(nameOf(hop, held.hash));
  const now = memory.environment.now();
  const link = linkTo(memory, hop);
  if (!transfer || held.isUnexpected) {
    link.releaseAll(partsOf(held.hash));
    if (transfer) announceAgain(memory, hop, held.hash, transfer);
    return [];
  }
  transfer.held = held;
  for (const block of transfer.sent.keys()) {
    if (held.runs.some(([from, to]) => from <= block && block < to)) {
      link.answered(partId(held.hash, block), now, took);
      transfer.sent.delete(block);
    }
  }
  const works: Work[] = [];
  for (const key of transfer.keys) {
    const flight = memory.flights.get(hop)?.get(key);
    if (flight) {
      flight.waiting = false;
      link.release(`put:${key}`);
      if (held.complete) flight.next = now;
    }
    if (held.complete) works.push({ kind: 'offer', key });
  }
  if (held.complete) drop(memory, hop, held.hash, transfer);
  else waitForRoom(memory, hop, held.hash, transfer);
  return works;
}

/** The hop has forgotten what was announced: the records go again, and no part before they are answered. */
function announceAgain(memory: Memory, hop: string, hash: string, transfer: Transfer): void {
  forgetWish(memory, hop, hash, transfer);
  if (!transfer.held) return;
  const now = memory.environment.now();
  transfer.held = undefined;
  transfer.sent.clear();
  linkTo(memory, hop).leave(transfer.lane, { kind: 'part', hash });
  for (const key of transfer.keys) {
    const flight = memory.flights.get(hop)?.get(key);
    if (!flight) continue;
    // Once a first step, whatever is said: a hop that forgets all the time must not be sent the record all the time.
    flight.next = Math.max(now, Math.min(flight.next, flight.sentAt + memory.timing.backoffFirst));
    memory.timers.add(flight.next, { do: 'offer', key });
  }
}

/**
 * All that was sent has another hash: what is held here may be damaged, and would be sent for ever. It is looked at, and the records are announced
 * again no sooner than after a first step.
 */
export function* onWrongContent(memory: Memory, hop: string, hash: string): Steps<void> {
  linkTo(memory, hop).releaseAll(partsOf(hash));
  const transfer = memory.transfers.get(nameOf(hop, hash));
  if (!transfer) return;
  announceAgain(memory, hop, hash, transfer);
  yield { do: 'recheck', hash };
}

/** A new connection: the hop may have forgotten what was announced, and a fast line would carry all of it in vain. */
export function announceAllAgain(memory: Memory, hop: string): void {
  for (const [name, transfer] of memory.transfers) {
    const [of = '', hash = ''] = name.split('|');
    if (of === hop) announceAgain(memory, hop, hash, transfer);
  }
}

function waitForRoom(memory: Memory, hop: string, hash: string, { lane }: Transfer): void {
  linkTo(memory, hop).wait(lane, { kind: 'part', hash });
  once(memory, `drain:${hop}`, 0, { do: 'drain', hop });
}

/** Sends the next stretch that is neither held nor on its way. False: there is none for now. */
export function* sendPart(memory: Memory, hop: string, hash: string): Steps<boolean> {
  const transfer = memory.transfers.get(nameOf(hop, hash));
  if (!transfer?.held || transfer.held.complete) return false;
  const link = linkTo(memory, hop);
  for (const block of transfer.sent.keys()) {
    if (!link.mayArrive(partId(hash, block))) transfer.sent.delete(block);
  }
  const stretch = nextStretch(transfer, link.partBytes / blockBytes);
  if (!stretch) return false;
  const bytes = yield* readPart(hash, stretch.block, stretch.blocks * blockBytes);
  if (!bytes) return false;
  const part: Part = { kind: 'part', hash, block: stretch.block, bytes };
  transfer.sent.set(stretch.block, stretch.blocks);
  link.sent(partId(hash, stretch.block), bytes.length + 200, memory.environment.now(), transfer.lane);
  yield { do: 'send', hop, lane: transfer.lane, message: part };
  return true;
}

function nextStretch(transfer: Transfer, most: number): { block: number; blocks: number } | undefined {
  const end = Math.ceil(transfer.size / blockBytes);
  const taken: (readonly [number, number])[] = [
    ...(transfer.held?.runs ?? []),
    ...[...transfer.sent].map(([block, blocks]) => [block, block + blocks] as const),
  ].sort((a, b) => a[0] - b[0]);
  let block = 0;
  for (const [from, to] of taken) {
    if (from > block) break;
    block = Math.max(block, to);
  }
  if (block >= end) return undefined;
  const next = taken.find(([from]) => from > block)?.[0] ?? end;
  return { block, blocks: Math.min(most, next - block, pieceBlocks - (block % pieceBlocks)) };
}

/** A neighbour announced a record with content that will be taken: what is held of it. */
export function* expectContent(memory: Memory, from: string, key: Key, content: Content): Steps<HeldParts> {
  const { expected } = memory;
  // What the record had before is not sent any more.
  for (const [name, one] of expected) if (one.key === key && one.from === from) expected.delete(name);
  expected.delete(nameOf(from, content.hash));
  expected.set(nameOf(from, content.hash), { key, size: content.size, from });
  const oldest = expected.keys().next().value;
  if (expected.size > mostExpected && oldest !== undefined) expected.delete(oldest);
  return yield* heldParts(content.hash, content.size);
}

/** The record whose content a neighbour announced; empty: it announced none of this hash. */
export const expectedFor = (memory: Memory, from: string, hash: string): Key =>
  memory.expected.get(nameOf(from, hash))?.key ?? '';

/**
 * Stores a part that was announced, from whom it was announced by; undefined: it is none. One that nobody waits for (this site was
 * started anew since, or its record has changed) is answered too: whoever sends it would repeat it for ever.
 */
export function* takePart(memory: Memory, from: string, part: Part): Steps<HeldParts | undefined> {
  const expected = memory.expected.get(nameOf(from, part.hash));
  if (!expected) return { hash: part.hash, runs: [], complete: false, isUnexpected: true };
  const { size } = expected;
  const end = part.block * blockBytes + part.bytes.length;
  const whole = end === size || part.bytes.length % blockBytes === 0;
  if (part.block < 0 || end > size || part.bytes.length === 0 || !whole) return undefined;
  // What comes of it when it is whole is answered so: another neighbour may be sending the same content.
  return yield* storePart(part.hash, size, part.block, part.bytes);
}
