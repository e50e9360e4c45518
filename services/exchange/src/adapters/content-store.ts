import { createHash } from 'node:crypto';
import { Binary, type Collection, type Db } from 'mongodb';
import { blockBytes } from '../domain/link.ts';
import type { HeldParts } from '../domain/messages.ts';

/** Blocks of one stored piece of a complete content. */
const pieceBlocks = 32;
const pieceBytes = pieceBlocks * blockBytes;

interface Head {
  _id: string;
  size: number;
  touchedAt: number;
}

interface Piece {
  _id: string;
  hash: string;
  block: number;
  blocks: number;
  bytes: Binary;
  touchedAt: number;
}

/** A stored piece or part without its bytes; `touchedAt` is undefined where an earlier version wrote it. */
export interface Fragment {
  readonly _id: string;
  readonly blocks: number;
  readonly touchedAt: number | undefined;
}

/** All that is stored of one content at the moment of looking. */
export interface Holding {
  readonly hash: string;
  readonly head: { readonly size: number; readonly touchedAt: number | undefined } | undefined;
  readonly pieces: readonly Fragment[];
  readonly parts: readonly Fragment[];
  /** The head is there and all its pieces: whoever asks gets the content. */
  readonly isWhole: boolean;
}

/** Contents by hash: received in parts, kept in pieces once they are whole and their hash is right. */
export interface ContentStore {
  /** What is held is touched: the record that it was announced for is about to be written. */
  held(hash: string, size: number): Promise<HeldParts>;
  storePart(hash: string, size: number, block: number, bytes: Uint8Array): Promise<HeldParts>;
  readPart(hash: string, block: number, bytes: number): Promise<Uint8Array | undefined>;
  /** Stores a whole content. @returns its hash. */
  put(bytes: Uint8Array): Promise<{ hash: string; size: number }>;
  /** The whole content; undefined: not held. */
  read(hash: string): Promise<Uint8Array | undefined>;
  /** Bytes of all contents and parts of contents. */
  bytesHeld(): Promise<number>;
  /** Nothing of these is swept away for the next hours; what is not held stays so. */
  touch(hashes: readonly string[]): Promise<void>;
  /** Those of the hashes that are not held. */
  lacking(hashes: readonly string[]): Promise<Set<string>>;
  /** Everything stored of contents whose hash begins so, without its bytes. */
  look(prefix: string): Promise<Holding[]>;
  /**
   * Takes away what was seen, the head first. What was touched since it was seen stays: a head that was touched keeps all of its content.
   * @returns bytes that were freed.
   */
  remove(holding: Holding): Promise<number>;
  removeParts(holding: Holding): Promise<number>;
  /** Dates anew what has no time, or one that lies ahead because the machine's clock was wrong: it would be kept for ever. */
  date(holding: Holding): Promise<void>;
}

/** How long nothing is swept that somebody has touched: a file goes on where it stopped when the line was cut for days. */
export const graceMs = 7 * 86_400_000;

/**
 * A head says that its content is whole, so it is written after all pieces and taken away before them. Each document has the machine time at
 * which it was last touched; whoever is about to write a record that refers to a content touches it before, and the sweep takes
 * a document away only with the very time at which it was seen untouched (`content-sweep.ts`). So of a touch and a removal one finds
 * what the other did: a touch that matched nothing stores the content again, a removal that matches nothing leaves it.
 *
 * @param touchEveryMs a time younger than this is left as it is: it needs no write.
 */
