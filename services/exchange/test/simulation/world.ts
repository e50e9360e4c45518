import { encodeMessage } from '../../src/adapters/link-codec.ts';
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
import { Timers } from '../../src/domain/timers.ts';
import type { Timing } from '../../src/domain/timing.ts';
import { fastHash, Random } from './random.ts';
import { seal } from './seal.ts';
import { takePast } from './sim-past.ts';
import type { SimSite } from './sim-site.ts';
import { SimConsumer } from './sim-consumer.ts';
import { SimStore } from './sim-store.ts';

export const minute = 60_000;
export const hour = 60 * minute;

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
};

export const simChannels = ['u2-tally-onestop', 'u0-alert', 'u4-file', 'd3-table', 't3-letter', 'd1-sites'];

export const registryKey = 'd1-sites/root@0/sites';

/** How the network treats messages; each history draws its own. */
export interface Weather {
  loss: number;
  duplication: number;
  /** Milliseconds of an ordinary message. */
  delay: [number, number];
  /** Bytes a second of each link and direction; undefined: no limit. */
  rate?: number;
  /** Share of messages that travel by courier, up to `courierDelay`. */
  courier: number;
  courierDelay: number;
}

/** Subject, reply subject, headers and acknowledgements below a message. */
const transportBytes = 200;

export const fairWeather: Weather = {
  loss: 0,
  duplication: 0,
  delay: [50, 800],
  courier: 0,
  courierDelay: 0,
};

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

/** What the checkers listen to. */
export interface Observer {
  written?(site: SimSite, write: Write, before: Write['document'] | undefined): void;
  sent?(from: SimSite, hop: string, message: Message): void;
}

/** Sites, their stores, a clock and a network, all under control of one seed. */
export class World {
  readonly random: Random;
  readonly sites = new Map<string, SimSite>();
  readonly observers: Observer[] = [];
  readonly cuts = new Set<string>();
  readonly messages = { put: 0, have: 0, sums: 0, other: 0 };
  readonly answers: { id: string; body: Uint8Array; failure: string; at: number }[] = [];
  /** What the services of a site say to a question. */
  answerTo: (site: SimSite, ask: Ask) => Uint8Array = (site, ask) =>
    Buffer.from(`${site.id}: ${ask.question}`);
  weather: Weather = fairWeather;
  /** Probability that a process is killed at any step of any handler. */
  killRate = 0;
  /** Called at each step; may do anything, also restore the store under the running process. */
  atStep: ((site: SimSite, effect: Effect) => 'go on' | 'kill') | undefined;
  restartAfter: () => number = () => minute;
  now = 0;
  /** Sites in whose name something was said that they do not hold. */
  readonly liars = new Set<string>();
  /** What they said beyond the limit, as `key|stamp`. */
  readonly farLies = new Set<string>();
  /** What persons lifted; with the stamp that this made, if it is known. */
  readonly lifts: { key: Key; broke: number; stamp: string | undefined }[] = [];
  truth: Registry;
  /** Bytes on links with a limited rate. */
  carried = 0;
  readonly #lineFreeAt = new Map<string, number>();
  readonly #events = new Timers<() => void>();
  readonly #options: WorldOptions;
  #src = 0;
  #processes = 0;

