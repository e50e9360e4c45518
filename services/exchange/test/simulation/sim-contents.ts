import { createHash } from 'node:crypto';
import { blockBytes } from '../../src/domain/link.ts';
import type { HeldParts } from '../../src/domain/messages.ts';

type Blocks = Map<number, Uint8Array>;

export interface ContentsSnapshot {
  readonly whole: ReadonlyMap<string, Uint8Array>;
  readonly parts: ReadonlyMap<string, Blocks>;
}

/** A site's contents by hash, as `adapters/content-store.ts` keeps them: in parts until the hash is right, then whole. */
export class SimContents {
  #whole = new Map<string, Uint8Array>();
  #parts = new Map<string, Blocks>();

  held(hash: string, size: number): HeldParts {
    if (this.#whole.has(hash)) return { hash, runs: [[0, Math.ceil(size / blockBytes)]], complete: true };
    const runs: [number, number][] = [];
    for (const block of [...(this.#parts.get(hash)?.keys() ?? [])].sort((a, b) => a - b)) {
      const last = runs.at(-1);
      if (last && last[1] === block) last[1] = block + 1;
      else runs.push([block, block + 1]);
    }
    return { hash, runs, complete: false };
  }

  storePart(hash: string, size: number, block: number, bytes: Uint8Array): HeldParts {
    if (this.#whole.has(hash)) return this.held(hash, size);
    const blocks = this.#parts.get(hash) ?? new Map<number, Uint8Array>();
    this.#parts.set(hash, blocks);
    for (let at = 0; at < bytes.length; at += blockBytes)
      blocks.set(block + at / blockBytes, bytes.slice(at, at + blockBytes));
    if (blocks.size === Math.ceil(size / blockBytes)) {
      const all = Buffer.concat([...blocks].sort(([a], [b]) => a - b).map(([, one]) => one));
      this.#parts.delete(hash);
      if (hashOf(all) === hash) this.#whole.set(hash, all);
    }
    return this.held(hash, size);
  }

  readPart(hash: string, block: number, bytes: number): Uint8Array | undefined {
    return this.#whole.get(hash)?.subarray(block * blockBytes, block * blockBytes + bytes);
  }

  put(bytes: Uint8Array): { hash: string; size: number } {
    const hash = hashOf(bytes);
    this.#whole.set(hash, bytes);
    return { hash, size: bytes.length };
  }

  read(hash: string): Uint8Array | undefined {
    return this.#whole.get(hash);
  }

  touch(): void {}

  lacking(hashes: readonly string[]): Set<string> {
    return new Set(hashes.filter((hash) => !this.#whole.has(hash)));
  }

  snapshot(): ContentsSnapshot {
    const parts = new Map([...this.#parts].map(([hash, blocks]) => [hash, new Map(blocks)]));
    return { whole: new Map(this.#whole), parts };
  }

  restore(snapshot?: ContentsSnapshot): void {
    this.#whole = new Map(snapshot?.whole);
    this.#parts = new Map([...(snapshot?.parts ?? [])].map(([hash, blocks]) => [hash, new Map(blocks)]));
  }
}

const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
