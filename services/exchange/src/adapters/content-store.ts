import { createHash } from 'node:crypto';
import type { Db } from 'mongodb';
import { ContentGone, type Contents } from '../commands/ports.ts';
import { maximumValueBytes } from '../domain/content.ts';
import { blockBytes, pieceBlocks, pieceBytes } from '../domain/link.ts';
import { bytesOf, openContents } from './content-documents.ts';
import { bytesHeldOf, type ContentLook, createContentLook } from './content-look.ts';
import { createContentReception } from './content-reception.ts';

/** Contents by hash, in pieces: nothing here holds more than a piece of a large one in memory. */
export interface ContentStore extends ContentLook, Contents {
  readPart(hash: string, block: number, bytes: number): Promise<Uint8Array | undefined>;
  /** Hashes all of a content that is held, and takes it away when it is damaged. @returns whether it was. */
  removeIfDamaged(hash: string): Promise<boolean>;
  /** Bytes of all contents and parts of contents. */
  bytesHeld(): Promise<number>;
  /** Nothing of these is swept away for the next hours; what is not held stays so. */
  touch(hashes: readonly string[]): Promise<void>;
}

/** How long nothing is swept that somebody has touched: a file goes on where it stopped when the line was cut for days. */
export const graceMs = 7 * 86_400_000;

const putAttempts = 3;
/** Hashes are even: their first digit cuts them into pages. */
export const prefixes = Array.from({ length: 16 }, (_, digit) => digit.toString(16));

/**
 * A head says that its content is whole, so it is written after all pieces and taken away before them. Each document has the machine time at
 * which it was last touched; whoever is about to write a record that refers to a content touches it before, and the sweep takes
 * a document away only with the very time at which it was seen untouched (`content-sweep.ts`). So of a touch and a removal one finds
 * what the other did: a touch that matched nothing stores the content again, a removal that matches nothing leaves it.
 *
 * @param touchEveryMs a time younger than this is left as it is: it needs no write.
 */
export async function createContentStore(db: Db, touchEveryMs = 3_600_000): Promise<ContentStore> {
  const collections = await openContents(db);
  const { heads, pieces } = collections;
  const look = createContentLook(collections);
  const reception = createContentReception(collections, touchEveryMs);

  async function find(hash: string): ReturnType<ContentStore['find']> {
    const [holding] = await look.look(hash);
    if (!holding) return undefined;
    const { head, isWhole } = holding;
    if (!head || !isWhole) return { size: 0, held: bytesHeldOf({ ...holding, head: undefined }) };
    const { complete } = await reception.held(hash, head.size);
    return { size: complete ? head.size : 0, held: head.size };
  }

  async function* stream(hash: string, offset: number, end: number): AsyncIterable<Uint8Array> {
    for (let at = offset; at < end; ) {
      const piece = Math.floor(at / pieceBytes);
      const found = await pieces.findOne({ hash, block: piece * pieceBlocks });
      const bytes = found && bytesOf(found).subarray(at - piece * pieceBytes, end - piece * pieceBytes);
      if (!bytes || bytes.length === 0) throw new ContentGone('a piece of the content is gone');
      yield bytes;
      at += bytes.length;
    }
  }

  /** A damaged disk: without its head the content is missing, and is fetched or shown as such. */
  async function removeDamaged(hash: string): Promise<void> {
    await heads.deleteOne({ _id: hash });
    await pieces.deleteMany({ hash });
  }

  return {
    ...look,
    ...reception,
    find,
    stream,

    async readPart(hash, block, bytes) {
      const first = Math.floor(block / pieceBlocks) * pieceBlocks;
      const last = block + Math.ceil(bytes / blockBytes);
      const found = await pieces
        .find({ hash, block: { $gte: first, $lt: last } })
        .sort({ hash: 1, block: 1 })
        .toArray();
      // Pieces may be on their way out: what follows a gap stands at another place.
      const gap = found.findIndex((piece, at) => piece.block !== first + at * pieceBlocks);
      const unbroken = gap < 0 ? found : found.slice(0, gap);
      const joined = Buffer.concat(unbroken.map(bytesOf));
      const from = (block - first) * blockBytes;
      return from < joined.length ? joined.subarray(from, from + bytes) : undefined;
    },

    async put(bytes) {
      const hash = createHash('sha256').update(bytes).digest('hex');
      const size = bytes.length;
      for (let attempt = 0; attempt < putAttempts; attempt += 1) {
        let { complete } = await reception.held(hash, size);
        for (let from = 0; from < size && !complete; from += pieceBytes) {
          const piece = bytes.subarray(from, from + pieceBytes);
          ({ complete } = await reception.storePart(hash, size, from / blockBytes, piece));
        }
        if (complete) return { hash, size };
      }
      throw new Error(`a content is not whole after ${putAttempts} attempts to store it`);
    },

    async bytesHeld() {
      let bytes = 0;
      for (const prefix of prefixes)
        for (const holding of await look.look(prefix)) bytes += bytesHeldOf(holding);
      return bytes;
    },

    async read(hash) {
      const head = await heads.findOne({ _id: hash });
      if (!head || head.size > maximumValueBytes) return undefined;
      const found = await pieces.find({ hash }).sort({ hash: 1, block: 1 }).toArray();
      const bytes = Buffer.concat(found.map(bytesOf));
      if (bytes.length !== head.size) return undefined;
      if (createHash('sha256').update(bytes).digest('hex') === hash) return bytes;
      await removeDamaged(hash);
      return undefined;
    },

    async removeIfDamaged(hash) {
      const head = await heads.findOne({ _id: hash });
      if (!head) return false;
      const hasher = createHash('sha256');
      try {
        for await (const bytes of stream(hash, 0, head.size)) hasher.update(bytes);
      } catch (error) {
        if (!(error instanceof ContentGone)) throw error;
      }
      if (hasher.digest('hex') === hash) return false;
      await removeDamaged(hash);
      return true;
    },

    async touch(hashes) {
      if (hashes.length === 0) return;
      await heads.updateMany({ _id: { $in: [...hashes] } }, { $set: { touchedAt: Date.now() } });
    },

    async lacking(hashes) {
      if (hashes.length === 0) return new Set();
      const found = await heads.find({ _id: { $in: [...hashes] } }, { projection: { _id: 1 } }).toArray();
      const held = new Set(found.map(({ _id }) => _id));
      return new Set(hashes.filter((hash) => !held.has(hash)));
    },
  };
}
