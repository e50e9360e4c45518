import { sameChain } from '../../src/domain/decide.ts';
import type { Chain, Document } from '../../src/domain/document.ts';
import { routeOf, withBeliefs } from '../../src/domain/engine/memory.ts';
import type { Key } from '../../src/domain/key.ts';
import type { Message } from '../../src/domain/messages.ts';
import { findRoute, isConsumerHop, type Route } from '../../src/domain/route.ts';
import { isForeign, type SiteRecord } from '../../src/domain/record.ts';
import { maximumClaim, rules } from '../../src/domain/rules.ts';
import { type Stamp, stampText } from '../../src/domain/stamp.ts';
import type { History } from './history.ts';
import type { SimSite } from './sim-site.ts';
import type { World } from './world.ts';

/**
 * Besides those of the protocol: no mark without a loss, none lifted but by a person, none back without a new loss (m); no site refuses what
 * an owner publishes as a jump, and no owner answers a claim beyond the limit (p).
 */
export type Invariant = 'a' | 'b' | 'c' | 'd' | 'e' | 'f' | 'L' | 'm' | 'p';

export interface Violation {
  readonly invariant: Invariant;
  readonly key: Key;
  readonly words: string;
}

/** How a written state came to be, as the simulator saw it: independent of what the protocol says of itself. */
interface Creation {
  readonly value: string;
  /** The state that it was written upon. */
  readonly upon: string | undefined;
  readonly site: string;
  /** Losses of data at that site so far. */
  readonly order: number;
}

const valueOf = (record: SiteRecord): string =>
  record.tombstone ? 'tombstone' : Buffer.from(record.value ?? []).toString();

/** What two sites with the same stamp have to agree in. */
const stateOf = (record: SiteRecord): string =>
  `${stampText(record)} ${valueOf(record)} ${record.broke > record.lifted ? 'marked' : ''}`;

/** Watches a history for what may never happen (b, c, f), and judges its end (a, d, e, L). */
export class Checker {
  readonly violations: Violation[] = [];
  readonly #world: World;
  readonly #created = new Map<string, Creation>();
  #order = 0;
  lastTraffic = 0;
  readonly #restored = new Set<string>();

  constructor(world: World) {
    this.#world = world;
    world.observers.push({
      written: (site, write, before) => this.#written(site, write.document, before),
      sent: (from, _hop, message) => {
        if (isOfRecord(message)) this.lastTraffic = world.now;
        if (message.kind !== 'have') return;
        for (const { key, chain } of message.entries) this.#said(from, key, chain);
      },
    });
  }