export async function createContentStore(db: Db, touchEveryMs = 3_600_000): Promise<ContentStore> {
  const contents = db.collection<Head>('contents');
  const pieces = db.collection<Piece>('content_pieces');
  const parts = db.collection<Piece>('content_parts');
  // With all that a look asks for: the bytes are not read for it.
  await pieces.createIndex({ hash: 1, block: 1, blocks: 1, touchedAt: 1 });
  await parts.createIndex({ hash: 1, block: 1, blocks: 1, touchedAt: 1 });

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
    for (let from = 0; from < bytes.length; from += pieceBytes) {
      const block = from / blockBytes;
      const piece = bytes.subarray(from, from + pieceBytes);
      await pieces.replaceOne({ _id: `${hash}:${block}` }, fieldsOf(hash, block, piece), { upsert: true });
    }
    await contents.replaceOne({ _id: hash }, { size: bytes.length, touchedAt: Date.now() }, { upsert: true });
  }

  /** Whether the content is whole here; then it is touched. A head alone is not believed: a restore may have left it without its pieces. */
  async function claim(hash: string, size: number): Promise<boolean> {
    const head = await contents.findOne({ _id: hash });
    if (head?.size !== size) return false;
    if ((await pieces.countDocuments({ hash })) !== Math.ceil(size / pieceBytes)) return false;
    const now = Date.now();
    if (head.touchedAt > now - touchEveryMs) return true;
    const { matchedCount } = await contents.updateOne({ _id: hash }, { $set: { touchedAt: now } });
    return matchedCount === 1;
  }

  async function look(prefix: string): Promise<Holding[]> {
    const range = { $gte: prefix, $lt: `${prefix}g` };
    const projection = { _id: 0, hash: 1, block: 1, blocks: 1, touchedAt: 1 };
    const heads = new Map((await contents.find({ _id: range }).toArray()).map((head) => [head._id, head]));
    const stored = byHash(
      await pieces.find({ hash: range }, { projection }).toArray(),
      ({ hash, block }) => `${hash}:${block}`,
    );
    const received = byHash(
      await parts.find({ hash: range }, { projection }).toArray(),
      ({ hash, block, blocks }) => `${hash}:${block}:${blocks}`,
    );
    return [...new Set([...heads.keys(), ...stored.keys(), ...received.keys()])].map((hash) => {
      const head = heads.get(hash);
      const its = [...(stored.get(hash)?.values() ?? [])];
      const isWhole = head !== undefined && its.length === Math.ceil(head.size / pieceBytes);
      return { hash, head, pieces: its, parts: [...(received.get(hash)?.values() ?? [])], isWhole };
    });
  }

  async function removeParts({ parts: seen }: Holding): Promise<number> {
    return removeSeen(parts, seen);
  }

  return {
    async held(hash, size) {
      if (await claim(hash, size)) return { hash, runs: whole(size), complete: true };
      // What is promised to the sender is not asked for again.
      const now = Date.now();
      await parts.updateMany({ hash, touchedAt: { $lt: now - touchEveryMs } }, { $set: { touchedAt: now } });
      return { hash, runs: await runsOf(hash), complete: false };
    },

    async storePart(hash, size, block, bytes) {
      if (await claim(hash, size)) return { hash, runs: whole(size), complete: true };
      const fields = fieldsOf(hash, block, bytes);
      await parts.replaceOne({ _id: `${hash}:${block}:${fields.blocks}` }, fields, { upsert: true });
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
      // Pieces may be on their way out: what follows a gap stands at another place.
      const gap = found.findIndex((piece, at) => piece.block !== first + at * pieceBlocks);
      const unbroken = gap < 0 ? found : found.slice(0, gap);
      const joined = Buffer.concat(unbroken.map((piece) => Buffer.from(piece.bytes.buffer)));
      const from = (block - first) * blockBytes;
      return from < joined.length ? joined.subarray(from, from + bytes) : undefined;
    },

    async put(bytes) {
      const hash = createHash('sha256').update(bytes).digest('hex');
      if (!(await claim(hash, bytes.length))) await store(hash, bytes);
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

    async touch(hashes) {
      if (hashes.length === 0) return;
      await contents.updateMany({ _id: { $in: [...hashes] } }, { $set: { touchedAt: Date.now() } });
    },

    async lacking(hashes) {
      if (hashes.length === 0) return new Set();
      const found = await contents.find({ _id: { $in: [...hashes] } }, { projection: { _id: 1 } }).toArray();
      const held = new Set(found.map(({ _id }) => _id));
      return new Set(hashes.filter((hash) => !held.has(hash)));
    },

    look,
    removeParts,

    async remove(holding) {
      const { hash, head, pieces: seen } = holding;
      if (head) {
        const { deletedCount } = await contents.deleteOne({ _id: hash, ...asSeen(head) });
        if (deletedCount === 0) return 0;
      }
      const bytes = await removeSeen(pieces, seen);
      return (head?.size ?? bytes) + (await removeParts(holding));
    },

    async date({ hash, head, pieces: seen, parts: received }) {
      const now = Date.now();
      const isWrong = ({ touchedAt }: Pick<Fragment, 'touchedAt'>): boolean => !isPast(touchedAt, now);
      const redated = { $set: { touchedAt: now } };
      if (head && isWrong(head)) await contents.updateOne({ _id: hash, ...asSeen(head) }, redated);
      for (const [collection, fragments] of [
        [pieces, seen],
        [parts, received],
      ] as const) {
        for (const one of fragments.filter(isWrong)) {
          await collection.updateOne({ _id: one._id, ...asSeen(one) }, redated);
        }
      }
    },
  };
}

/** Whether a time can be that of a touch; the clock may have been set back a little since. */
export const isPast = (touchedAt: number | undefined, now: number): boolean =>
  touchedAt !== undefined && touchedAt <= now + 60_000;

function fieldsOf(hash: string, block: number, bytes: Uint8Array): Omit<Piece, '_id'> {
  const blocks = Math.ceil(bytes.length / blockBytes);
  return { hash, block, blocks, bytes: new Binary(bytes), touchedAt: Date.now() };
}

type Seen = Pick<Piece, 'hash' | 'block' | 'blocks' | 'touchedAt'>;

/** A document that is written while the index is read may be seen twice, the later time last. */
function byHash(found: readonly Seen[], idOf: (one: Seen) => string): Map<string, Map<string, Fragment>> {
  const all = new Map<string, Map<string, Fragment>>();
  for (const one of found) {
    const its = all.get(one.hash) ?? new Map<string, Fragment>();
    const _id = idOf(one);
    its.set(_id, { _id, blocks: one.blocks, touchedAt: one.touchedAt });
    all.set(one.hash, its);
  }
  return all;
}

/** The guard of a removal. A time that is absent is found by null. */
const asSeen = ({ touchedAt }: Pick<Fragment, 'touchedAt'>): { touchedAt: number } =>
  ({ touchedAt: touchedAt ?? null }) as { touchedAt: number };

async function removeSeen(collection: Collection<Piece>, seen: readonly Fragment[]): Promise<number> {
  let bytes = 0;
  for (const one of seen) {
    const { deletedCount } = await collection.deleteOne({ _id: one._id, ...asSeen(one) });
    bytes += deletedCount * one.blocks * blockBytes;
  }
  return bytes;
}
