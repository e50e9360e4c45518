import type { Work } from '../decide.ts';
import type { Content } from '../content.ts';
import type { Key } from '../key.ts';
import { blockBytes, pieceBlocks } from '../link.ts';
import type { HeldParts, Part } from '../messages.ts';
import type { Lane } from '../channel.ts';
import { heldParts, readPart, type Steps, storePart } from './effects.ts';
import { linkTo, type Memory, once, type Transfer } from './memory.ts';

/** Contents that are waited for; one that is forgotten is announced again with its record. */
const mostExpected = 1_000;

const nameOf = (hop: string, hash: string): string => `${hop}|${hash}`;
const partId = (hash: string, block: number): string => `part:${hash}:${block}`;

/**
 * A record with content towards a hop: its put is the question what the hop holds of it; the missing parts follow the answer,
 * and the put goes again when all are there.
 */
export function prepareContent(memory: Memory, hop: string, key: Key, content: Content, lane: Lane): void {
  const name = nameOf(hop, content.hash);
  let transfer = memory.transfers.get(name);
  if (!transfer) {
    transfer = { held: undefined, size: content.size, lane, keys: new Set(), sent: new Map() };
    memory.transfers.set(name, transfer);
  }
  transfer.keys.add(key);
  if (transfer.held && !transfer.held.complete) waitForRoom(memory, hop, content.hash, transfer);
}

/** The hop holds the record: what is known of its content there is of no more use, and may be of an earlier time. */
export function endContent(memory: Memory, hop: string, key: Key, hash: string): void {
  const transfer = memory.transfers.get(nameOf(hop, hash));
  transfer?.keys.delete(key);
  if (transfer?.keys.size === 0) memory.transfers.delete(nameOf(hop, hash));
}

/** The hop has answered that it lacks this content, and nothing of it is on its way: other contents go before it. */
export function waitsItsTurn(memory: Memory, hop: string, { hash }: Content): boolean {
  const transfer = memory.transfers.get(nameOf(hop, hash));
  return transfer?.held !== undefined && !transfer.held.complete && transfer.sent.size === 0;
}

/** A hop says which blocks it holds. Returns the records that can follow now. */
export function noteParts(memory: Memory, hop: string, held: HeldParts, took: number): Work[] {
  const transfer = memory.transfers.get(nameOf(hop, held.hash));
  if (!transfer) return [];
  const now = memory.environment.now();
  const link = linkTo(memory, hop);
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
    else waitForRoom(memory, hop, held.hash, transfer);
  }
  if (held.complete) memory.transfers.delete(nameOf(hop, held.hash));
  return works;
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
    if (!link.isInFlight(partId(hash, block))) transfer.sent.delete(block);
  }
  const stretch = nextStretch(transfer, link.partBytes / blockBytes);
  if (!stretch) return false;
  const bytes = yield* readPart(hash, stretch.block, stretch.blocks * blockBytes);
  if (!bytes) return false;
  const part: Part = { kind: 'part', hash, block: stretch.block, bytes };
  transfer.sent.set(stretch.block, stretch.blocks);
  link.sent(partId(hash, stretch.block), bytes.length + 200, memory.environment.now());
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
  for (const [hash, one] of expected) if (one.key === key && one.from === from) expected.delete(hash);
  expected.set(content.hash, { key, size: content.size, from });
  const oldest = expected.keys().next().value;
  if (expected.size > mostExpected && oldest !== undefined) expected.delete(oldest);
  return yield* heldParts(content.hash, content.size);
}

/** Stores a part that was announced, from whom it was announced by; undefined: not taken. */
export function* takePart(memory: Memory, from: string, part: Part): Steps<HeldParts | undefined> {
  const expected = memory.expected.get(part.hash);
  if (!expected || expected.from !== from) return undefined;
  const { size } = expected;
  const end = part.block * blockBytes + part.bytes.length;
  const whole = end === size || part.bytes.length % blockBytes === 0;
  if (part.block < 0 || end > size || part.bytes.length === 0 || !whole) return undefined;
  const held = yield* storePart(part.hash, size, part.block, part.bytes);
  if (held.complete) memory.expected.delete(part.hash);
  return held;
}
