import { createHash } from 'node:crypto';
import { Binary, type Db } from 'mongodb';
import { blockBytes } from '../domain/link.ts';
import type { HeldParts } from '../domain/messages.ts';

/** Blocks of one stored piece of a complete content. */
const pieceBlocks = 32;

interface Piece {
  _id: string;
  hash: string;
  block: number;
  blocks: number;
  bytes: Binary;
}

/** Contents by hash: received in parts, kept in pieces once they are whole and their hash is right. */
export interface ContentStore {
  held(hash: string, size: number): Promise<HeldParts>;
  storePart(hash: string, size: number, block: number, bytes: Uint8Array): Promise<HeldParts>;
  readPart(hash: string, block: number, bytes: number): Promise<Uint8Array | undefined>;
  /** Stores a whole content. @returns its hash. */
  put(bytes: Uint8Array): Promise<{ hash: string; size: number }>;
  /** The whole content; undefined: not held. */
  read(hash: string): Promise<Uint8Array | undefined>;
  /** Bytes of all contents and parts of contents. */
  bytesHeld(): Promise<number>;
}

export async function createContentStore(db: Db): Promise<ContentStore> {
  const contents = db.collection<{ _id: string; size: number }>('contents');
  const pieces = db.collection<Piece>('content_pieces');
  const parts = db.collection<Piece>('content_parts');
  await pieces.createIndex({ hash: 1, block: 1 });
  await parts.createIndex({ hash: 1, block: 1 });

  const whole = (size: number): HeldParts['runs'] => (size === 0 ? [] : [[0, Math.ceil(size / blockBytes)]]);

  /** Which blocks have come, as runs; parts may overlap, since each was as long as its link allowed. */
  async function runsOf(hash: string): Promise<HeldParts['runs']> {
    const found = await parts
      .find({ hash }, { projection: { block: 1, blocks: 1 } })
      .sort({ hash: 1, block: 1 })
      .toArray();
    const runs: [number, number][] = [];
    for (const { block, blocks } of found) {
      const last = runs.at(-1);
      if (last && block <= last[1]) last[1] = Math.max(last[1], block + blocks);
      else runs.push([block, block + blocks]);
    }
    return runs;
  }

  async function assemble(hash: string, size: number): Promise<HeldParts> {
    const bytes = Buffer.alloc(size);
    for await (const part of parts.find({ hash }).sort({ hash: 1, block: 1 })) {
      Buffer.from(part.bytes.buffer).copy(bytes, part.block * blockBytes);
    }
    const isRight = createHash('sha256').update(bytes).digest('hex') === hash;
    if (isRight) await store(hash, bytes);
    await parts.deleteMany({ hash });
    return { hash, runs: isRight ? whole(size) : [], complete: isRight };
  }

  /** The head comes last: a content that has one is whole. */
  async function store(hash: string, bytes: Uint8Array): Promise<void> {
    const pieceBytes = pieceBlocks * blockBytes;
    for (let from = 0; from < bytes.length; from += pieceBytes) {
      const block = from / blockBytes;
      const piece = bytes.subarray(from, from + pieceBytes);
      const _id = `${hash}:${block}`;
      const fields = { hash, block, blocks: Math.ceil(piece.length / blockBytes), bytes: new Binary(piece) };
      await pieces.replaceOne({ _id }, fields, { upsert: true });
    }
    await contents.replaceOne({ _id: hash }, { size: bytes.length }, { upsert: true });
  }

  async function isWhole(hash: string, size: number): Promise<boolean> {
    return (await contents.findOne({ _id: hash }))?.size === size;
  }

  return {
    async held(hash, size) {
      if (await isWhole(hash, size)) return { hash, runs: whole(size), complete: true };
      return { hash, runs: await runsOf(hash), complete: false };
    },

    async storePart(hash, size, block, bytes) {
      if (await isWhole(hash, size)) return { hash, runs: whole(size), complete: true };
      const blocks = Math.ceil(bytes.length / blockBytes);
      const fields = { hash, block, blocks, bytes: new Binary(bytes) };
      await parts.replaceOne({ _id: `${hash}:${block}:${blocks}` }, fields, { upsert: true });
      const runs = await runsOf(hash);
      const isAll = runs.length === 1 && runs[0]?.[0] === 0 && runs[0][1] === Math.ceil(size / blockBytes);
      return isAll ? assemble(hash, size) : { hash, runs, complete: false };
    },

    async readPart(hash, block, bytes) {
      const first = Math.floor(block / pieceBlocks) * pieceBlocks;
      const last = block + Math.ceil(bytes / blockBytes);
      const found = await pieces
        .find({ hash, block: { $gte: first, $lt: last } })
        .sort({ hash: 1, block: 1 })
        .toArray();
      if (found.length === 0) return undefined;
      const joined = Buffer.concat(found.map((piece) => Buffer.from(piece.bytes.buffer)));
      const from = (block - first) * blockBytes;
      return joined.subarray(from, from + bytes);
    },

    async put(bytes) {
      const hash = createHash('sha256').update(bytes).digest('hex');
      if (!(await isWhole(hash, bytes.length))) await store(hash, bytes);
      return { hash, size: bytes.length };
    },

    async bytesHeld() {
      let bytes = 0;
      for await (const { size } of contents.find()) bytes += size;
      for await (const { blocks } of parts.find({}, { projection: { blocks: 1 } }))
        bytes += blocks * blockBytes;
      return bytes;
    },

    async read(hash) {
      const head = await contents.findOne({ _id: hash });
      if (!head) return undefined;
      const found = await pieces.find({ hash }).sort({ hash: 1, block: 1 }).toArray();
      const bytes = Buffer.concat(found.map((piece) => Buffer.from(piece.bytes.buffer)));
      return bytes.length === head.size ? bytes : undefined;
    },
  };
}
