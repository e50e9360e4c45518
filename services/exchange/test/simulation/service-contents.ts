import type { Message } from '../../src/domain/messages.ts';
import { findRoute } from '../../src/domain/route.ts';
import type { DatabaseName } from './service-databases.ts';
import type { ServiceWorld } from './service-world.ts';
import type { SimSite } from './sim-site.ts';
import { hour } from './world.ts';

/** What a site let go of with a restore may still be on its way out. */
const restoreIsKnown = hour;

/** Watches where contents go, and where they are gone. */
export class ContentWatch {
  readonly #world: ServiceWorld;
  readonly #setBackAt = new Map<string, number>();
  readonly #lostContents = new Set<string>();
  /** What sites asked for by its hash, for a record of their own. */
  readonly #wanted = new Set<string>();

  /** @param inVain a part was sent of what is no record's of the site any more, and nobody asked for. */
  constructor(world: ServiceWorld, inVain: (site: string, hash: string) => void) {
    this.#world = world;
    world.core.observers.push({
      sent: (from, hop, message) => {
        if (message.kind === 'have')
          for (const { hash, wanted } of message.parts ?? []) if (wanted) this.#wanted.add(`${hop}|${hash}`);
        if (message.kind === 'part' && !this.#isOfUse(from, message)) inVain(from.id, message.hash);
      },
    });
  }

  noteLost(site: string, databases: readonly DatabaseName[]): void {
    this.#setBackAt.set(site, this.#world.core.now);
    if (databases.includes('contents')) this.#lostContents.add(site);
  }

  /**
   * The owner lacks the content of its record, since it or those whom it asks lost theirs, and nobody whom it asks has it: people are shown that
   * the record lacks it, until its service puts it again when it compares, once a day. A site beyond those may have it: from there no parts come.
   */
  isLacking(name: string): boolean {
    const { core, machines } = this.#world;
    const owner = core.truth.ownerOf(name.split('/')[1] ?? '') ?? '';
    const hash = machines.get(owner)?.store.documents.get(name)?.document.record?.content?.hash;
    if (hash === undefined) return false;
    const holders = [owner, ...(findRoute(core.truth, [], owner, name)?.next ?? [])];
    if (!holders.some((site) => this.#lostContents.has(site))) return false;
    return holders.every((site) => machines.get(site)?.databases.contents.read(hash) === undefined);
  }

  #isOfUse({ id, store }: SimSite, { hash }: Message & { kind: 'part' }): boolean {
    const isSetBack = this.#world.core.now < (this.#setBackAt.get(id) ?? -hour) + restoreIsKnown;
    if (isSetBack || this.#wanted.has(`${id}|${hash}`)) return true;
    for (const { document } of store.documents.values())
      if (document.record?.content?.hash === hash) return true;
    return false;
  }
}
