import type { Message } from '../../src/domain/messages.ts';
import { bucketOf, type Key } from '../../src/domain/key.ts';
import { chainText, SumTree } from '../../src/domain/sums.ts';
import { fastHash } from './random.ts';

export interface Cell {
  readonly rev: number;
  readonly tag: string;
  readonly value: Uint8Array | null;
}

/** A service that reads records: replaces on any difference of stamp, answers after its write with what it then holds. */
export class SimConsumer {
  readonly name: string;
  /** Milliseconds until something that it says is heard. */
  takes = 1;
  #cells = new Map<Key, Cell>();

  constructor(name: string) {
    this.name = name;
  }

  get cells(): ReadonlyMap<Key, Cell> {
    return this.#cells;
  }

  receive(message: Message): Message[] {
    switch (message.kind) {
      case 'put': {
        const { rev, tag, value } = message.record;
        this.#cells.set(message.key, { rev, tag, value });
        return [{ kind: 'have', entries: [this.#entry(message.key)], took: 0 }];
      }
      case 'list':
        return message.buckets.map((bucket) => ({
          kind: 'have',
          entries: [...this.#cells.keys()]
            .filter((key) => bucketOf(key).startsWith(bucket))
            .map((key) => this.#entry(key)),
          full: { bucket, range: { after: '', upto: '' } },
          took: 0,
        }));
      case 'have':
      case 'part':
      case 'sums':
      case 'hello':
      case 'ask':
      case 'answer':
        return [];
      default: {
        const never: never = message;
        throw new Error(JSON.stringify(never));
      }
    }
  }

  sums(): Message {
    const tree = new SumTree();
    for (const key of this.#cells.keys()) tree.set(key, fastHash(chainText(key, this.#entry(key).chain)));
    return {
      kind: 'sums',
      role: 'held',
      level: 'unit',
      range: { after: '', upto: '' },
      sums: [...tree.channels(), ['', [0, 0]]],
      watermarks: [],
    };
  }

  snapshot(): ReadonlyMap<Key, Cell> {
    return new Map(this.#cells);
  }

  restore(snapshot?: ReadonlyMap<Key, Cell>): void {
    this.#cells = new Map(snapshot);
  }

  #entry(key: Key) {
    const { rev, tag } = this.#cells.get(key) as Cell;
    return { key, chain: [{ site: this.name, rev, tag, displaced: null }] };
  }
}
