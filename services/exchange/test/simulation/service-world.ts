import type { HandedOver } from '@lienthong/domain';
import type { RegisteredSite } from '@lienthong/runtime';
import { decodeMessage, encodeMessage } from '../../src/adapters/link-codec.ts';
import { answerLane } from '../../src/domain/channel.ts';
import type { Write } from '../../src/domain/engine/effects.ts';
import type { Message } from '../../src/domain/messages.ts';
import type { Rules } from '../../src/domain/rules.ts';
import type { Timing } from '../../src/domain/timing.ts';
import { type CellService, startCellService } from './cell-service.ts';
import { createExchangeClient, type ExchangeClient } from './service-client.ts';
import { type Backup, type Cell, type DatabaseName, Databases, databaseNames } from './service-databases.ts';
import { type ChangedRules, type ExchangeProcess, startExchange } from './service-exchange.ts';
import {
  type CallOptions,
  endLife,
  type Failures,
  type Life,
  newLife,
  noFailures,
} from './service-process.ts';
import { registryText, tableOf, truthOf, truthRegistry } from './service-registry.ts';
import { startTableService, type TableService, tableChannel } from './table-service.ts';
import { startTallyService, type TallyService } from './tally-service.ts';
import { bindTime } from './virtual-time.ts';
import type { SimSite } from './sim-site.ts';
import { minute, World } from './world.ts';

/** One machine of a province: its databases, and whichever of its processes run. */
export interface Machine extends SimSite {
  readonly databases: Databases;
  configured: readonly RegisteredSite[];
  exchange: ExchangeProcess | undefined;
  tallies: { life: Life; service: TallyService } | undefined;
  cells: { life: Life; service: CellService } | undefined;
  tables: { life: Life; service: TableService } | undefined;
}

export interface ServiceWorldOptions {
  readonly seed: number;
  readonly sites: readonly RegisteredSite[];
  readonly padding: number;
  readonly latencyMs: number;
  /** Messages travel as bytes. */
  readonly encoded: boolean;
  /** Whether lines tell when nobody listens. */
  readonly told: boolean;
  readonly rules?: Rules;
  readonly timing?: Partial<Timing>;
  readonly changed?: ChangedRules & { readonly client?: (client: ExchangeClient) => ExchangeClient };
}

export interface ServiceObserver {
  /** A reader put one state in the place of another. */
  replaced?(machine: Machine, name: string, before: Cell | undefined, after: Cell): void;
}

/** Every site's services as they are, over simulated databases and lines; network, clock and dice are `World`'s. */
export class ServiceWorld {
  readonly core: World;
  readonly machines = new Map<string, Machine>();
  /** Where each site's line goes; the registry may say otherwise for a while. */
  readonly lines = new Map<string, string | null>();
  readonly observers: ServiceObserver[] = [];
  /** When a person last decided which registry of sites stands. */
  ruledAt = Number.NEGATIVE_INFINITY;
  /** Sites in whose name somebody else speaks: that one of them lives is no proof of anything. */
  readonly attacked = new Set<string>();
  failures: Failures = noFailures;
  restartAfter: () => number = () => minute;
  readonly #options: ServiceWorldOptions;

  constructor(options: ServiceWorldOptions) {
    this.#options = options;
    this.core = new World({
      seed: options.seed,
      sites: [],
      deliver: (from, to, message) => this.#deliver(from, to, message),
    });
    bindTime(this.core, options.seed);
    this.core.publish(truthOf(options.sites, []));
    for (const { id, parent } of options.sites) {
      this.lines.set(id, parent === '' ? null : parent);
      const machine = this.#createMachine(id);
      this.machines.set(id, machine);
      this.core.sites.set(id, machine);
    }
  }

  get top(): Machine {
    return this.machine(this.#options.sites[0]?.id ?? '');
  }

  machine(id: string): Machine {
    const machine = this.machines.get(id);
    if (!machine) throw new Error(`No site ${id}.`);
    return machine;
  }

  #createMachine(id: string): Machine {
    const databases = new Databases();
    const machine: Machine = {
      twins: [],
      registryStamp: '',
      id,
      databases,
      store: databases.store,
      consumer: undefined,
      configured: this.#options.sites,
      exchange: undefined,
      tallies: undefined,
      cells: undefined,
      tables: undefined,
      tickAt: 0,
      get engine() {
        return machine.exchange?.isStarted ? machine.exchange.runner.engine : undefined;
      },
      get registry() {
        return machine.exchange?.registry ?? truthRegistry(machine.configured);
      },
    };
    return machine;
  }

  startAll(): void {
    for (const machine of this.machines.values()) this.start(machine);
  }

  /** Whatever of the machine's services does not run. */
  start(machine: Machine): void {
    this.startExchange(machine);
    this.startServices(machine);
  }

