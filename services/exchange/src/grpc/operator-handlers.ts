import {
  type ExchangeServiceService,
  type GetConfirmationResponse_Level,
  type Incident,
  LinkReason,
  MessageRefusal,
  type Neighbour,
  type RecordKey,
  Relation,
} from '@lienthong/contracts/exchange/v1/exchange';
import { Refusal, refuseField, storedText } from '@lienthong/domain';
import { type Handlers, type Jurisdiction, maySee, subjectOf } from '@lienthong/runtime';
import { endPast } from '../commands/end-past.ts';
import { resolveIncident } from '../commands/resolve-incident.ts';
import { resolveTwin } from '../commands/resolve-twin.ts';
import type { Site } from '../commands/site.ts';
import type { Document, Ruling } from '../domain/document.ts';
import { clockDifference, findDoubtOfClock, isClockOff } from '../domain/engine/clocks.ts';
import { holdingSites } from '../domain/engine/holders.ts';
import { hopsOf, type Memory } from '../domain/engine/memory.ts';
import { type IncidentKind, incidentOf } from '../domain/incident.ts';
import { type Key, partsOf } from '../domain/key.ts';
import { isConsumerHop } from '../domain/route.ts';
import { seenOf } from '../domain/what-was-seen.ts';
import { listDecisions } from '../queries/list-decisions.ts';
import { pastIncidents } from '../queries/past-incidents.ts';
import { registryIncidents } from '../queries/registry-incidents.ts';
import { siteChannel, twinIncidents, unitsOfTwin } from '../queries/twin-incidents.ts';
import { parseKey, parseSource } from './parse.ts';
import { decidedAction, incidentKinds, messageRefusals } from './wire-codes.ts';

const mostOfKind = 200;
const recentlyMs = 600_000;

type OperatorMethods =
  | 'listNeighbours'
  | 'checkClock'
  | 'listIncidents'
  | 'resolveIncident'
  | 'listDecisions'
  | 'getConfirmation';