  #add(invariant: Invariant, key: Key, words: string): void {
    this.violations.push({ invariant, key, words });
  }

  #written(site: SimSite, document: Document, before: Document | undefined): void {
    const { record, key } = document;
    if (!record || record === before?.record) return;
    const name = `${key}|${stampText(record)}`;
    const known = this.#created.get(name);
    const value = valueOf(record);
    const isOwner = routeIn(site, key)?.isOwner ?? false;
    const isOwn = record.by === site.id;
    // The owner may also sign a former owner's record anew, and a former owner keeps what it counted before it knew.
    if ((isOwner || isOwn) && (!known || (isOwn && known.value !== value))) {
      if (known)
        this.#add('f', key, `${stampText(record)} at ${site.id} is both ${known.value} and ${value}`);
      const upon = before?.record ? stampText(before.record) : undefined;
      this.#order += 1;
      this.#created.set(name, { value, upon, site: site.id, order: this.#order });
    } else if (known && known.value !== value) {
      this.#add('f', key, `${stampText(record)} at ${site.id} is ${value}, its owner wrote ${known.value}`);
    }
    if (!before?.record || isOwner) return;
    const held = stampText(before.record);
    const owner = this.#created.get(`${key}|${held}`)?.site ?? '';
    if (!this.#restored.has(owner) && this.#isAncestor(key, stampText(record), held)) {
      this.#add('b', key, `${site.id} replaced ${held} by the older ${stampText(record)}`);
    }
  }

  noteLoss(site: string): void {
    this.#restored.add(site);
  }

  /** (c): whoever says that it holds a state must have had it durable. */
  #said(from: SimSite, key: Key, chain: Chain): void {
    const own = chain[0];
    if (!own || own.rev === 0 || own.site !== from.id) return;
    if (!from.store.durable.has(`${key}|${stampText(own)}`)) {
      this.#add('c', key, `${from.id} said that it holds ${stampText(own)}, and does not`);
    }
  }

  #isAncestor(key: Key, older: string, newer: string): boolean {
    for (let at = this.#created.get(`${key}|${newer}`)?.upon, steps = 0; at && steps < 2000; steps += 1) {
      if (at === older) return true;
      at = this.#created.get(`${key}|${at}`)?.upon;
    }
    return false;
  }

  /** What each site on a key's way once held and has not lost since: to be taken when the faults end. */
  witnesses(keys: readonly Key[]): Map<Key, { site: string; stamp: string }[]> {
    const found = new Map<Key, { site: string; stamp: string }[]>();
    for (const key of keys) {
      const list: { site: string; stamp: string }[] = [];
      for (const site of onTheWay(this.#world, key)) {
        for (let held = site.store.ever.get(key); held; held = held.before) {
          list.push({ site: site.id, stamp: held.stamp });
        }
      }
      found.set(key, list);
    }
    return found;
  }

  judge(history: History, witnesses: ReturnType<Checker['witnesses']>): void {
    const { world, keys, faultsEndAt } = history;
    for (const key of keys) {
      const owner = [...world.sites.values()].find((site) => routeIn(site, key)?.isOwner);
      const document = owner && seenBy(owner, key);
      if (!owner || !document?.record) continue;
      this.#judgeLifts(key, document.record);
      if (!history.isDisturbed && !this.#restored.has(owner.id) && document.record.broke > 0)
        this.#add('m', key, `${stampText(document.record)} is marked, and ${owner.id} lost nothing`);
      if (document.contested) continue;
      this.#judgeEqual(world, key, owner, document.record);
      this.#judgePicture(world, key, owner, document);
      this.#judgeMark(key, document.record, witnesses.get(key) ?? []);
    }
    const quiet = world.now - this.lastTraffic;
    const end = world.now - faultsEndAt;
    if (quiet < Math.min(4 * 3_600_000, end)) this.#add('d', '', 'records are still on their way at the end');
  }

  /** (p): to be taken when the faults end, before people look. Behind a liar that hides what others hold, an incident is all there can be. */
  judgeJumps(keys: readonly Key[]): void {
    const { sites, truth, liars, farLies } = this.#world;
    for (const key of keys) {
      const owner = truth.ownerOf(key.split('/')[1] ?? '') ?? '';
      for (const site of sites.values()) {
        const document = site.store.documents.get(key)?.document;
        const jump = document?.jump;
        const seen = document?.record?.seen ?? [];
        const isFarLie = (stamp: Stamp): boolean => farLies.has(`${key}|${stampText(stamp)}`);
        // Told beyond what a relay holds, it may lie within the limit of the owner, who alone answers.
        const answered = seen.filter((stamp) => !isFarLie(stamp)).map(({ rev }) => rev);
        const claimOf = ({ rev }: Stamp): number => rev - Math.max(0, ...answered.filter((one) => one < rev));
        for (const stamp of seen)
          if (isFarLie(stamp) && claimOf(stamp) > maximumClaim)
            this.#add('p', key, `${site.id} has answered the lie ${stampText(stamp)}`);
        if (jump?.by === 'put' && !truth.between(owner, site.id).some((one) => liars.has(one)))
          this.#add('p', key, `${site.id} refuses ${stampText(jump)} of its owner`);
      }
    }
  }

  /** (m) */
  #judgeLifts(key: Key, record: SiteRecord): void {
    const now = stampText(record);
    const lifts = this.#world.lifts.filter((one) => one.key === key);
    if (record.lifted > 0 && !lifts.some(({ broke }) => broke === record.lifted))
      this.#add('m', key, `${now} is lifted up to ${record.lifted}, and no person did that`);
    for (const { broke, stamp } of lifts) {
      const stands = stamp !== undefined && (stamp === now || this.#isAncestor(key, stamp, now));
      if (stands && record.broke === broke && record.lifted < broke)
        this.#add('m', key, `${now} is marked again without a loss since it was lifted by ${stamp}`);
    }
  }

  /** (a) */
  #judgeEqual(world: World, key: Key, owner: SimSite, record: SiteRecord): void {
    for (const site of onTheWay(world, key)) {
      const held = seenBy(site, key)?.record;
      const has = held ? stateOf(held) : 'nothing';
      if (has !== stateOf(record))
        this.#add('a', key, `${site.id} has ${has}, ${owner.id} has ${stateOf(record)}`);
      const cell = site.consumer?.cells.get(key);
      if (site.consumer && (!cell || stampText(cell) !== stampText(record))) {
        this.#add('a', key, `the consumer at ${site.id} has ${cell ? stampText(cell) : 'nothing'}`);
      }
    }
  }

  /** (L) */
  #judgePicture(world: World, key: Key, owner: SimSite, document: Document): void {
    for (const hop of routeIn(owner, key)?.next ?? []) {
      const believed = document.heard[hop]?.chain ?? [];
      const really = isConsumerHop(hop) ? undefined : trueChain(world, world.site(hop), key);
      if (really && !sameChain(believed, really)) {
        this.#add(
          'L',
          key,
          `${owner.id} believes of ${hop}: ${chainWords(believed)}; true: ${chainWords(really)}`,
        );
      }
    }
  }

  /** (e): a state that its writer lost, and that another site still held when the faults ended, has marked the record. */
  #judgeMark(key: Key, record: SiteRecord, witnesses: readonly { site: string; stamp: string }[]): void {
    const now = stampText(record);
    for (const { site, stamp } of witnesses) {
      if (stamp === now || this.#isAncestor(key, stamp, now)) continue;
      const [rev, tag] = stamp.split(':');
      const isAnswered = !isForeign({ rev: Number(rev), tag: tag ?? '' }, record);
      if (record.broke === 0)
        this.#add('e', key, `${stamp} was lost, ${site} held it, and ${now} is not marked`);
      else if (!isAnswered && !this.#raisedAfter(key, record, stamp)) {
        this.#add('e', key, `${stamp} was lost, ${site} held it, and ${now} was marked before that only`);
      }
    }
  }

  /** Whether the last raise came after the lost state was written. */
  #raisedAfter(key: Key, record: SiteRecord, lost: string): boolean {
    let at: string | undefined = stampText(record);
    while (at && !at.startsWith(`${record.broke}:`)) at = this.#created.get(`${key}|${at}`)?.upon;
    const raise = this.#created.get(`${key}|${at}`);
    const order = this.#created.get(`${key}|${lost}`)?.order ?? 0;
    return (raise?.order ?? 0) > order;
  }
}

