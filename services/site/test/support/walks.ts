import { expect } from '@jest/globals';
import { FreshnessReason } from '@lienthong/contracts/operations/v1/operations';
import { DirectoryServiceService, ReadTablesRequest } from '@lienthong/contracts/directory/v1/directory';
import {
  ExchangeServiceService,
  IncidentAction,
  IncidentKind,
  LinkReason,
} from '@lienthong/contracts/exchange/v1/exchange';
import { HistoryDecision } from '@lienthong/contracts/reporting/v1/reporting';
import { appOf, createApp as exchange } from '@lienthong/exchange';
import { eventually } from '@lienthong/testkit';
import { createSite, type RunningSite } from '../../../exchange/src/adapters/create-site.ts';
import { encodeMessage } from '../../../exchange/src/adapters/link-codec.ts';
import { emptyCollections, sayOnLink } from '../../../exchange/test/support/province.ts';
import {
  aPastThatNobodyHas,
  aRecordThatNobodyReads,
  decided,
  decideHistory,
  handOver,
  hasHeard,
  opened,
  parentOf,
  putAgain,
  reason,
  refusalOf,
  rulesOf,
  settleTwin,
  siteAt,
  undecided,
} from './decisions.ts';
import {
  commune,
  days,
  district,
  type GuideProvince,
  operator,
  other,
  tallies,
  top,
  unitOf,
} from './guide-province.ts';

/** Provokes an incident, sees it as the operator's page does, decides as the guide says, and sees that it is gone everywhere. */
export type Walk = (province: GuideProvince) => Promise<void>;

const unit = unitOf(commune);
const today = days[2];
const levels = [commune, district, top] as const;