  startExchange(machine: Machine): void {
    if (machine.exchange?.life.alive || this.#starting.has(machine)) return;
    const life = newLife('exchange');
    this.#starting.set(machine, life);
    const call = this.#callsOf(life, () => this.killExchange(machine, this.restartAfter()));
    const { id, configured, databases } = machine;
    const { rules, timing, changed } = this.#options;
    startExchange({
      site: id,
      configured,
      world: this.core,
      life,
      call,
      database: databases,
      ...(rules ? { rules } : {}),
      ...(timing ? { timing } : {}),
      ...(changed ? { changed } : {}),
      send: (hop, message) => this.#send(machine, hop, message),
      written: (writes, before) => {
        for (const write of writes)
          for (const observer of this.core.observers)
            observer.written?.(machine, write, before.get(write.key));
        if (machine === this.top) this.#tellTables(writes);
      },
      listening: () => this.lineChanged(machine),
    }).then(
      (process) => {
        this.#starting.delete(machine);
        if (life.alive) machine.exchange = process;
      },
      () => {
        // Its database failed while it started: the supervisor starts it again.
        this.#starting.delete(machine);
        endLife(life);
        this.core.after(5_000, () => this.startExchange(machine));
      },
    );
  }

  #tellTables(writes: readonly Write[]): void {
    for (const { key } of writes) {
      const [channel, , id = ''] = key.split('/');
      if (channel === tableChannel) this.core.after(1_000, () => this.top.tables?.service.readBack(id));
    }
  }

  readonly #starting = new Map<Machine, Life>();

  startServices(machine: Machine): void {
    const { core, observers } = this;
    const { databases, id } = machine;
    const { padding } = this.#options;
    const isTop = this.core.truth.parentOf(id) === null;
    if (!isTop && !machine.tallies?.life.alive) {
      const life = newLife('reporting');
      const call = this.#callsOf(life, () => this.killServices(machine, this.restartAfter()));
      const client = this.#client(machine, life, 'reporting');
      const units = () => [...(machine.registry.find(id)?.owns ?? [])];
      const service = startTallyService({ world: core, call, databases, client, units, padding });
      machine.tallies = { life, service };
    }
    if (isTop && !machine.cells?.life.alive) {
      const life = newLife('operations');
      const call = this.#callsOf(life, () => this.killServices(machine, this.restartAfter()));
      const client = this.#client(machine, life, 'operations');
      const replaced = (name: string, before: Cell | undefined, after: Cell): void => {
        for (const observer of observers) observer.replaced?.(machine, name, before, after);
      };
      machine.cells = { life, service: startCellService({ call, databases, client, replaced }) };
    }
    if (isTop && !machine.tables?.life.alive) {
      const life = newLife('directory');
      const call = { ...this.#callsOf(life, () => undefined), failures: noFailures };
      const client = this.#client(machine, life, 'directory');
      const held = (name: string): string | undefined => this.tableHeld(name);
      machine.tables = { life, service: startTableService({ call, databases, client, unit: '10@0', held }) };
    }
  }

  #client(machine: Machine, caller: Life, service: 'reporting' | 'operations' | 'directory') {
    const { latencyMs } = this.#options;
    const exchange = () => machine.exchange;
    const client = createExchangeClient({ world: this.core, caller, service, exchange, latencyMs });
    return this.#options.changed?.client?.(client) ?? client;
  }