/** How the links stand, and what happened to records that people have to look at. */
export function operatorHandlers(
  site: Site,
  jurisdiction: Jurisdiction,
): Pick<Handlers<typeof ExchangeServiceService>, OperatorMethods> {
  const { runner, records, names } = site;

  async function getDocument(key: string): Promise<Document> {
    const found = (await records.read([key])).get(key);
    if (!found) throw new Refusal('not_found', 'RECORD_UNKNOWN', 'no such record is held here');
    return runner.engine.seen(found.document);
  }

  async function resolve(about: About, seen: string, ruling: Ruling): Promise<Incident | undefined> {
    if ('site' in about) {
      await resolveTwin(site, about.site, seen, ruling);
      return twinIncidents(site).find(({ key }) => key?.id === about.site);
    }
    if ('channel' in about) {
      await endPast(site, about, seen, ruling);
      return undefined;
    }
    await resolveIncident(site, await getDocument(about.key), seen, ruling);
    const after = await getDocument(about.key);
    const kind = incidentOf(after);
    return kind === '' ? undefined : toIncident(site, after, kind);
  }

  return {
    async listNeighbours() {
      await runner.run((engine) => engine.flush());
      const neighbours: Neighbour[] = [];
      for (const hop of hopsOf(runner.engine.memory)) neighbours.push(await describe(site, hop));
      return { site: site.id, neighbours };
    },

    checkClock() {
      const { memory } = runner.engine;
      const now = memory.environment.clock();
      const doubt = findDoubtOfClock(memory);
      const differs = doubt && {
        site: doubt.hop,
        name: names.nameOf(doubt.hop),
        there: new Date(now + doubt.difference),
      };
      return Promise.resolve({ here: new Date(now), differs });
    },

    async listIncidents(_request, { principal }) {
      const [hierarchy, today] = [jurisdiction.hierarchy(), jurisdiction.today()];
      const isSeen = (key: Key): boolean => maySee(principal, partsOf(key).unit, hierarchy, today);
      const lacking = (await lackingAt(site)).filter(isSeen);
      const without = [...(await records.read(lacking.slice(0, mostOfKind))).values()];
      const { found, isMore } = await records.incidents(mostOfKind, isSeen);
      return {
        isMore: isMore || lacking.length > mostOfKind,
        incidents: [
          ...twinIncidents(site).filter(({ key }) => maySee(principal, key?.unit ?? '', hierarchy, today)),
          ...pastIncidents(site).filter(({ key }) => maySee(principal, key?.unit ?? '', hierarchy, today)),
          ...(await registryIncidents(site)),
          ...without.map(({ document }) => toIncident(site, document, 'lacking')),
          ...found.map(({ document, kind }) => toIncident(site, document, kind)),
        ],
      };
    },

    async resolveIncident({ key: wanted, action: given, reason, seen }, { principal }) {
      const action = decidedAction(given);
      const about = parseAbout(site, wanted, action);
      const why = storedText(reason);
      if (!maySee(principal, about.unit, jurisdiction.hierarchy(), jurisdiction.today())) {
        throw new Refusal('denied', 'UNIT_NOT_ALLOWED', 'the unit is outside what the caller may act for');
      }
      const at = runner.engine.memory.environment.now();
      const incident = await resolve(about, seen, { action, reason: why, by: subjectOf(principal), at });
      site.logger.info({ record: wanted, action }, 'a person settled what happened to a record');
      return { incident };
    },

    listDecisions({ before }, { principal }) {
      const [hierarchy, today] = [jurisdiction.hierarchy(), jurisdiction.today()];
      return listDecisions(site, before, (unit) => maySee(principal, unit, hierarchy, today));
    },

    async getConfirmation({ key: wanted }) {
      const document = await getDocument(parseKey(wanted, 'key'));
      const { record } = document;
      const levels: GetConfirmationResponse_Level[] = [];
      for (const hop of runner.engine.findRoute(document.key)?.next ?? []) {
        const heard = document.heard[hop];
        if (isConsumerHop(hop) || !heard) continue;
        for (const entry of heard.chain) {
          if (entry.site.includes('~')) continue;
          const confirmed = entry.rev === record?.rev && entry.tag === record.tag;
          const answeredAt = new Date(heard.at);
          levels.push({ site: entry.site, name: names.nameOf(entry.site), confirmed, answeredAt });
        }
      }
      return { levels };
    },
  };
}

/** What a decision is about: a record, all of a channel's records of a unit, or a whole site. */
type About = { unit: string } & ({ key: Key } | { channel: string } | { site: string });

/** @throws Refusal naming the field. */
function parseAbout(site: Site, wanted: RecordKey | undefined, action: string): About {
  if (wanted?.channel === siteChannel) return { unit: unitOfSite(site, wanted), site: wanted.id };
  if (wanted && action === 'no_more') return parseSource(wanted, 'key');
  const key = parseKey(wanted, 'key');
  return { unit: partsOf(key).unit, key };
}

/** Who may act for one of the units that stand for a site may settle what concerns all of it. */
function unitOfSite({ runner, id: self }: Site, { unit, id }: { unit: string; id: string }): string {
  if (!unitsOfTwin(runner.engine.memory.registry, self, id).includes(unit))
    refuseField('key.unit', 'UNKNOWN', 'a unit of the site that the id names');
  return unit;
}

/** Records go as they should, or none waits. */
const asItShould: readonly LinkReason[] = [LinkReason.UNSPECIFIED, LinkReason.IN_FLIGHT, LinkReason.PACED];

