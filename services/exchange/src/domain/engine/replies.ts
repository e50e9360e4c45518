import { answerLane } from '../channel.ts';
import { blockBytes } from '../link.ts';
import type { Answer } from '../messages.ts';
import type { Steps } from './effects.ts';
import { linkTo, type Memory, once } from './memory.ts';

/** Subject, id and field heads around a piece. */
const aroundPiece = 200;

const nameOf = (hop: string, id: string): string => `${hop}|${id}`;
const flightOf = (id: string, piece: number): string => `piece:${id}:${piece}`;

/**
 * An answer goes over the link like a content: in pieces that the window counts and that are each told to have arrived, so that one of 41 kB
 * holds nothing more urgent up on a thin line. It is kept in memory, and given up with the time of the question.
 */
export function reply(
  memory: Memory,
  hop: string,
  id: string,
  { body, failure, until }: { body: Uint8Array; failure: string; until: number },
): void {
  const pieces = Math.max(1, Math.ceil(body.length / blockBytes));
  const open = new Set(Array.from({ length: pieces }, (_, piece) => piece));
  memory.replies.set(nameOf(hop, id), { body, failure, pieces, until, open });
  waitForRoom(memory, hop, id, Math.min(body.length, blockBytes));
}

function waitForRoom(memory: Memory, hop: string, id: string, bytes: number): void {
  linkTo(memory, hop).wait(answerLane, { kind: 'piece', answer: id, bytes: bytes + aroundPiece });
  once(memory, `drain:${hop}`, 0, { do: 'drain', hop });
}

/** Sends the next piece that is neither known to have arrived nor on its way. False: there is none for now. */
export function* sendPiece(memory: Memory, hop: string, id: string): Steps<boolean> {
  const known = memory.replies.get(nameOf(hop, id));
  if (!known) return false;
  const link = linkTo(memory, hop);
  const now = memory.environment.now();
  const piece = [...known.open].find((one) => !link.isInFlight(flightOf(id, one)));
  if (piece === undefined || known.until <= now) {
    memory.timers.add(now + link.patience, { do: 'reply', hop, id });
    return false;
  }
  const { failure, pieces } = known;
  const body = known.body.subarray(piece * blockBytes, (piece + 1) * blockBytes);
  const message: Answer = { kind: 'answer', id, piece, pieces, body, failure };
  link.sent(flightOf(id, piece), body.length + aroundPiece, now, answerLane);
  yield { do: 'send', hop, lane: answerLane, message };
  return true;
}

/** What was lost on the way goes again; an answer whose time is over is forgotten. */
export function goOnReplying(memory: Memory, hop: string, id: string): void {
  const known = memory.replies.get(nameOf(hop, id));
  if (!known) return;
  const now = memory.environment.now();
  linkTo(memory, hop).expire(now);
  if (known.until <= now) memory.replies.delete(nameOf(hop, id));
  else waitForRoom(memory, hop, id, Math.min(known.body.length, blockBytes));
}

/** A piece arrived. */
export function notePiece(memory: Memory, hop: string, id: string, piece: number, took: number): void {
  linkTo(memory, hop).answered(flightOf(id, piece), memory.environment.now(), took);
  const known = memory.replies.get(nameOf(hop, id));
  known?.open.delete(piece);
  if (known?.open.size === 0) memory.replies.delete(nameOf(hop, id));
}

/** A hop is gone: what it asked, it asks again. */
export function dropReplies(memory: Memory, hop: string): void {
  for (const name of memory.replies.keys()) if (name.startsWith(`${hop}|`)) memory.replies.delete(name);
}
