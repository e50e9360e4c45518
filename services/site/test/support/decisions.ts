import { expect } from '@jest/globals';
import {
  type ChangedSites,
  ListSitesRequest,
  ReadTablesRequest,
  type Site,
  type SitesDecision,
} from '@lienthong/contracts/directory/v1/directory';
import {
  ExchangeServiceService,
  IncidentAction,
  IncidentKind,
  type Neighbour,
  PutRecord,
  Relation,
} from '@lienthong/contracts/exchange/v1/exchange';
import { DecisionAction, DecisionKind } from '@lienthong/contracts/common/v1/decision';
import { ExplainNumberRequest, FreshnessReason } from '@lienthong/contracts/operations/v1/operations';
import type { HistoryDecision, UndecidedUnit } from '@lienthong/contracts/reporting/v1/reporting';
import { Refusal } from '@lienthong/domain';
import { eventually, type TestSite } from '@lienthong/testkit';
import {
  commune,
  days,
  district,
  type GuideProvince,
  officer,
  operator,
  other,
  tallies,
  top,
  unitOf,
} from './guide-province.ts';

export const reason = 'theo hướng dẫn';

/** What a commune's reporting wants decided; undefined: nothing. */
export async function undecided({ ask }: GuideProvince, site: string): Promise<UndecidedUnit | undefined> {
  const { units } = await ask.reporting(site).listUndecided({}, operator);
  return units.find(({ unit }) => unit === unitOf(site));
}

/** A commune's number, opened down to its dossiers: what stands there, and what was inherited from whom, add up to it. */
export async function opened(
  { ask }: GuideProvince,
  site: string,
): Promise<{ value: number; facts: number; inherited: [site: string, value: number][] }> {
  const unit = unitOf(site);
  const answer = await ask.operations(top).explainNumber(
    ExplainNumberRequest.create({
      selection: { unit: '46@0', from: days[0], to: days[2], hierarchyDate: days[0] },
      indicator: 'received',
      countingUnit: unit,
      withFacts: true,
    }),
    { ...officer, timeoutMs: 15_000 },
  );
  return {
    value: answer.value ?? 0,
    facts: answer.facts.reduce((sum, one) => sum + (one.value ?? 0), 0),
    inherited: answer.inherited.map((one) => [one.site, one.value]),
  };
}

/** As soon as the dry run can show what the levels above hold of every day. */
export async function decideHistory(
  { ask }: GuideProvince,
  site: string,
  decision: HistoryDecision,
): Promise<void> {
  const request = { channel: tallies, unit: unitOf(site), decision, reason, days: [] };
  const { resolveHistory } = ask.reporting(site);
  const days = await eventually(async () => {
    const shown = await resolveHistory({ ...request, seen: {}, dryRun: true }, operator);
    return shown.days.length > 0 && shown.days.every(({ before }) => before) && shown.days;
  });
  const seen = Object.fromEntries(days.map((one) => [one.day, one.seen]));
  await resolveHistory({ ...request, seen, dryRun: false }, operator);
}

/** The dry run, then the decision upon the table that it showed. */
export async function decided(
  command: (decision: SitesDecision) => Promise<{ changed?: ChangedSites | undefined }>,
): Promise<void> {
  const { changed } = await command({ dryRun: true, reason: '', hash: '' });
  await command({ dryRun: false, reason, hash: changed?.hash ?? '' });
}

/** The commune's unit is written by another site from now on, or by the commune again. */
export const handOver = ({ ask }: GuideProvince, to: string, acceptLoss = false): Promise<void> =>
  decided((decision) =>
    ask.directory(top).handOverUnits({ units: [unitOf(commune)], to, decision, acceptLoss }, operator),
  );

export async function siteAt({ ask }: GuideProvince, at: string, id: string): Promise<Site | undefined> {
  const { sites } = await ask.directory(at).listSites(ListSitesRequest.create(), operator);
  return sites.find((site) => site.id === id);
}

/** A site has heard who writes the commune's unit. */
export const hasHeard = (province: GuideProvince, at: string, owner: string): Promise<unknown> =>
  eventually(async () => (await siteAt(province, at, owner))?.owns.includes(unitOf(commune)));

export async function parentOf({ ask, tree }: GuideProvince, site: string): Promise<Neighbour> {
  const { neighbours } = await ask.exchange(tree.siteOf(site)).listNeighbours({}, operator);
  const found = neighbours.find(({ relation }) => relation === Relation.PARENT);
  if (!found) throw new Error(`${site} has no parent`);
  return found;
}