async function describe(site: Site, hop: string): Promise<Neighbour> {
  const { runner, records, names, transport } = site;
  const { memory } = runner.engine;
  const link = memory.links.get(hop);
  const now = memory.environment.now();
  const { count, oldest } = await records.countOpen(hop);
  const refused = memory.refused.get(hop);
  const isLocal = isConsumerHop(hop);
  const isHeard = isLocal || (link !== undefined && now - link.lastHeard < memory.timing.silence);
  const connected = link !== undefined && !link.isDown && isHeard;
  const traffic = transport.traffic(hop);
  const lacks = count > 0 && (await isLackingFor(site, hop));
  const waits =
    count === 0
      ? LinkReason.UNSPECIFIED
      : lacks && connected
        ? LinkReason.CONTENT_MISSING
        : reasonOf(connected, now, oldest ?? now, refused, link?.waiting ?? 0);
  // Where records go as they should, a clock that is off is what a person has to know; a busy link always has some on their way.
  const isOff = isClockOff(memory, hop);
  const reason = isOff && asItShould.includes(waits) ? LinkReason.CLOCK : waits;
  return {
    site: hop,
    name: isLocal ? hop.slice(1) : names.nameOf(hop),
    relation: isLocal
      ? Relation.CONSUMER
      : hop === memory.registry.parentOf(site.id)
        ? Relation.PARENT
        : Relation.CHILD,
    connected,
    lastHeard: link && Number.isFinite(link.lastHeard) ? new Date(link.lastHeard) : undefined,
    unconfirmed: count,
    oldestUnconfirmed: oldest === undefined ? undefined : new Date(oldest),
    reason,
    bytesSent: traffic.sent,
    bytesReceived: traffic.received,
    rate: Math.round(link?.rate ?? 0),
    window: Math.round(link?.window ?? 0),
    refused: refused?.count ?? 0,
    clocks: isOff ? clocksOf(memory, hop) : undefined,
    lastRefusal: refused ? messageRefusals[refused.reason] : MessageRefusal.UNSPECIFIED,
    lastRefused: refused?.key ?? '',
  };
}

function clocksOf(memory: Memory, hop: string): { here: Date; there: Date } {
  const here = memory.environment.clock();
  return { here: new Date(here), there: new Date(here + (clockDifference(memory, hop) ?? 0)) };
}

/** Records whose content the last sweep missed, or that wait for it since. */
async function lackingAt({ runner, contents, contentSweep }: Site): Promise<Key[]> {
  const { wants } = runner.engine.memory;
  const gone = await contents.lacking([...wants.values()].map(({ hash }) => hash));
  const wanted = [...wants].filter(([, { hash }]) => gone.has(hash)).map(([key]) => key);
  return [...new Set([...(await contentSweep.lacking()), ...wanted])];
}

async function isLackingFor(site: Site, hop: string): Promise<boolean> {
  const documents = [...(await site.records.read(await lackingAt(site))).values()];
  return documents.some(({ document }) => document.openTo.includes(hop));
}

function reasonOf(
  connected: boolean,
  now: number,
  oldest: number,
  refused: { at: number } | undefined,
  waiting: number,
): LinkReason {
  if (!connected) return LinkReason.LINK_DOWN;
  if (refused && now - refused.at < recentlyMs) return LinkReason.REFUSED;
  if (waiting > 0) return LinkReason.PACED;
  return now - oldest < 10_000 ? LinkReason.IN_FLIGHT : LinkReason.BACKING_OFF;
}

function toIncident(site: Site, document: Document, kind: IncidentKind | 'lacking'): Incident {
  const { names } = site;
  const { record, key, storedAt, jump } = document;
  const since = kind === 'jump' ? (jump?.at ?? 0) : storedAt;
  return {
    key: partsOf(key),
    kind: incidentKinds[kind],
    rev: record?.rev ?? 0,
    broke: record?.broke ?? 0,
    since: since === 0 ? undefined : new Date(since),
    instances: [],
    jumpRev: kind === 'jump' ? (jump?.rev ?? 0) : 0,
    jumpHop: kind === 'jump' && jump?.hop ? names.nameOf(jump.hop) : '',
    difference: undefined,
    // A jump waits for a person wherever it was refused; all else is the owner's.
    settledAt: kind === 'jump' ? '' : ownerElsewhere(site, key),
    seen: seenOf(document, kind),
    held: 0,
    wanted: 0,
    heldAt: kind === 'stub' ? holdingSites(site.runner.engine, document).map((one) => names.nameOf(one)) : [],
    reachedRev: 0,
  };
}

/** Name of the site that writes a key's unit; empty: this one. */
function ownerElsewhere({ runner, names }: Site, key: Key): string {
  const { engine } = runner;
  if (engine.findRoute(key)?.isOwner) return '';
  const owner = engine.memory.registry.ownerOf(partsOf(key).unit);
  return owner === undefined ? '' : names.nameOf(owner);
}
