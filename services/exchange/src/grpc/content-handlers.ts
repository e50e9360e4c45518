import { setTimeout } from 'node:timers/promises';
import type {
  ContentsServiceService,
  FindContentsResponse,
  PutContentRequest,
  PutContentRequest_Stretch,
  PutContentResponse,
} from '@lienthong/contracts/exchange/v1/exchange';
import { Refusal, refuseField } from '@lienthong/domain';
import type { CallContext, Handlers } from '@lienthong/runtime';
import { ContentGone, type Contents } from '../commands/ports.ts';
import { isContentSize } from '../domain/content.ts';
import { blockBytes, pieceBytes } from '../domain/link.ts';
import type { HeldParts } from '../domain/messages.ts';

/** Bytes of one answer of a read: the server keeps up to 64 of them for a reader that is slower than it. */
const readBytes = 64 * 1024;
/** Between two answers about the same contents: a part may come every few milliseconds. */
const restMs = 250;

interface Named {
  readonly hash: string;
  readonly size: number;
}

/** Contents for the services of this site. @param mostBytes largest content that they may put. */
export function contentHandlers(
  contents: Contents,
  mostBytes: number,
): Handlers<typeof ContentsServiceService> {
  return {
    putContent: (requests) => putContent(contents, mostBytes, requests),
    readContent: ({ hash, offset, length }) => readContent(contents, hash, offset, length),
    findContents: (request) => statesOf(contents, request.contents),
    watchContents: (request, call) => watchContents(contents, request.contents, call),
  };
}

async function* putContent(
  contents: Contents,
  mostBytes: number,
  requests: AsyncIterable<PutContentRequest>,
): AsyncIterable<PutContentResponse> {
  const incoming = requests[Symbol.asyncIterator]();
  const first = await incoming.next();
  const open = first.done ? undefined : first.value.message;
  if (open?.$case !== 'open') refuseField('open', 'REQUIRED', 'the first message opens a content');
  if (open.value.size > mostBytes) refuseTooLarge(mostBytes);
  const content = open.value;
  if (!isContentSize(content.size)) refuseField('open.size', 'RANGE', 'an empty content does not travel');
  const begun = await contents.held(content.hash, content.size);
  // Bytes of before that had another hash are gone by now.
  if (begun.wrong === 'size') refuseDiffering('size');
  let held = heldFromStart(begun, content.size);
  yield { held, complete: begun.complete };
  if (begun.complete) return;
  // A piece is stored when it is there; of one that was cut in the middle nothing is kept.
  const piece = Buffer.alloc(pieceBytes);
  let filled = 0;
  for (let next = await incoming.next(); !next.done; next = await incoming.next()) {
    const bytes = parseStretch(next.value, held + filled, content.size);
    for (let at = 0; at < bytes.length; ) {
      const taken = bytes.subarray(at, at + Math.min(pieceBytes, content.size - held) - filled);
      piece.set(taken, filled);
      filled += taken.length;
      at += taken.length;
      if (filled < Math.min(pieceBytes, content.size - held)) continue;
      const stored = await storePiece(contents, content, held, piece.subarray(0, filled));
      held += filled;
      filled = 0;
      yield { held, complete: stored.complete };
      if (stored.complete) return;
    }
  }
}

async function storePiece(
  contents: Contents,
  { hash, size }: Named,
  offset: number,
  bytes: Uint8Array,
): Promise<HeldParts> {
  const stored = await contents.storePart(hash, size, offset / blockBytes, bytes);
  if (stored.wrong) refuseDiffering(stored.wrong);
  const isWhatItShouldBe = stored.complete || heldFromStart(stored, size) >= offset + bytes.length;
  if (!isWhatItShouldBe || (!stored.complete && offset + bytes.length === size))
    throw new Refusal('unavailable', 'CONTENT_INCOMPLETE', 'what was held is gone: put the content again');
  return stored;
}