  constructor(options: WorldOptions) {
    this.#options = options;
    this.random = new Random(options.seed);
    this.truth = new Registry(options.sites);
    this.weather = options.weather ?? fairWeather;
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
      if (consumer) this.#every(this.timing.sums, () => this.#fromConsumer(site, [consumer.sums()]));
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

  at(time: number, what: () => void): void {
    this.#events.add(Math.max(time, this.now), what);
  }

  after(delay: number, what: () => void): void {
    this.at(this.now + delay, what);
  }

  /** All that is due up to a moment, one thing after the other; the clock goes along. */
  *due(time: number): IterableIterator<() => void> {
    while (this.#events.nextAt <= time) {
      this.now = Math.max(this.now, this.#events.nextAt);
      yield* this.#events.takeDue(this.now);
    }
    this.now = Math.max(this.now, time);
  }

  runUntil(time: number): void {
    for (const what of this.due(time)) what();
  }

  run(duration: number): void {
    this.runUntil(this.now + duration);
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
    const ruling = { action: 'lift', reason: 'a history', by: 'o', at: this.now };
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
    const late: Write[] = [];
    for (let step = steps.next(); !step.done; ) {
      const verdict = this.atStep?.(site, step.value) ?? 'go on';
      if (verdict === 'kill' || (this.killRate > 0 && this.random.chance(this.killRate))) {
        this.kill(site, this.restartAfter());
        return;
      }
      step = steps.next(this.#perform(site, step.value, late));
      if (site.engine !== engine) return;
    }
    this.#write(site, late);
    this.#scheduleTick(site);
  }

  /** A message put on the network. */
  carry(from: string, to: string, message: Message): void {
    const copies = this.random.chance(this.weather.duplication) ? 2 : 1;
    for (let copy = 0; copy < copies; copy += 1) {
      const byCourier = this.random.chance(this.weather.courier);
      if (!byCourier && (this.cuts.has(`${from}>${to}`) || this.random.chance(this.weather.loss))) continue;
      const [least, most] = this.weather.delay;
      const queued = byCourier ? 0 : this.#transmission(from, to, message);
      const delay = byCourier
        ? this.random.real() * this.weather.courierDelay
        : queued + least + this.random.real() * (most - least);
      this.after(delay, () => this.deliver(from, to, message));
    }
  }

  /** Milliseconds until the last byte of a message has left: what was sent before it goes first. */
  #transmission(from: string, to: string, message: Message): number {
    const { rate } = this.weather;
    if (rate === undefined || message.kind === 'list') return 0;
    const bytes = encodeMessage(message).length + transportBytes;
    const name = `${from}>${to}`;
    const free = Math.max(this.#lineFreeAt.get(name) ?? 0, this.now) + (bytes / rate) * 1000;
    this.#lineFreeAt.set(name, free);
    this.carried += bytes;
    return free - this.now;
  }

  deliver(from: string, to: string, message: Message): void {
    if (this.#options.deliver) return this.#options.deliver(from, to, message);
    const site = this.sites.get(to);
    if (site?.engine) this.drive(site, site.engine.receive([{ from, message, at: this.now }]));
  }

  #perform(site: SimSite, effect: Effect, late: Write[]): unknown {
    const { store } = site;
    switch (effect.do) {
      case 'read':
        return store.read(effect.keys);
      case 'write':
        if (!this.#options.answersEarly) {
          const isOurs = store.mark(effect.mark.expected, effect.mark.next);
          return { conflicts: this.#write(site, effect.writes), isOurs };
        }
        late.push(...effect.writes);
        return { conflicts: new Set(), isOurs: store.mark(effect.mark.expected, effect.mark.next) };
      case 'evidence':
        return store.keepEvidence(effect.items);
      case 'page':
        return store.page(effect.at);
      case 'bucket':
        return store.bucket(effect.bucket);
      case 'open':
        return store.open(effect.hop);
      case 'unsettled':
        return store.unsettled();
      case 'mark':
        return store.mark(effect.expected, effect.next);
      case 'send':
        return this.#send(site, effect.hop, effect.message);
      case 'held-parts':
        return store.heldParts(effect.hash, effect.size);
      case 'store-part':
        return store.storePart(effect.hash, effect.size, effect.block, effect.bytes);
      case 'read-part':
        return store.readPart(effect.hash, effect.block, effect.bytes);
      case 'question':
        return this.after(0, () => {
          if (site.engine)
            this.drive(site, site.engine.answer(effect.ask.id, this.answerTo(site, effect.ask), ''));
        });
      case 'answered':
        return this.answers.push({ id: effect.id, body: effect.body, failure: effect.failure, at: this.now });
      case 'consumers':
        return site.consumer && this.#fromConsumer(site, [site.consumer.sums()]);
      case 'registry': {
        const { record } = effect.document;
        if (!record || site.registryStamp === stampText(record)) return undefined;
        const rows = JSON.parse(Buffer.from(record.value ?? []).toString()) as Site[];
        const { engine } = site;
        // Told to a process, not to the store: who is killed before has not heard it.
        return this.after(0, () => {
          if (site.engine === engine) this.learn(site, new Registry(rows), stampText(record));
        });
      }
      case 'take-over':
        return this.after(500, () => takePast(this, site, effect.keys));
      case 'twins':
        return Object.assign(site, { twins: effect.twins });
      default: {
        const never: never = effect;
        throw new Error(`Unknown effect ${JSON.stringify(never)}.`);
      }
    }
  }

  #write(site: SimSite, writes: readonly Write[]): Set<Key> {
    const before = site.store.read(writes.map((one) => one.key));
    const conflicts = site.store.write(writes);
    for (const write of writes) {
      if (conflicts.has(write.key)) continue;
      for (const observer of this.observers) observer.written?.(site, write, before.get(write.key)?.document);
    }
    return conflicts;
  }

  #send(site: SimSite, hop: string, message: Message): void {
    for (const observer of this.observers) observer.sent?.(site, hop, message);
    if (message.kind === 'put' || message.kind === 'have' || message.kind === 'sums')
      this.messages[message.kind] += 1;
    else this.messages.other += 1;
    if (site.consumer && hop === consumerHop('cells')) {
      const { consumer } = site;
      this.after(1, () => this.#fromConsumer(site, consumer.receive(message)));
    } else {
      this.carry(site.id, hop, message);
    }
  }

  #fromConsumer(site: SimSite, messages: readonly Message[]): void {
    for (const message of messages) {
      this.after(site.consumer?.takes ?? 1, () => {
        if (site.engine)
          this.drive(site, site.engine.receive([{ from: consumerHop('cells'), message, at: this.now }]));
      });
    }
  }

  #every(period: number, what: () => void): void {
    this.after(period, () => {
      what();
      this.#every(period, what);
    });
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
