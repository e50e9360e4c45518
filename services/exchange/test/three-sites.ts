import { type Document, isMarked } from '../src/domain/document.ts';
import { withBeliefs } from '../src/domain/engine/memory.ts';
import type { Key } from '../src/domain/key.ts';
import type { Site } from '../src/domain/registry.ts';
import type { Snapshot } from './simulation/sim-store.ts';
import type { SimSite } from './simulation/sim-site.ts';
import { fairWeather, hour, type Weather, World, type WorldOptions } from './simulation/world.ts';

export const commune = 's20116';
export const district = 's482';
export const province = 's46';
export const key: Key = 'u2-tally-onestop/20116@0/2025-06-30';

const ruled = { reason: 'a test', by: 'o', at: 0 };
type Word =
  | { kind: 'lift'; broke: number }
  | { kind: 'accept' | 'dismiss' | 'keep' | 'entered'; rev: number; tag?: string };

const row = (id: string, parent: string | null, owns: readonly string[]): Site => ({
  id,
  parent,
  owns,
  formerlyOwned: [],
  publicKeys: [],
});

export const threeSites: Site[] = [
  row(province, null, ['46@0', 'root@0']),
  row(district, province, ['482@0']),
  row(commune, district, ['20116@0']),
];

/** A commune, a district and a province in a line, on a network that does what it should until told otherwise. */
export class Line {
  readonly world: World;

  constructor(options: Partial<WorldOptions> = {}, weather: Weather = fairWeather) {
    this.world = new World({ seed: 1, sites: threeSites, weather, ...options });
    this.world.run(1000);
  }

  change(value: string, of = key, site = commune): void {
    if (!this.world.change(site, of, value)) throw new Error(`${site} did not take ${value}.`);
  }

  /** Changes one after the other, each confirmed everywhere before the next. */
  changes(...values: string[]): void {
    for (const value of values) {
      this.change(value);
      this.world.run(hour / 4);
    }
  }

  site(id: string): SimSite {
    return this.world.site(id);
  }

  /** The document as the site sees it. */
  document(site: string, of = key): Document | undefined {
    const { store, engine } = this.site(site);
    const document = store.documents.get(of)?.document;
    return document && engine ? withBeliefs(engine.memory, document) : document;
  }

  value(site: string, of = key): string | undefined {
    const record = this.document(site, of)?.record;
    return record ? (record.tombstone ? 'deleted' : Buffer.from(record.value ?? []).toString()) : undefined;
  }

  rev(site: string, of = key): number {
    return this.document(site, of)?.record?.rev ?? 0;
  }

  isMarked(site: string, of = key): boolean {
    const document = this.document(site, of);
    return document !== undefined && isMarked(document);
  }

  /** Value, revision and mark at all three, from the commune up. */
  state(of = key): { values: (string | undefined)[]; revs: number[]; marked: boolean[] } {
    const sites = [commune, district, province];
    return {
      values: sites.map((site) => this.value(site, of)),
      revs: sites.map((site) => this.rev(site, of)),
      marked: sites.map((site) => this.isMarked(site, of)),
    };
  }

  /** The levels at which the owner knows its present stamp to be held (R9). */
  confirmed(of = key, owner = commune): string[] {
    const document = this.document(owner, of);
    const chain = Object.values(document?.heard ?? {}).flatMap((heard) => heard.chain);
    return chain
      .filter((entry) => entry.rev === document?.record?.rev && entry.tag === document.record.tag)
      .map((entry) => entry.site);
  }

  snapshot(site: string): Snapshot {
    return this.site(site).store.snapshot();
  }

  /** The machine's database is restored and its processes start anew. */
  restore(site: string, snapshot?: Snapshot): void {
    this.world.kill(this.site(site));
    this.site(site).store.restore(snapshot);
    this.world.start(this.site(site));
  }

  /** Nothing passes any more, and the transports of both say so. */
  cutAndSay(a: string, b: string): void {
    this.cut(a, b);
    for (const [site, hop] of [
      [this.site(a), b],
      [this.site(b), a],
    ] as const)
      if (site.engine) this.world.drive(site, site.engine.setLink(hop, false));
  }

  /** A person's word at a site; without a tag about what stands there. @returns whether it was taken. */
  rule(site: string, word: Word, of = key): boolean {
    if (word.kind === 'lift')
      return this.world.rule(this.site(site), { ...word, key: of, ruling: { ...ruled, action: word.kind } });
    const { record = null, jump = null } = this.document(site, of) ?? {};
    const { kind, rev } = word;
    const shown = kind === 'keep' || kind === 'entered' ? record : jump;
    const stamp = { rev, tag: word.tag ?? shown?.tag ?? '' };
    return this.world.rule(this.site(site), { kind, key: of, stamp, ruling: { ...ruled, action: kind } });
  }

  cut(a: string, b: string): void {
    this.world.cuts.add(`${a}>${b}`);
    this.world.cuts.add(`${b}>${a}`);
  }

  heal(): void {
    this.world.cuts.clear();
  }

  /** Messages of records since the last call. */
  traffic(): { put: number; have: number } {
    const { put, have } = this.world.messages;
    this.world.messages.put = 0;
    this.world.messages.have = 0;
    return { put, have };
  }

  evidence(site: string): { rev: number; value: string }[] {
    return [...this.site(site).store.evidence.values()].map(({ record }) => ({
      rev: record.rev,
      value: Buffer.from(record.value ?? []).toString(),
    }));
  }
}
