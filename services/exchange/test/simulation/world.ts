import type { Effect, Steps, Write } from '../../src/domain/engine/effects.ts';
import { Engine, type Production } from '../../src/domain/engine/engine.ts';
import type { Outcome } from '../../src/domain/engine/process.ts';
import type { Environment } from '../../src/domain/environment.ts';
import type { Key } from '../../src/domain/key.ts';
import type { Ask, Message } from '../../src/domain/messages.ts';
import { Registry, type Site } from '../../src/domain/registry.ts';
import { consumerHop } from '../../src/domain/route.ts';
import { type Change, type Rules, rules } from '../../src/domain/rules.ts';
import { stampText } from '../../src/domain/stamp.ts';
import type { Timing } from '../../src/domain/timing.ts';
import { hour, minute } from './clock.ts';
import { Network, type Weather } from './network.ts';
import { fromConsumer, type Observer, perform, write } from './perform.ts';
import { fastHash } from './random.ts';
import { seal } from './seal.ts';
import { SimConsumer } from './sim-consumer.ts';
import type { SimSite } from './sim-site.ts';
import { SimStore } from './sim-store.ts';

export { hour, minute } from './clock.ts';
export { fairWeather, type Weather } from './network.ts';

/** The clock only scales: everything is slower than in service by about the same factor. */
export const simTiming: Timing = {
  scan: 10 * minute,
  sums: hour,
  hello: hour,
  push: minute / 2,
  flush: minute / 2,
  backoffFirst: 10 * minute,
  backoffMax: 160 * minute,
  silence: 90 * minute,
  wakeEvery: 10 * minute,
  reconnectEvery: minute,
  rebuild: 24 * hour,
  watermarks: minute / 30,
  pause: minute / 60,
  takeFirst: minute / 12,
  takeMax: 10 * minute,
};

export const simChannels = ['u2-tally-onestop', 'u0-alert', 'u4-file', 'd3-table', 't3-letter', 'd1-sites'];

export const registryKey = 'd1-sites/root@0/sites';

export interface WorldOptions {
  readonly seed: number;
  readonly sites: readonly Site[];
  readonly weather?: Weather;
  readonly consumersAt?: readonly string[];
  readonly rules?: Rules;
  readonly timing?: Partial<Timing>;
  /** Instead of a random tag, for mutations. */
  readonly drawTag?: (world: World, value: Uint8Array | null) => string;
  /** Mutation: the store answers before it has written. */
  readonly answersEarly?: boolean;
  /** Who takes what the network delivers, in place of the sites' engines here. */
  readonly deliver?: (from: string, to: string, message: Message) => void;
}

/** Sites, their stores, a clock and a network, all under control of one seed. */
export class World extends Network {
  readonly sites = new Map<string, SimSite>();
  readonly observers: Observer[] = [];
  readonly messages = { put: 0, have: 0, sums: 0, other: 0 };
  readonly answers: { id: string; body: Uint8Array; failure: string; at: number }[] = [];
  /** What the services of a site say to a question. */
  answerTo: (site: SimSite, ask: Ask) => Uint8Array = (site, ask) =>
    Buffer.from(`${site.id}: ${ask.question}`);
  /** Probability that a process is killed at any step of any handler. */
  killRate = 0;
  /** Called at each step; may do anything, also restore the store under the running process. */
  atStep: ((site: SimSite, effect: Effect) => 'go on' | 'kill') | undefined;
  restartAfter: () => number = () => minute;
  /** Sites in whose name something was said that they do not hold. */
  readonly liars = new Set<string>();
  /** What they said beyond the limit, as `key|stamp`. */
  readonly farLies = new Set<string>();
  /** What persons lifted; with the stamp that this made, if it is known. */
  readonly lifts: { key: Key; broke: number; stamp: string | undefined }[] = [];
  truth: Registry;
  readonly #options: WorldOptions;
  #src = 0;
  #processes = 0;

  constructor(options: WorldOptions) {
    super(options.seed, options.weather);
    this.#options = options;
    this.truth = new Registry(options.sites);
    for (const { id } of options.sites) {
      const consumer = options.consumersAt?.includes(id) ? new SimConsumer(consumerHop('cells')) : undefined;
      const site: SimSite = {
        id,
        store: new SimStore(),
        consumer,
        engine: undefined,
        registry: this.truth,
        registryStamp: '',
        tickAt: Number.POSITIVE_INFINITY,
        twins: [],
      };
      this.sites.set(id, site);
      if (consumer) this.every(this.timing.sums, () => fromConsumer(this, site, [consumer.sums()]));
    }
    for (const site of this.sites.values()) this.start(site);
  }

