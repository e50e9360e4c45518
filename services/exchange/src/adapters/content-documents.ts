import type { Binary, Collection, Db } from 'mongodb';
import { pieceBytes } from '../domain/link.ts';

export const piecesOf = (size: number): number => Math.ceil(size / pieceBytes);

/** Says that a content is whole here and that its hash is right. */
export interface Head {
  _id: string;
  size: number;
  touchedAt: number;
}

/** A stretch of a content: a piece of the usual length, or a part of one as it came. Neither goes beyond the piece that it begins in. */
export interface Piece {
  _id: string;
  hash: string;
  /** Of the content, as who announced it said: nobody else's claim about the hash touches it. */
  size: number;
  block: number;
  blocks: number;
  bytes: Binary;
  touchedAt: number;
}

export interface ContentCollections {
  readonly heads: Collection<Head>;
  readonly pieces: Collection<Piece>;
  readonly parts: Collection<Piece>;
}

export async function openContents(db: Db): Promise<ContentCollections> {
  const heads = db.collection<Head>('contents');
  const pieces = db.collection<Piece>('content_pieces');
  const parts = db.collection<Piece>('content_parts');
  // With all that a look asks for: the bytes are not read for it.
  await pieces.createIndex({ hash: 1, block: 1, blocks: 1, size: 1, touchedAt: 1 });
  await parts.createIndex({ hash: 1, block: 1, blocks: 1, size: 1, touchedAt: 1 });
  return { heads, pieces, parts };
}

export const pieceId = ({ hash, size, block }: Pick<Piece, 'hash' | 'size' | 'block'>): string =>
  `${hash}:${size}:${block}`;
export const partId = (part: Pick<Piece, 'hash' | 'size' | 'block' | 'blocks'>): string =>
  `${pieceId(part)}:${part.blocks}`;

/** Not a copy. */
export const bytesOf = ({ bytes }: Pick<Piece, 'bytes'>): Uint8Array =>
  bytes.buffer.subarray(0, bytes.position);