/** By the heading of the guide. */
export const walks: Readonly<Record<string, Walk>> = {
  async marked(province) {
    const copy = await province.backUp(commune, 'exchange');
    const count = (await province.number(commune)) + 1;
    await province.receive(commune, 1);
    await province.shows(commune, count);
    await province.restoreAlone(commune, 'exchange', copy);
    const incident = await province.seen(IncidentKind.MARKED, ...levels);
    await eventually(async () => (await province.standing(commune))?.marked);
    expect(await refusalOf(province.resolve(top, incident, IncidentAction.LIFT))).toBe('NOT_THE_OWNER');
    await province.liftMarks(commune);
    await province.gone(IncidentKind.MARKED, ...levels);
    expect(await province.number(commune)).toBe(count);
  },

  async stub(province) {
    const count = await province.number(commune);
    const [taken, deleted] = days;
    await province.empty(commune);
    await province.start(commune);
    await eventually(async () => (await province.listed(IncidentKind.STUB, commune)).length === days.length);
    expect(await province.number(commune)).toBe(count);
    const stubOf = async (day: string) => {
      const found = (await province.listed(IncidentKind.STUB, commune)).find(({ key }) => key?.id === day);
      if (!found) throw new Error(`there is no stub of ${day}`);
      return found;
    };
    expect(await refusalOf(province.resolve(top, await stubOf(taken), IncidentAction.ADOPT))).toBe(
      'NOT_THE_OWNER',
    );
    await province.resolve(commune, await stubOf(taken), IncidentAction.ADOPT);
    await eventually(async () =>
      (await province.listed(IncidentKind.MARKED, top)).some(({ key }) => key?.id === taken),
    );
    await province.resolve(commune, await stubOf(deleted), IncidentAction.DELETE);
    await eventually(async () => (await province.number(commune)) < count);
    // What was taken back as a record alone has its figures taken back as well, once reporting has found it.
    await eventually(async () => {
      if (await undecided(province, commune)) await decideHistory(province, commune, HistoryDecision.INHERIT);
      return (await province.standing(commune))?.reason === FreshnessReason.CURRENT;
    });
    await province.gone(IncidentKind.STUB, commune);
    await province.liftMarks(commune);
  },

  async history_missing(province) {
    const count = await province.number(other);
    await province.empty(other);
    await province.start(other);
    await eventually(async () => (await undecided(province, other))?.missingTotal === days.length);
    await eventually(
      async () => (await province.standing(other))?.reason === FreshnessReason.HISTORY_MISSING,
    );
    await decideHistory(province, other, HistoryDecision.INHERIT);
    await eventually(async () => (await undecided(province, other)) === undefined);
    await province.liftMarks(other);
    await province.isCurrent(other);
    await province.receive(other, 1);
    await province.shows(other, count + 1);
    expect(await opened(province, other)).toEqual({
      value: count + 1,
      facts: 1,
      inherited: [[other, count]],
    });
  },

  past_missing: aPastThatNobodyHas,

  async lost_facts(province) {
    // An owner without any history is one that was wiped, and takes nothing away.
    const count = (await province.number(commune)) + 1;
    await province.receive(commune, 1);
    await province.shows(commune, count);
    const copy = await province.backUp(commune, 'onestop');
    await province.receive(commune, 2);
    await province.shows(commune, count + 2);
    await province.restoreAlone(commune, 'onestop', copy);
    await eventually(async () => ((await undecided(province, commune))?.lostFacts ?? 0) > 0);
    await province.seen(IncidentKind.MARKED, ...levels);
    await province.shows(commune, count);
    const { facts } = await province.ask
      .reporting(commune)
      .listLostFacts({ channel: tallies, unit }, operator);
    expect(new Set(facts.map(({ reference }) => reference?.code)).size).toBe(2);
    const seen = Object.fromEntries(facts.map((one) => [one.factId, one.seen]));
    await province.ask
      .reporting(commune)
      .resolveLostFacts({ channel: tallies, unit, seen, reason }, operator);
    expect(await undecided(province, commune)).toBeUndefined();
    await province.liftMarks(commune);
    await province.gone(IncidentKind.MARKED, ...levels);
  },

  async contested(province) {
    const copy = await province.startCopy(commune);
    await eventually(async () => {
      await putAgain(copy.site);
      return (await province.listed(IncidentKind.CONTESTED, commune)).length > 0;
    });
    await copy.stop();
    const incident = await province.seen(IncidentKind.CONTESTED, commune);
    await province.resolve(commune, incident, IncidentAction.KEEP);
    await province.gone(IncidentKind.CONTESTED, ...levels);
    await settleTwin(province);
    await province.liftMarks(commune);
    await province.isCurrent(commune);
  },

  async twin(province) {
    const copy = await province.startCopy(commune);
    const incident = await province.seen(IncidentKind.TWIN, district, commune, copy.site);
    await eventually(async () => (await province.standing(commune))?.reason === FreshnessReason.TWIN);
    await copy.stop();
    expect(await refusalOf(province.resolve(commune, incident, IncidentAction.LIFT))).toBe('NOT_FOUND_HERE');
    await settleTwin(province);
    await province.isCurrent(commune);
  },

  async stranded(province) {
    const { nats } = province.tree.nats.getSite(district);
    const count = await province.number(commune);
    await nats.kill();
    await province.receive(commune, 1);
    await eventually(async () => (await parentOf(province, commune)).unconfirmed > 0);
    await province.tree.unhost(commune);
    // Nobody can say what it has not delivered: it is off.
    await handOver(province, other, true);
    await nats.restart();
    await province.start(district);
    for (const site of [district, other]) await hasHeard(province, site, other);
    await province.start(commune);
    const incident = await province.seen(IncidentKind.STRANDED, commune);
    expect(incident.settledAt).toBe(other);
    const toldAt = async (at: string) =>
      (await province.ask.directory(at).listStranded({}, operator)).stranded.map((one) => [
        one.site,
        one.unit,
      ]);
    for (const at of [other, top])
      await eventually(async () => (await toldAt(at)).some(([site, of]) => site === commune && of === unit));
    // Once retired nobody would hear of it.
    const dry = { dryRun: true, reason: '', hash: '' };
    const retired = { site: commune, decision: dry, acceptLoss: false };
    await eventually(async () => {
      const rules = await rulesOf(province.ask.directory(top).retireSite(retired, operator));
      return rules.includes(`units.${unit} STRANDED`);
    });
    await eventually(async () => {
      const left = await province.listed(IncidentKind.STRANDED, commune);
      for (const one of left) await province.resolve(commune, one, IncidentAction.ENTERED);
      return left.length === 0;
    });
    for (const at of [other, top]) await eventually(async () => (await toldAt(at)).length === 0);
    await eventually(() => handOver(province, commune).then(() => true));
    for (const site of [commune, district, other]) await hasHeard(province, site, commune);
    await province.shows(commune, count + 1);
    await province.isCurrent(commune);
  },

  async jump(province) {
    const rev = 40_000;
    const chain = [{ site: district, rev, tag: '00112233445566ff', displaced: null }];
    const entries = [{ key: `${tallies}/${unit}/${today}`, chain }];
    const say = () =>
      sayOnLink(
        { tree: province.tree.nats },
        district,
        `x.down.${commune}.1`,
        encodeMessage({ kind: 'have', took: 0, entries }),
      );
    const told = () =>
      eventually(async () => {
        await say();
        return (await province.listed(IncidentKind.JUMP, commune))[0];
      });
    const invented = await told();
    expect(invented).toMatchObject({ jumpRev: rev, jumpHop: district });
    await province.resolve(commune, invented, IncidentAction.DISMISS);
    await province.gone(IncidentKind.JUMP, ...levels);
    await province.resolve(commune, await told(), IncidentAction.ACCEPT);
    await eventually(async () => {
      await say();
      return (await province.listed(IncidentKind.MARKED, commune)).some((one) => one.rev > rev);
    });
    await province.seen(IncidentKind.MARKED, ...levels);
    await province.gone(IncidentKind.JUMP, ...levels);
    await province.liftMarks(commune);
  },

  async lacking(province) {
    let running: RunningSite | undefined;
    const keptInHand: typeof createSite = async (context) => (running = await createSite(context));
    // While somebody is there that holds it, it comes back within moments.
    for (const site of [district, other]) await province.tree.unhost(site);
    await province.tree.host(top, { exchange: (context) => appOf(context, keptInHand) });
    await emptyCollections(province.tree.siteOf(top), ['contents', 'content_pieces', 'content_parts']);
    // It is done hourly.
    await running?.site.contentSweep.sweep();
    // Who sees a unit is read from the directory, which is away: a service of the site sees all.
    const asService = province.tree.siteOf(top).as('operations', ExchangeServiceService, 'exchange');
    const listed = async () =>
      (await asService.listIncidents({})).incidents.filter(({ kind }) => kind === IncidentKind.LACKING);
    await eventually(async () => (await listed()).length > 0);
    for (const site of [district, other]) await province.start(site);
    await eventually(async () => (await listed()).length === 0);
    await province.start(top);
    await province.gone(IncidentKind.LACKING, top);
  },

  async registry_restored(province) {
    const { nameSuccessor } = province.ask.directory(top);
    const named = (successor: string) =>
      decided((decision) => nameSuccessor({ site: commune, successor, decision }, operator));
    await named(other);
    await eventually(async () => (await siteAt(province, district, commune))?.successor === other);
    await province.empty(top);
    await province.start(top);
    const incident = await province.seen(IncidentKind.REGISTRY_RESTORED, top);
    expect((await siteAt(province, district, commune))?.successor).toBe(other);
    await eventually(
      async () => (await refusalOf(province.resolve(top, incident, IncidentAction.TAKE_BACK))) === '',
    );
    await province.gone(IncidentKind.REGISTRY_RESTORED, top);
    await province.liftMarks(top);
    expect((await siteAt(province, top, commune))?.successor).toBe(other);
    await named('');
  },

  async registry_differs(province) {
    const { config } = province.tree.siteOf(commune);
    const before = config.sites;
    config.sites = before.map((site) =>
      site.id === commune ? { ...site, owns: [...site.owns, '20122@20250701'] } : site,
    );
    await province.start(commune);
    const { difference } = await province.seen(IncidentKind.REGISTRY_DIFFERS, commune);
    expect(difference?.units.map(({ what, from }) => [what, from])).toEqual([['20122@20250701', commune]]);
    config.sites = before;
    await province.start(commune);
    await province.gone(IncidentKind.REGISTRY_DIFFERS, ...levels);
  },

  async 'dead-letter'(province) {
    const guardianship = '1.004837';
    const { tables } = await province.tree
      .siteOf(top)
      .as('operations', DirectoryServiceService, 'directory')
      .readTables(ReadTablesRequest.create({ names: ['indicators'] }));
    const whole = tables[0]?.content ?? Buffer.alloc(0);
    const { indicators, ...others } = JSON.parse(whole.toString()) as { indicators: { code: string }[] };
    const ended = indicators.map((row) =>
      row.code === 'received' ? { ...row, validTo: '2025-01-01' } : row,
    );
    await province.publish('indicators', Buffer.from(JSON.stringify({ ...others, indicators: ended })));
    const service = 'reporting';
    const desk = province.ask.deadLetters(commune, service);
    const letters = async () =>
      (await desk.listDeadLetters({ service, before: undefined }, operator)).deadLetters;
    await eventually(async () => {
      await province.receive(commune, 1, guardianship);
      return (await letters()).length > 0;
    });
    await eventually(async () => (await province.standing(commune))?.reason === FreshnessReason.DEAD_LETTER);
    await province.publish('indicators', whole);
    await eventually(async () => {
      for (const { consumer, id } of await letters())
        await desk.retryDeadLetter({ service, consumer, id }, operator);
      return (await letters()).length === 0;
    });
    await province.isCurrent(commune);
    await aRecordThatNobodyReads(province);
  },

  async links(province) {
    const ahead = 3 * 86_400_000;
    const machineClock = { now: () => Date.now() + ahead };
    await province.start(district, {
      exchange: (context) => exchange({ ...context, machineClock }),
    });
    await eventually(async () => (await parentOf(province, commune)).reason === LinkReason.CLOCK);
    await province.tree.unhost(district);
    await eventually(async () => !(await parentOf(province, commune)).connected);
    await province.start(district);
    await eventually(async () => {
      const { connected, reason: why } = await parentOf(province, commune);
      return connected && why === LinkReason.UNSPECIFIED;
    });
  },
};
