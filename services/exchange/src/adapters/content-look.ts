import type { Collection } from 'mongodb';
import { blockBytes } from '../domain/link.ts';
import { type ContentCollections, partId, type Piece, pieceId, piecesOf } from './content-documents.ts';

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

/** What the sweep does with what is stored of contents (`content-store.ts` says how it and those who store keep out of each other's way). */
export interface ContentLook {
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

export function createContentLook({ heads, pieces, parts }: ContentCollections): ContentLook {
  const removeParts = ({ parts: seen }: Holding): Promise<number> => removeSeen(parts, seen);

  return {
    async look(prefix) {
      const range = { $gte: prefix, $lt: `${prefix}g` };
      const projection = { _id: 0, hash: 1, size: 1, block: 1, blocks: 1, touchedAt: 1 };
      const found = new Map((await heads.find({ _id: range }).toArray()).map((head) => [head._id, head]));
      const stored = await byHash(pieces.find({ hash: range }, { projection }), pieceId);
      const received = await byHash(parts.find({ hash: range }, { projection }), partId);
      return [...new Set([...found.keys(), ...stored.keys(), ...received.keys()])].map((hash) => {
        const head = found.get(hash);
        const its = [...(stored.get(hash)?.values() ?? [])];
        const isWhole = head !== undefined && its.length === piecesOf(head.size);
        return { hash, head, pieces: its, parts: [...(received.get(hash)?.values() ?? [])], isWhole };
      });
    },

    removeParts,

    async remove(holding) {
      const { hash, head, pieces: seen } = holding;
      if (head) {
        const { deletedCount } = await heads.deleteOne({ _id: hash, ...asSeen(head) });
        if (deletedCount === 0) return 0;
      }
      const bytes = await removeSeen(pieces, seen);
      return (head?.size ?? bytes) + (await removeParts(holding));
    },

    async date({ hash, head, pieces: seen, parts: received }) {
      const now = Date.now();
      const isWrong = ({ touchedAt }: Pick<Fragment, 'touchedAt'>): boolean => !isPast(touchedAt, now);
      const redated = { $set: { touchedAt: now } };
      if (head && isWrong(head)) await heads.updateOne({ _id: hash, ...asSeen(head) }, redated);
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

/** Bytes that a content takes, as stored. */
export function bytesHeldOf({ head, pieces, parts }: Holding): number {
  const blocks = (fragments: readonly Fragment[]): number =>
    fragments.reduce((sum, one) => sum + one.blocks, 0);
  return (blocks(head ? [] : pieces) + blocks(parts)) * blockBytes + (head?.size ?? 0);
}

type Seen = Pick<Piece, 'hash' | 'size' | 'block' | 'blocks' | 'touchedAt'>;

/** A document that is written while the index is read may be seen twice, the later time last. */
async function byHash(
  found: AsyncIterable<Seen>,
  idOf: (one: Seen) => string,
): Promise<Map<string, Map<string, Fragment>>> {
  const all = new Map<string, Map<string, Fragment>>();
  for await (const one of found) {
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
