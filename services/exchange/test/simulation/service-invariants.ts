import { isMarked } from '../../src/domain/document.ts';
import { newerRegistry } from '../../src/domain/registry-record.ts';
import { isConsumerHop } from '../../src/domain/route.ts';
import { rules } from '../../src/domain/rules.ts';
import { type Stamp, stampText } from '../../src/domain/stamp.ts';
import type { Cell, DatabaseName } from './service-databases.ts';
import { registryKey, serviceTiming } from './service-exchange.ts';
import { registryText } from './service-registry.ts';
import { ContentWatch } from './service-contents.ts';
import { MarkWatch } from './service-marks.ts';
import type { Truth } from './service-truth.ts';
import type { ServiceWorld } from './service-world.ts';
import { decodeTally, tallyChannel } from './tally-service.ts';
import { hour, minute } from './world.ts';

/**
 * T: when all is at peace, each number at the top is the truth, or people are told that it is not.
 * W: what the top calls complete is never wrong for longer than a minute without that.
 * R: no site goes back to an older registry of sites because another one was set back.
 * H: in the end who took a unit over holds whatever the top holds of its past.
 * D: of a content that is no record's of a site any more, the site sends nothing, unless an owner asked for it.
 * N: no number loses events without a mark of its own, and none becomes nothing by a site that knows nothing.
 */
export type ServiceInvariant = 'T' | 'W' | 'N' | 'R' | 'H' | 'D';

export interface ServiceViolation {
  readonly invariant: ServiceInvariant;
  readonly key: string;
  readonly words: string;
}

const none: readonly string[] = [];
const idsByCell = new WeakMap<Cell, readonly string[]>();

/** One list a cell: it is asked for every minute. */
function idsOf(cell: Cell | undefined): readonly string[] {
  if (!cell) return none;
  const known = idsByCell.get(cell);
  if (known) return known;
  const ids = cell.tombstone ? [] : decodeTally(Buffer.from(cell.value));
  idsByCell.set(cell, ids);
  return ids;
}

/** After so long each level above a silent site says that it is: three tiers of hellos, which are ten times rarer here than in service. */
const silenceIsKnown = 3 * serviceTiming.silence;

/** Watches what the top shows beside the truth. */
export class ServiceChecker {
  readonly violations: ServiceViolation[] = [];
  readonly #world: ServiceWorld;
  readonly #truth: Truth;
  readonly #wrongSince = new Map<string, number>();
  readonly #told = new Set<string>();
  readonly #marks: MarkWatch;
  /** The newest registry that each site had in use in the present life of its exchange. */
  readonly #newest = new Map<string, number>();
  readonly #lostAt = new Map<string, number>();
  /** Which site wrote a state, by its name and stamp. */
  readonly #writers = new Map<string, string>();
  readonly #contents: ContentWatch;
  #topLostAt = Number.NEGATIVE_INFINITY;
  /** Until when a site whose exchange was set back may not have found out yet that it holds a stranded number. */
  readonly #toldAgainBy = new Map<string, number>();