  get timing(): Timing {
    return { ...simTiming, ...this.#options.timing };
  }

  site(id: string): SimSite {
    const site = this.sites.get(id);
    if (!site) throw new Error(`No site ${id}.`);
    return site;
  }

  start(site: SimSite): void {
    if (site.engine) return;
    site.engine = this.createEngine(site);
    site.tickAt = Number.POSITIVE_INFINITY;
    this.drive(site, site.engine.start());
  }

  createEngine(site: SimSite): Engine {
    return new Engine({
      site: site.id,
      registry: site.registry,
      consumers: site.consumer ? [{ name: 'cells', channels: simChannels }] : [],
      rules: this.#options.rules ?? rules,
      timing: this.timing,
      environment: this.environment(),
      registryKey,
      registryStamp: site.registryStamp,
      instance: `p${(this.#processes += 1)}`,
      knownTwins: site.twins,
      knownEndedPasts: new Map(),
    });
  }

  environment(): Environment {
    return {
      now: () => this.now,
      clock: () => this.now,
      steady: () => this.now,
      random: () => this.random.real(),
      drawTag: (value) => this.#options.drawTag?.(this, value) ?? this.random.tag(),
      sign: (key, record) => seal(key, record),
      verify: (key, record) => record.sig === seal(key, record),
      signText: (text) => `signed ${fastHash(text).join()}`,
      verifyText: (text, sig) => sig === `signed ${fastHash(text).join()}`,
      hash: fastHash,
    };
  }

  /** kill -9: memory is gone, the store stays as it is. */
  kill(site: SimSite, restartAfter?: number): void {
    if (!site.engine) return;
    site.engine = undefined;
    if (restartAfter !== undefined) this.after(restartAfter, () => this.start(site));
  }

  /** A producing service of the site writes a value. False: the site is down, or it does not own the key. */
  change(siteId: string, key: Key, value: string, more: Partial<Change> = {}): boolean {
    const site = this.site(siteId);
    if (!site.engine) return false;
    this.#src += 1;
    const change: Change = {
      value: Buffer.from(value),
      content: null,
      tombstone: false,
      src: this.#src,
      restored: false,
      ...more,
    };
    return this.put(site, [{ key, change, spans: [] }])[0]?.decision.taken ?? false;
  }

  put(site: SimSite, productions: readonly Production[]): readonly Outcome[] {
    let outcomes: readonly Outcome[] = [];
    if (site.engine) {
      this.drive(
        site,
        site.engine.put(productions, (told) => {
          outcomes = told;
        }),
      );
    }
    return outcomes;
  }

  /** A person's word at a site. False: it was not as that person saw it, or the site died over it. */
  rule(site: SimSite, word: Parameters<Engine['rule']>[0]): boolean {
    let taken = false;
    const { engine } = site;
    if (!engine) return false;
    this.drive(
      site,
      (function* () {
        taken = (yield* engine.rule(word))?.taken ?? false;
      })(),
    );
    return taken;
  }

  /** A person at the owner lifts a mark; what became of it if the site died meanwhile, nobody knows. */
  lift(site: SimSite, key: Key, broke: number): void {
    const ruling = { action: 'lift' as const, reason: 'a history', by: 'o', at: this.now };
    const taken = this.rule(site, { kind: 'lift', key, broke, ruling });
    const record = taken ? site.store.documents.get(key)?.document.record : null;
    this.lifts.push({ key, broke, stamp: record ? stampText(record) : undefined });
  }

  /** The truth changes; each site learns of it by itself (`learn`). */
  publish(sites: readonly Site[]): void {
    this.truth = new Registry(sites);
  }

  learn(site: SimSite, registry = this.truth, stamp = ''): void {
    if (site.registry === registry) return;
    site.registry = registry;
    site.registryStamp = stamp;
    if (site.engine) this.drive(site, site.engine.useRegistry(registry, stamp));
  }

  /** Performs the steps of a handler. At any step the process may be killed: then the rest never happens. */
  drive(site: SimSite, steps: Steps<unknown>): void {
    const { engine } = site;
    const late: Write[] | undefined = this.#options.answersEarly ? [] : undefined;
    for (let step = steps.next(); !step.done; ) {
      const verdict = this.atStep?.(site, step.value) ?? 'go on';
      if (verdict === 'kill' || (this.killRate > 0 && this.random.chance(this.killRate))) {
        this.kill(site, this.restartAfter());
        return;
      }
      step = steps.next(perform(this, site, step.value, late));
      if (site.engine !== engine) return;
    }
    if (late) write(this, site, late);
    this.#scheduleTick(site);
  }

  deliver(from: string, to: string, message: Message): void {
    if (this.#options.deliver) return this.#options.deliver(from, to, message);
    const site = this.sites.get(to);
    if (site?.engine) this.drive(site, site.engine.receive([{ from, message, at: this.now }]));
  }

  #scheduleTick(site: SimSite): void {
    const { engine } = site;
    if (!engine || engine.nextAt >= site.tickAt) return;
    const at = engine.nextAt;
    site.tickAt = at;
    this.at(at, () => {
      if (site.engine !== engine || site.tickAt !== at) return;
      site.tickAt = Number.POSITIVE_INFINITY;
      if (engine.nextAt <= this.now) this.drive(site, engine.tick());
      else this.#scheduleTick(site);
    });
  }
}
