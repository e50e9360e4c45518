import type { ServiceWorld } from './service-world.ts';
import { tallyChannel } from './tally-service.ts';

/** A number that lost events. */
interface Fallen {
  /** The mark that it had before. */
  readonly broke: number;
  readonly words: string;
  /** People were shown a newer mark. */
  isShown: boolean;
}

/**
 * N: numbers that lost events, and whether they are marked for it. A mark that people were shown is gone with its last copy: where a loss set back
 * all that had it, nobody can know of it any more. Only a loss excuses that; a mark that goes without one is missed.
 */
export class MarkWatch {
  readonly #world: ServiceWorld;
  readonly #fallen = new Map<string, Fallen>();
  #isSetBack = false;

  constructor(world: ServiceWorld) {
    this.#world = world;
  }

  noteFallen(key: string, broke: number, words: string): void {
    this.#fallen.set(key, { broke, words, isShown: false });
  }

  /** Databases are about to be set back. */
  noteLost(): void {
    this.look();
    this.#isSetBack = true;
  }

  look(): void {
    for (const [key, fallen] of this.#fallen) {
      fallen.isShown ||= this.#isMarked(key, fallen.broke);
      if (this.#isSetBack && fallen.isShown && !this.#hasCopy(key, fallen.broke)) this.#fallen.delete(key);
    }
    this.#isSetBack = false;
  }

  /** Of each number that has no newer mark in the end: what it was. */
  *unmarked(): Iterable<readonly [key: string, words: string]> {
    for (const [key, { broke, words }] of this.#fallen) if (!this.#isMarked(key, broke)) yield [key, words];
  }

  #isMarked(key: string, broke: number): boolean {
    return (this.#world.top.databases.cells.get(`${tallyChannel}/${key}`)?.broke ?? 0) > broke;
  }

  /** Whatever brings the mark to the top again: a record on the number's way, or the owner's service, which knows that it counted anew. */
  #hasCopy(key: string, broke: number): boolean {
    const { core, machines } = this.#world;
    if (this.#isMarked(key, broke)) return true;
    const owner = core.truth.ownerOf(key.slice(0, key.indexOf('/'))) ?? '';
    const known = machines.get(owner)?.databases;
    if (known?.unmarked.get(key) || known?.tallies.get(key)?.lostAt !== undefined) return true;
    return core.truth
      .pathUp(owner)
      .some((site) => brokeOf(machines.get(site)?.store.documents.get(`${tallyChannel}/${key}`)) > broke);
  }
}

const brokeOf = (stored: { document: { record: { broke: number } | null } } | undefined): number =>
  stored?.document.record?.broke ?? 0;
