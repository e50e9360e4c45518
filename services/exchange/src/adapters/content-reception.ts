import { createHash, type Hash } from 'node:crypto';
import { Binary } from 'mongodb';
import type { ContentReception } from '../commands/ports.ts';
import { blockBytes, pieceBlocks, pieceBytes } from '../domain/link.ts';
import type { HeldParts } from '../domain/messages.ts';
import { addRun, isWithin, type Run } from './block-runs.ts';
import {
  bytesOf,
  type ContentCollections,
  type Piece,
  partId,
  pieceId,
  piecesOf,
} from './content-documents.ts';

/** A content on its way in, as far as this process has followed it. Two that name one hash with different sizes do not meet. */
interface Reception {
  readonly hash: string;
  readonly size: number;
  /** Blocks that are stored, ascending and apart. */
  readonly runs: Run[];
  /** First blocks of the pieces that are stored. */
  readonly pieces: Set<number>;
  /** Over the pieces from the beginning on, as they come: at the end a large content need not be read once more. */
  readonly hasher: Hash;
  hashed: number;
  /** The store lacks what it had: it was exchanged under the running process. */
  isStale: boolean;
}

const mostKnown = 256;
/** Pieces that were there before the process are hashed a few at a time, beside those that come. */
const caughtUpAtOnce = 2;

/**
 * Receives contents of any size with little memory: a part is stored as it comes, the parts of a piece become one document when all of them
 * are there, and a head is written when the hash of all pieces is right. A piece that is stored is never written again, so what was hashed is what is
 * held. What memory knows of a content is derived from the store, and given up when the store is found to have less.
 *
 * @param touchEveryMs a time younger than this is left as it is: it needs no write.
 */