/**
 * (d): whether a message moves a record. What alone tells that a piece of an answer has come belongs to somebody's question. An owner that lost
 * the content of its own record asks for it again after each sweep, also where nobody has it any more: people are told so, and that question alone
 * moves nothing.
 */
function isOfRecord(message: Message): boolean {
  if (message.kind !== 'have') return message.kind === 'put';
  const { entries, full, whole, parts = [] } = message;
  return (
    entries.length > 0 ||
    full !== undefined ||
    whole !== undefined ||
    parts.some(({ wanted }) => wanted === undefined)
  );
}

function routeIn(site: SimSite, key: Key): Route | undefined {
  if (site.engine) return routeOf(site.engine.memory, key);
  return findRoute(site.registry, [], site.id, key);
}

function onTheWay(world: World, key: Key): SimSite[] {
  return [...world.sites.values()].filter((site) => findRoute(world.truth, [], site.id, key)?.onRoute);
}

function seenBy(site: SimSite, key: Key): Document | undefined {
  const document = site.store.documents.get(key)?.document;
  return document && site.engine ? withBeliefs(site.engine.memory, document) : document;
}

function trueChain(_world: World, site: SimSite, key: Key): Chain {
  const document = seenBy(site, key);
  const route = routeIn(site, key);
  return document && route ? rules.chain(document, site.id, route.next) : [];
}

const chainWords = (chain: Chain): string =>
  chain
    .map(
      (entry) =>
        `${entry.site}=${stampText(entry)}${entry.displaced ? `(${stampText(entry.displaced)})` : ''}`,
    )
    .join(' ');