  constructor(world: ServiceWorld, truth: Truth) {
    this.#world = world;
    this.#truth = truth;
    this.#marks = new MarkWatch(world);
    world.observers.push({
      replaced: (_machine, name, before, after) => this.#replaced(name, before, after),
    });
    world.core.observers.push({
      written: (_site, { key, document: { record } }) => {
        if (record) this.#writers.set(stateName(key, record), record.by);
      },
    });
    this.#contents = new ContentWatch(world, (site, hash) =>
      this.#add(
        'D',
        hash,
        `${clock(world.core.now)}: ${site} sends a part of it, and none of its records has it`,
      ),
    );
    this.#everyMinute();
  }

  /** A machine's databases were set back. The top shows for a while what its neighbours and its own copies say. */
  noteLost(site: string, databases: readonly DatabaseName[]): void {
    const hasLost = (name: DatabaseName): boolean => databases.includes(name);
    this.#contents.noteLost(site, databases);
    this.#marks.noteLost();
    if (hasLost('exchange')) this.#noteStranded(site);
    if (hasLost('exchange') || hasLost('contents')) {
      this.#newest.delete(site);
      this.#lostAt.set(site, this.#world.core.now);
    }
    if (site === this.#world.top.id && (hasLost('exchange') || hasLost('operations')))
      this.#topLostAt = this.#world.core.now;
  }

  /** People were told of these. The incident goes with the copy, and comes again when the service has compared. */
  #noteStranded(site: string): void {
    const { documents } = this.#world.machine(site).store;
    for (const [name, { document }] of documents)
      if (document.stranded) this.#toldAgainBy.set(name, this.#world.core.now + hour);
  }

  #add(invariant: ServiceInvariant, key: string, words: string): void {
    if (this.#told.has(`${invariant}${key}`)) return;
    this.#told.add(`${invariant}${key}`);
    this.violations.push({ invariant, key, words });
  }

  #everyMinute(): void {
    this.#world.core.after(minute, () => {
      this.#look();
      this.#marks.look();
      this.#lookAtRegistries();
      this.#everyMinute();
    });
  }

  #look(): void {
    const { now } = this.#world.core;
    const believed = new Map<string, number>();
    for (const key of this.#truth.keys()) {
      const unit = key.slice(0, key.indexOf('/'));
      const asOf = believed.get(unit) ?? this.#believedAsOf(unit);
      believed.set(unit, asOf);
      const cell = this.#cell(key);
      const isWrong =
        asOf > 0 &&
        now > (this.#truth.doubtedUntil.get(unit) ?? 0) &&
        !this.#truth.wasTrue(key, idsOf(cell), asOf) &&
        now > (this.#toldAgainBy.get(`${tallyChannel}/${key}`) ?? 0) &&
        !this.#isExcused(key);
      if (!isWrong) {
        this.#wrongSince.delete(key);
        continue;
      }
      const since = this.#wrongSince.get(key) ?? now;
      this.#wrongSince.set(key, since);
      if (now - since > minute)
        this.#add(
          'W',
          key,
          `${clock(now)}: ${words(cell)}, complete as of ${clock(asOf)}, true: ${this.#truth.now(key).size}`,
        );
    }
  }

  /** Up to when the top lets people take a unit's numbers for complete. */
  #believedAsOf(unit: string): number {
    const fresh = this.#world.top.cells?.service.freshnessOf(unit);
    const isCurrent = fresh?.reason === 'current' && !this.#isSpokenFor(unit);
    const current = isCurrent ? this.#world.core.now - silenceIsKnown : Number.NEGATIVE_INFINITY;
    return Math.max(fresh?.completeAsOf ?? Number.NEGATIVE_INFINITY, current);
  }

  #lookAtRegistries(): void {
    if (this.#world.core.now < this.#world.ruledAt + hour) this.#newest.clear();
    for (const { id, exchange, store } of this.#world.machines.values()) {
      // What a site lost itself it may lack for a while, and goes by its configuration until somebody sends it.
      const document = store.documents.get(registryKey)?.document;
      // People are shown that others hold another one, and the site goes by that until they decide.
      const waits =
        document && newerRegistry(document, exchange?.runner.engine.findRoute(registryKey), rules);
      const isLacking = !document?.record || waits !== undefined;
      const isRestored = this.#world.core.now < (this.#lostAt.get(id) ?? -hour) + hour;
      if (isLacking) this.#newest.delete(id);
      if (!exchange?.isStarted || isLacking || isRestored) continue;
      const version = this.#world.published.indexOf(registryText(exchange.registry));
      if (version < (this.#newest.get(id) ?? -1))
        this.#add('R', id, `went back to the registry ${version} from ${this.#newest.get(id)}`);
      else if (version >= 0) this.#newest.set(id, version);
    }
  }

  #cell(key: string): Cell | undefined {
    return this.#world.top.databases.cells.get(`${tallyChannel}/${key}`);
  }

  /** A sign of life is not signed: it may be somebody else's, or come by courier. */
  #isSpokenFor(unit: string): boolean {
    const { truth, weather } = this.#world.core;
    const path = truth.pathUp(truth.ownerOf(unit) ?? '');
    return weather.courier > 0 || path.some((site) => this.#world.attacked.has(site));
  }

  #isExcused(key: string): boolean {
    return this.#isTold(key) || this.#truth.isSplit(key);
  }

  /** People are shown that the owner's record has no content, until its service puts it again. */
  isLacking(name: string): boolean {
    return this.#contents.isLacking(name);
  }

  /** Some level has a mark or an incident for it. */
  #isTold(key: string): boolean {
    const name = `${tallyChannel}/${key}`;
    if ((this.#cell(key)?.broke ?? 0) > 0 || this.isLacking(name)) return true;
    // What the owner said stands, even while a sign of life is late and the unit is shown as silent.
    const unit = key.slice(0, key.indexOf('/'));
    const fresh = this.#world.top.cells?.service.freshnessOf(unit, Number.POSITIVE_INFINITY);
    if (fresh?.reason === 'history_missing') return true;
    for (const { store, registry, id, databases } of this.#world.machines.values()) {
      if (databases.missing.get(key)) return true;
      const document = store.documents.get(name)?.document;
      if (!document) continue;
      const isOwner = registry.ownerOf(key.slice(0, key.indexOf('/'))) === id;
      const isStub =
        isOwner && document.record === null && Object.keys(document.heard).some((hop) => !isConsumerHop(hop));
      if (document.contested || document.stranded || isStub || isMarked(document)) return true;
    }
    return false;
  }

  #replaced(name: string, before: Cell | undefined, after: Cell): void {
    const key = name.slice(name.indexOf('/') + 1);
    const held = new Set(idsOf(after));
    const lost = idsOf(before).filter((id) => !held.has(id));
    if (!before || lost.length === 0 || this.#world.core.now < this.#topLostAt + 3 * hour) return;
    const at = clock(this.#world.core.now);
    const unit = key.slice(0, key.indexOf('/'));
    const writer = this.#writers.get(stateName(name, after)) ?? this.#world.core.truth.ownerOf(unit) ?? '';
    if (held.size === 0 && this.#truth.isStrange(writer, unit, lost) && !this.#hasCounted(writer, key))
      this.#add('N', key, `${at}: ${words(before)} became nothing by a site that knows nothing`);
    // The mark may come a moment later than the number: the owner has to hear first what it lost.
    this.#marks.noteFallen(key, before.broke, `${at}: ${words(before)} became ${words(after)}`);
  }

  /** The site counted the day itself, and its service says that it lost all of that: marked, with an incident there. */
  #hasCounted(site: string, key: string): boolean {
    return this.#world.machines.get(site)?.databases.tallies.get(key)?.lostAt !== undefined;
  }

  #judgeHandOvers(): void {
    const { core, top, handedOver } = this.#world;
    for (const { unit, channel } of handedOver) {
      const owner = core.truth.ownerOf(unit) ?? '';
      const { store } = this.#world.machine(owner);
      for (const { key, record } of top.store.bucket(`${unit}/${channel}/`)) {
        if (record && record.by !== owner && !store.documents.get(key)?.document.record)
          this.#add('H', key, `${owner} has not taken over what ${record.by} left behind`);
      }
    }
  }

  judge(): void {
    this.#judgeHandOvers();
    for (const [key, what] of this.#marks.unmarked())
      if (!this.#isExcused(key)) this.#add('N', key, `${what}, and is not marked in the end`);
    for (const key of this.#truth.keys()) {
      const cell = this.#cell(key);
      const truth = this.#truth.now(key);
      if (!this.#truth.isTrue(key, idsOf(cell)) && !this.#isExcused(key))
        this.#add('T', key, `in the end the top has ${words(cell)}, true: ${truth.size}`);
    }
  }
}

const stateName = (name: string, stamp: Stamp): string => `${name} ${stampText(stamp)}`;

const words = (cell: Cell | undefined): string =>
  cell ? `${idsOf(cell).length} (rev ${cell.rev}, broke ${cell.broke})` : 'nothing';

const clock = (time: number): string =>
  `${Math.floor(time / hour)}:${String(Math.floor((time % hour) / minute)).padStart(2, '0')}`;