/** The service of a site puts what is held of today's record again, as its next version. */
export async function putAgain(site: TestSite): Promise<void> {
  const client = site.as('reporting', ExchangeServiceService, 'exchange');
  const key = { channel: tallies, unit: unitOf(commune), id: days[2] };
  const { value, src } = await client.readRecord({ key });
  await client.putRecords({ records: [PutRecord.create({ key, src: src + 1, value })] });
}

/** The copy is off: the operator where both were heard says so, once the one that lives has said who it is after the copy. */
export async function settleTwin(province: GuideProvince): Promise<void> {
  await province.seen(IncidentKind.TWIN, district);
  await eventually(async () => {
    for (const one of await province.listed(IncidentKind.TWIN, district))
      await province.resolve(district, one, IncidentAction.LIFT);
    return (await province.listed(IncidentKind.TWIN, district)).length === 0;
  });
  await province.gone(IncidentKind.TWIN, commune, district, top);
}

/** What a commune wrote is no tally: it waits at the levels above, and is gone when the commune has written it right. */
export async function aRecordThatNobodyReads({ ask, tree }: GuideProvince): Promise<void> {
  const client = tree.siteOf(other).as('reporting', ExchangeServiceService, 'exchange');
  const key = { channel: tallies, unit: unitOf(other), id: '2025-06-01' };
  await client.putRecords({ records: [PutRecord.create({ key, src: 1, value: Buffer.from('no tally') })] });
  const letters = async (at: string) =>
    (
      await ask
        .deadLetters(at, 'operations')
        .listDeadLetters({ service: 'operations', before: undefined }, operator)
    ).deadLetters.length;
  for (const at of [district, top]) await eventually(async () => (await letters(at)) > 0);
  await client.putRecords({ records: [PutRecord.create({ key, src: 2, tombstone: true })] });
  for (const at of [district, top]) await eventually(async () => (await letters(at)) === 0);
}

/** The code of a refusal; empty: it was done. */
export const refusalOf = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => '',
    (error: unknown) => {
      if (error instanceof Refusal) return error.code;
      throw error;
    },
  );

/** The fields that a refusal names, each with its rule. */
export const rulesOf = (call: Promise<unknown>): Promise<string[]> =>
  call.then(
    () => [],
    (error: unknown) => {
      if (error instanceof Refusal) return error.fields.map(({ field, rule }) => `${field} ${rule}`);
      throw error;
    },
  );
/** The province counted more records of a unit at a hand-over than anybody holds now: a person says that no more is coming. */
export async function aPastThatNobodyHas(province: GuideProvince): Promise<void> {
  const { tables } = await province.ask
    .directory(top)
    .readTables(ReadTablesRequest.create({ names: ['sites'] }), operator);
  const sites = JSON.parse(tables[0]?.content.toString() ?? '') as object;
  const counted = (records: number) => {
    const handedOver = [{ unit: unitOf(other), channel: tallies, records }];
    return province.publish('sites', Buffer.from(JSON.stringify({ ...sites, handedOver })));
  };
  await counted(40);
  const incident = await province.seen(IncidentKind.PAST_MISSING, other);
  expect(incident).toMatchObject({ wanted: 40, held: days.length });
  await eventually(async () => (await province.standing(other))?.reason === FreshnessReason.HISTORY_MISSING);
  await expect(province.resolve(top, incident, IncidentAction.NO_MORE)).rejects.toMatchObject({
    code: 'INCIDENT_UNKNOWN',
  });
  // Another record has come since: that is not what was seen.
  const stale = { ...incident, seen: '2/40' };
  await expect(province.resolve(other, stale, IncidentAction.NO_MORE)).rejects.toMatchObject({
    code: 'INCIDENT_CHANGED',
  });
  await province.resolve(other, incident, IncidentAction.NO_MORE);
  await province.gone(IncidentKind.PAST_MISSING, other);
  const { decisions } = await province.ask
    .exchange(province.tree.siteOf(other))
    .listDecisions({ before: undefined }, operator);
  expect(decisions[0]).toMatchObject({
    kind: DecisionKind.PAST_MISSING,
    action: DecisionAction.NO_MORE,
    unit: unitOf(other),
  });
  await province.isCurrent(other);
  await province.start(other);
  await province.isCurrent(other);
  await province.gone(IncidentKind.PAST_MISSING, other);
  // Another hand-over counts anew.
  await counted(41);
  await province.seen(IncidentKind.PAST_MISSING, other);
  await counted(0);
  await province.gone(IncidentKind.PAST_MISSING, other);
  await province.isCurrent(other);
}
