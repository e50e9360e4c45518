import type { HandedOver } from '@lienthong/domain';

/** A row of the site registry: a present row, changed by publishing the record anew, never by a date passing. */
export interface Site {
  readonly id: string;
  /** null at the top. */
  readonly parent: string | null;
  /** Units whose records this site writes. */
  readonly owns: readonly string[];
  /** Units whose records it once wrote: their signatures still hold. */
  readonly formerlyOwned: readonly string[];
  /** The Ed25519 public key that it signs with now, base64url; none: it is gone, or its key was withdrawn. */
  readonly publicKeys: readonly string[];
  /** What it signed records of units with before. */
  readonly formerKeys?: readonly FormerKey[];
}

/** A key that a site signed a unit's records with. */
export interface FormerKey {
  readonly unit: string;
  readonly publicKey: string;
  /** It is in other hands: whoever has it may have made any signature of it, at any time. */
  readonly withdrawn: boolean;
}

/** The tree of sites and who owns which unit, as one site knows it. Immutable. */
export class Registry {
  readonly #sites = new Map<string, Site>();
  readonly #children = new Map<string, string[]>();
  readonly #owners = new Map<string, string>();
  readonly #formerOwners = new Map<string, string[]>();
  readonly #formerKeys = new Map<string, FormerKey[]>();
  readonly #sizes = new Map<string, number>();
  readonly #handOvers: readonly HandedOver[];
  readonly #handedOver = new Map<string, number>();

  constructor(sites: Iterable<Site>, handedOver: Iterable<HandedOver> = []) {
    this.#handOvers = [...handedOver];
    for (const { unit, channel, records } of this.#handOvers)
      this.#handedOver.set(`${unit}/${channel}/`, records);
    for (const site of sites) {
      this.#sites.set(site.id, site);
      if (site.parent !== null) {
        const siblings = this.#children.get(site.parent);
        if (siblings) siblings.push(site.id);
        else this.#children.set(site.parent, [site.id]);
      }
      for (const unit of site.owns) this.#owners.set(unit, site.id);
      for (const one of site.formerKeys ?? []) {
        const keys = this.#formerKeys.get(one.unit);
        if (keys) keys.push(one);
        else this.#formerKeys.set(one.unit, [one]);
      }
      for (const unit of site.formerlyOwned) {
        this.#formerOwners.set(unit, [...(this.#formerOwners.get(unit) ?? []), site.id]);
      }
    }
    for (const children of this.#children.values()) children.sort();
  }

  sites(): Site[] {
    return [...this.#sites.values()];
  }

  find(site: string): Site | undefined {
    return this.#sites.get(site);
  }

  parentOf(site: string): string | null {
    return this.#sites.get(site)?.parent ?? null;
  }

  childrenOf(site: string): readonly string[] {
    return this.#children.get(site) ?? [];
  }

  /** Parent and children: the only sites that a site exchanges messages with. */
  neighboursOf(site: string): string[] {
    const parent = this.parentOf(site);
    return parent === null ? [...this.childrenOf(site)] : [parent, ...this.childrenOf(site)];
  }

  ownerOf(unit: string): string | undefined {
    return this.#owners.get(unit);
  }

  /** Whether a site is or once was the owner of a unit (R13). */
  everOwned(site: string, unit: string): boolean {
    return this.#owners.get(unit) === site || (this.#formerOwners.get(unit)?.includes(site) ?? false);
  }

  /** Whether another site wrote the unit's records before. */
  hasPast(site: string, unit: string): boolean {
    return this.#formerOwners.get(unit)?.some((one) => one !== site) ?? false;
  }

  /** What was left of units when they last changed hands. */
  handOvers(): readonly HandedOver[] {
    return this.#handOvers;
  }

  /** @param source `sourceOf`. @returns how many records of it its owner took over, at least. */
  handedOver(source: string): number {
    return this.#handedOver.get(source) ?? 0;
  }

  /** What proves that the unit's owner says something now. */
  presentKeysOf(unit: string): readonly string[] {
    return this.#sites.get(this.#owners.get(unit) ?? '')?.publicKeys ?? [];
  }

  /** What a unit's owners signed its records with until now. @param isDecided a person looks at them: withdrawn keys as well. */
  formerKeysOf(unit: string, isDecided = false): readonly string[] {
    const keys = this.#formerKeys.get(unit) ?? [];
    return keys.filter((one) => isDecided || !one.withdrawn).map(({ publicKey }) => publicKey);
  }

  /** What some of a unit's records may be signed with, and proves nothing any more. */
  withdrawnKeysOf(unit: string): readonly string[] {
    const keys = this.#formerKeys.get(unit) ?? [];
    return keys.filter(({ withdrawn }) => withdrawn).map(({ publicKey }) => publicKey);
  }

  /** From the site itself up to the top; stops at an unknown parent or a loop. */
  pathUp(site: string): string[] {
    const path: string[] = [];
    let at: string | null = this.#sites.has(site) ? site : null;
    while (at !== null && !path.includes(at) && this.#sites.has(at)) {
      path.push(at);
      at = this.parentOf(at);
    }
    return path;
  }

  /** Whether `site` lies in the subtree of `top` (a site lies in its own). */
  isWithin(site: string, top: string): boolean {
    return this.pathUp(site).includes(top);
  }

  /** The sites of the subtree, the site itself not included. */
  sitesBelow(site: string): string[] {
    return [...this.#sites.keys()].filter((one) => one !== site && this.isWithin(one, site));
  }

  /** Number of sites in the subtree, the site itself included. */
  subtreeSize(site: string, guard = 0): number {
    if (guard > 64) return 1;
    const known = this.#sizes.get(site);
    if (known !== undefined) return known;
    let size = 1;
    for (const child of this.childrenOf(site)) size += this.subtreeSize(child, guard + 1);
    this.#sizes.set(site, size);
    return size;
  }

  /** The neighbour of `site` on the way to `target`: a child if the target lies below, else the parent; null if there is none. */
  toward(site: string, target: string): string | null {
    const up = this.pathUp(target);
    const at = up.indexOf(site);
    if (at > 0) return up[at - 1] ?? null;
    if (at === 0 || up.length === 0) return null;
    return this.parentOf(site);
  }

  /** The sites from one to another through the tree, both included; empty if they are not connected. */
  between(from: string, to: string): string[] {
    const up = this.pathUp(from);
    const down = this.pathUp(to);
    const meeting = up.find((site) => down.includes(site));
    if (meeting === undefined) return [];
    return [...up.slice(0, up.indexOf(meeting) + 1), ...down.slice(0, down.indexOf(meeting)).reverse()];
  }
}