export function createContentReception(
  { heads, pieces, parts }: ContentCollections,
  touchEveryMs: number,
): ContentReception {
  const known = new Map<string, Reception>();
  const turns = new Map<string, Promise<unknown>>();
  const watchers = new Map<string, Set<() => void>>();

  /** One call after the other for each content: it may come over a link and from a service at once. */
  function inTurn<T>(hash: string, work: () => Promise<T>): Promise<T> {
    const before = turns.get(hash) ?? Promise.resolve();
    const mine = before.then(work, work).finally(() => {
      if (turns.get(hash) === mine) turns.delete(hash);
    });
    turns.set(hash, mine);
    return mine;
  }

  /** Whole here: it is touched. Whole with another size: nobody can ever complete this one. */
  async function claim(hash: string, size: number): Promise<HeldParts | undefined> {
    const head = await heads.findOne({ _id: hash });
    if (!head) return undefined;
    // A head without its pieces says what is not true: a restore may have left it alone.
    if ((await pieces.countDocuments({ hash })) !== piecesOf(head.size)) {
      await heads.deleteOne({ _id: hash });
      return undefined;
    }
    if (head.size !== size) return { hash, runs: [], complete: false, wrong: 'size' };
    const now = Date.now();
    if (head.touchedAt <= now - touchEveryMs) {
      const { matchedCount } = await heads.updateOne({ _id: hash }, { $set: { touchedAt: now } });
      if (matchedCount === 0) return undefined;
    }
    return { hash, runs: [[0, Math.ceil(size / blockBytes)]], complete: true };
  }

  /** Touched first, then read: what is read is then what no sweep takes away any more. */
  async function load(hash: string, size: number): Promise<Reception> {
    const now = Date.now();
    const late = { hash, size, touchedAt: { $lt: now - touchEveryMs } };
    await pieces.updateMany(late, { $set: { touchedAt: now } });
    await parts.updateMany(late, { $set: { touchedAt: now } });
    const reception = emptyReception(hash, size);
    const options = { projection: { block: 1, blocks: 1 } };
    const stored = await pieces.find({ hash, size }, options).toArray();
    const received = await parts.find({ hash, size }, options).toArray();
    for (const { block, blocks } of stored) {
      reception.pieces.add(block);
      addRun(reception.runs, block, block + blocks);
    }
    for (const { block, blocks } of received) addRun(reception.runs, block, block + blocks);
    for (const piece of new Set(received.map(({ block }) => pieceAt(block))))
      if (!reception.pieces.has(piece)) await joinIfWhole(reception, piece);
    known.delete(nameOf(reception));
    known.set(nameOf(reception), reception);
    const [oldest] = known.keys();
    if (known.size > mostKnown && oldest !== undefined) known.delete(oldest);
    return reception;
  }

  async function receive(
    hash: string,
    size: number,
    afresh: boolean,
    part?: { block: number; bytes: Uint8Array },
  ): Promise<HeldParts> {
    let reception = afresh ? undefined : known.get(nameOf({ hash, size }));
    if (!reception) {
      const claimed = await claim(hash, size);
      if (claimed) return claimed;
      reception = await load(hash, size);
    }
    if (part) await storeStretches(reception, part.block, part.bytes);
    return settle(reception);
  }

  async function storeStretches(reception: Reception, first: number, bytes: Uint8Array): Promise<void> {
    for (let block = first; (block - first) * blockBytes < bytes.length; ) {
      const piece = pieceAt(block);
      const stretch = bytes.subarray(
        (block - first) * blockBytes,
        (piece + pieceBlocks - first) * blockBytes,
      );
      const blocks = Math.ceil(stretch.length / blockBytes);
      if (!reception.pieces.has(piece)) {
        if (blocks === blocksAt(reception.size, piece)) await storePiece(reception, piece, stretch);
        else {
          const part = fieldsOf(reception, block, stretch);
          await parts.replaceOne({ _id: partId(part) }, part, { upsert: true });
          addRun(reception.runs, block, block + blocks);
          await joinIfWhole(reception, piece);
        }
      }
      block += blocks;
    }
  }

  async function joinIfWhole(reception: Reception, piece: number): Promise<void> {
    const { hash, size } = reception;
    const end = piece + blocksAt(reception.size, piece);
    if (!isWithin(reception.runs, piece, end)) return;
    const its = { hash, size, block: { $gte: piece, $lt: end } };
    const bytes = Buffer.alloc(Math.min(pieceBytes, reception.size - piece * blockBytes));
    const found: Run[] = [];
    for await (const part of parts.find(its).sort({ hash: 1, block: 1 })) {
      bytes.set(bytesOf(part), (part.block - piece) * blockBytes);
      addRun(found, part.block, part.block + part.blocks);
    }
    if (!isWithin(found, piece, end)) {
      reception.isStale = true;
      return;
    }
    await storePiece(reception, piece, bytes);
    await parts.deleteMany(its);
  }

  async function storePiece(reception: Reception, piece: number, bytes: Uint8Array): Promise<void> {
    const fields = fieldsOf(reception, piece, bytes);
    await pieces.replaceOne({ _id: pieceId(fields) }, fields, { upsert: true });
    reception.pieces.add(piece);
    addRun(reception.runs, piece, piece + Math.ceil(bytes.length / blockBytes));
    if (reception.hashed * pieceBlocks !== piece) return;
    reception.hasher.update(bytes);
    reception.hashed += 1;
  }

  async function catchUp(reception: Reception, most: number): Promise<void> {
    const { hash, size } = reception;
    for (let done = 0; done < most; done += 1) {
      const next = reception.hashed * pieceBlocks;
      if (reception.isStale || !reception.pieces.has(next)) return;
      const piece = await pieces.findOne({ _id: pieceId({ hash, size, block: next }) });
      if (!piece) {
        reception.isStale = true;
        return;
      }
      reception.hasher.update(bytesOf(piece));
      reception.hashed += 1;
    }
  }

  /** What is held now; whole when all pieces are there, and their hash is right. The head comes last: a content that has one is whole. */
  async function settle(reception: Reception): Promise<HeldParts> {
    const { hash, size, runs, hasher } = reception;
    const count = piecesOf(size);
    const isAll = reception.pieces.size === count;
    await catchUp(reception, isAll ? count : caughtUpAtOnce);
    if (!isAll && !reception.isStale)
      return { hash, runs: runs.map(([from, to]) => [from, to] as const), complete: false };
    known.delete(nameOf(reception));
    if (!reception.isStale && hasher.digest('hex') !== hash) {
      await pieces.deleteMany({ hash, size });
      await parts.deleteMany({ hash, size });
      return { hash, runs: [], complete: false, wrong: 'hash' };
    }
    if (reception.isStale || (await pieces.countDocuments({ hash, size })) !== count)
      return receive(hash, size, true);
    await parts.deleteMany({ hash });
    // Who named another size was wrong: whoever reads a whole content finds its pieces alone.
    await pieces.deleteMany({ hash, size: { $ne: size } });
    await heads.replaceOne({ _id: hash }, { size, touchedAt: Date.now() }, { upsert: true });
    tell(hash);
    return { hash, runs: [[0, Math.ceil(size / blockBytes)]], complete: true };
  }

  function tell(hash: string): void {
    for (const changed of watchers.get(hash) ?? []) changed();
  }

  return {
    held: (hash, size) => inTurn(hash, () => receive(hash, size, true)),
    async storePart(hash, size, block, bytes) {
      const received = await inTurn(hash, () => receive(hash, size, false, { block, bytes }));
      tell(hash);
      return received;
    },
    progress: (hash, size) => inTurn(hash, () => receive(hash, size, false)),
    watch(hashes, changed) {
      for (const hash of hashes) watchers.set(hash, (watchers.get(hash) ?? new Set()).add(changed));
      return () => {
        for (const hash of hashes) {
          const its = watchers.get(hash);
          its?.delete(changed);
          if (its?.size === 0) watchers.delete(hash);
        }
      };
    },
  };
}

const emptyReception = (hash: string, size: number): Reception => ({
  hash,
  size,
  runs: [],
  pieces: new Set(),
  hasher: createHash('sha256'),
  hashed: 0,
  isStale: false,
});

const pieceAt = (block: number): number => block - (block % pieceBlocks);

const blocksAt = (size: number, piece: number): number =>
  Math.min(pieceBlocks, Math.ceil(size / blockBytes) - piece);

const nameOf = ({ hash, size }: Pick<Reception, 'hash' | 'size'>): string => `${hash}:${size}`;

function fieldsOf({ hash, size }: Reception, block: number, bytes: Uint8Array): Omit<Piece, '_id'> {
  const blocks = Math.ceil(bytes.length / blockBytes);
  return { hash, size, block, blocks, bytes: new Binary(bytes), touchedAt: Date.now() };
}