/** Bytes from the beginning on, as far as whole pieces are there: a put goes on at the beginning of one. */
function heldFromStart({ runs, complete }: HeldParts, size: number): number {
  const [first] = runs;
  const bytes = first?.[0] === 0 ? first[1] * blockBytes : 0;
  return complete || bytes >= size ? size : bytes - (bytes % pieceBytes);
}

function parseStretch({ message }: PutContentRequest, expected: number, size: number): Uint8Array {
  if (message?.$case !== 'stretch')
    refuseField('stretch', 'REQUIRED', 'bytes follow the opening of a content');
  const { offset, bytes }: PutContentRequest_Stretch = message.value;
  if (offset !== expected) refuseField('stretch.offset', 'RANGE', `the next byte is ${expected}`);
  if (offset + bytes.length > size)
    refuseField('stretch.bytes', 'TOO_LONG', 'more bytes than the size that was opened');
  return bytes;
}

function refuseTooLarge(mostBytes: number): never {
  const description = `at most ${mostBytes} bytes`;
  throw new Refusal('invalid', 'CONTENT_TOO_LARGE', description, {
    fields: [{ field: 'open.size', rule: 'RANGE', description }],
    params: { most: String(mostBytes) },
  });
}

function refuseDiffering(field: 'hash' | 'size'): never {
  const description =
    field === 'hash' ? 'the bytes have another hash' : 'the content of this hash has another size';
  throw new Refusal('invalid', 'CONTENT_DIFFERS', `${description}; nothing is kept`, {
    fields: [{ field: `open.${field}`, rule: 'DIFFERS', description }],
  });
}

async function* readContent(
  contents: Contents,
  hash: string,
  offset: number,
  length: number,
): AsyncIterable<{ size: number; bytes: Buffer }> {
  const found = await contents.find(hash);
  if (!found) throw new Refusal('not_found', 'CONTENT_UNKNOWN', 'nothing of this content is at this site');
  if (found.size === 0) refuseIncomplete(found.held);
  if (offset > found.size) refuseField('offset', 'RANGE', `the content has ${found.size} bytes`);
  const end = length === 0 ? found.size : Math.min(found.size, offset + length);
  try {
    for await (const stretch of contents.stream(hash, offset, end)) {
      for (let at = 0; at < stretch.length; at += readBytes)
        yield { size: found.size, bytes: Buffer.from(stretch.subarray(at, at + readBytes)) };
    }
  } catch (error) {
    if (!(error instanceof ContentGone)) throw error;
    refuseIncomplete(0);
  }
}

function refuseIncomplete(held: number): never {
  throw new Refusal('precondition', 'CONTENT_INCOMPLETE', 'the content is not whole at this site yet', {
    params: { held: String(held) },
  });
}

async function statesOf(contents: Contents, wanted: readonly Named[]): Promise<FindContentsResponse> {
  const states = [];
  for (const { hash, size } of wanted) {
    const { runs, complete } = await contents.progress(hash, size);
    const blocks = runs.reduce((sum, [from, to]) => sum + to - from, 0);
    states.push({ hash, size, held: Math.min(size, blocks * blockBytes), complete });
  }
  return { contents: states };
}

async function* watchContents(
  contents: Contents,
  wanted: readonly Named[],
  { signal }: CallContext,
): AsyncIterable<FindContentsResponse> {
  while (!signal.aborted) {
    // Before looking: what changes meanwhile is looked at again.
    const changed = nextChange(contents, wanted, signal);
    const states = await statesOf(contents, wanted);
    yield states;
    if (states.contents.every(({ complete }) => complete)) return;
    await changed;
    await setTimeout(restMs);
  }
}

function nextChange(contents: Contents, wanted: readonly Named[], signal: AbortSignal): Promise<void> {
  const hashes = wanted.map(({ hash }) => hash);
  return new Promise((resolve) => {
    const stop = contents.watch(hashes, done);
    signal.addEventListener('abort', done);
    function done(): void {
      stop();
      signal.removeEventListener('abort', done);
      resolve();
    }
  });
}