  #callsOf(life: Life, kill: () => void): CallOptions {
    const failures = (): Failures => this.failures;
    return {
      world: this.core,
      life,
      kill,
      get failures() {
        return failures();
      },
    };
  }

  killExchange(machine: Machine, restartAfter?: number): void {
    endLife(this.#starting.get(machine));
    this.#starting.delete(machine);
    endLife(machine.exchange?.life);
    machine.exchange = undefined;
    this.lineChanged(machine);
    if (restartAfter !== undefined) this.core.after(restartAfter, () => this.startExchange(machine));
  }

  killServices(machine: Machine, restartAfter?: number): void {
    for (const process of [machine.tallies, machine.cells, machine.tables]) {
      endLife(process?.life);
      process?.service.stop();
    }
    machine.tallies = machine.cells = machine.tables = undefined;
    if (restartAfter !== undefined) this.core.after(restartAfter, () => this.startServices(machine));
  }

  kill(machine: Machine): void {
    this.killServices(machine);
    this.killExchange(machine);
  }

  /** Databases go back to a copy, or to nothing. */
  restore(
    machine: Machine,
    backup: Backup | undefined,
    which: readonly DatabaseName[] = databaseNames,
  ): void {
    for (const name of which) machine.databases.restore(name, backup);
  }

  /** All tables of sites that were ever published, in order; a table that comes again is a new one. */
  readonly published: string[] = [];

  #handedOver: readonly HandedOver[] = [];

  /** How much of each unit's past the province held when it changed hands. */
  get handedOver(): readonly HandedOver[] {
    return this.#options.changed?.tellsHandOvers === false ? [] : this.#handedOver;
  }

  handOver(unit: string, channels: readonly Omit<HandedOver, 'unit'>[]): void {
    const others = this.#handedOver.filter((one) => one.unit !== unit);
    this.#handedOver = [...others, ...channels.map(({ channel, records }) => ({ unit, channel, records }))];
  }

  /** The province's directory publishes the sites; who has learnt of it when is the protocol's affair. */
  publish(rows: readonly RegisteredSite[]): void {
    this.core.publish(truthOf(rows, this.core.truth.sites()));
    const text = registryText(this.core.truth);
    const before = this.published.indexOf(text);
    if (before >= 0) this.published[before] = '';
    this.published.push(text);
    this.top.tables?.service.publish('sites', tableOf(rows, this.core.truth, this.handedOver));
  }

  /** Whether all that a site has entered of a unit is known to be held above. */
  hasArrived(site: string, unit: string): boolean {
    const { databases, engine, registry } = this.machine(site);
    if (!engine || registry.ownerOf(unit) !== site || this.core.cuts.size > 0) return false;
    const facts = [...databases.onestop.rows.values()].filter((one) => one.unit === unit);
    const held = facts.every(({ id }) => databases.facts.get(id));
    const documents = [...databases.store.documents.values()].filter(
      ({ document }) => document.key.split('/')[1] === unit,
    );
    return (
      held && documents.every(({ document }) => document.record !== null && document.openTo.length === 0)
    );
  }

  /** What the top's exchange holds of a table of the directory. */
  tableHeld(id: string): string | undefined {
    const { store, contents } = this.top.databases;
    const record = store.documents.get(`d3-directory/10@0/${id}`)?.document.record;
    const value = record?.content ? contents.read(record.content.hash) : record?.value;
    return value ? Buffer.from(value).toString() : undefined;
  }

  /** A site's line is laid to another one. */
  connect(site: string, parent: string): void {
    this.lines.set(site, parent);
    this.lineChanged(this.machine(site));
  }

  /** The site's own servers notice who listens at the other end of its line, and of those that come here. */
  lineChanged(machine: Machine): void {
    if (!this.#options.told) return;
    const below = [...this.lines].filter(([, parent]) => parent === machine.id).map(([site]) => site);
    for (const site of [machine.id, ...below]) {
      const parent = this.lines.get(site);
      if (parent) this.#tell(this.machine(site), this.machine(parent));
    }
  }

  #tell(child: Machine, parent: Machine): void {
    const { cuts } = this.core;
    const isCut = cuts.has(`${child.id}>${parent.id}`) || cuts.has(`${parent.id}>${child.id}`);
    const isUp = !isCut && child.engine !== undefined && parent.engine !== undefined;
    const upwards = child.registry.parentOf(child.id);
    if (child.engine && upwards !== null) this.#setLink(child, upwards, isUp);
    if (parent.engine && parent.registry.childrenOf(parent.id).includes(child.id))
      this.#setLink(parent, child.id, isUp);
  }

  #setLink({ exchange }: Machine, hop: string, isUp: boolean): void {
    exchange?.runner.run((engine) => engine.setLink(hop, isUp)).catch(() => undefined);
  }

  #send(machine: Machine, hop: string, message: Message): void {
    for (const observer of this.core.observers) observer.sent?.(machine, hop, message);
    if (message.kind === 'put' || message.kind === 'have' || message.kind === 'sums')
      this.core.messages[message.kind] += 1;
    // What goes up takes the site's own line, wherever that leads.
    const upwards = hop === machine.registry.parentOf(machine.id);
    const to = upwards ? this.lines.get(machine.id) : this.lines.get(hop) === machine.id ? hop : undefined;
    if (!to || message.kind === 'list') return;
    const travelling = this.#options.encoded ? decodeMessage(encodeMessage(message)) : message;
    if (travelling) this.core.carry(machine.id, to, travelling);
  }

  #deliver(from: string, to: string, message: Message): void {
    const machine = this.machine(to);
    if (!machine.exchange?.isStarted) return;
    const hop = this.lines.get(from) === to ? this.#below(machine, from) : this.#above(machine, from);
    if (hop !== undefined)
      machine.exchange.runner.arrive({ from: hop, message, at: this.core.now }, answerLane, 0);
  }

  #below({ id, registry }: Machine, from: string): string | undefined {
    return registry.childrenOf(id).includes(from) ? from : undefined;
  }

  /** Whoever is at the other end of the line speaks as the parent that this site knows. */
  #above({ id, registry }: Machine, from: string): string | undefined {
    return this.lines.get(id) === from ? (registry.parentOf(id) ?? undefined) : undefined;
  }
}
