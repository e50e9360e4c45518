import type { LocalDay } from '@lienthong/domain';
import { type Channel, type Rule, refuseRule, type Term } from '@lienthong/legal-clock';

/** What happens to the term when a supplement is asked for during processing. */
export interface SupplementPolicy {
  /** Counted anew from the start, or paused where a sector rule says so. */
  effect: 'RESET' | 'PAUSE';
  basis: string;
  /** Working days after receipt within which the notice (form 02) has to be out. */
  noticeWithinWorkingDays?: number;
  /** Days after the notice after which the counter closes the dossier. */
  closesAfterDays?: number;
  /** Days after the notice after which the holder asks again: the office's own habit where the law sets no limit. */
  remindAfterDays: number;
}

/** How a procedure stood over a span of days; `validTo` is inclusive. A dossier keeps the version of its receipt. */
export interface ProcedureVersion {
  version: string;
  validFrom: LocalDay;
  validTo?: LocalDay;
  /** The decision or page that sets the term. */
  source: string;
  terms: Partial<Record<Channel, Term>>;
  supplement: SupplementPolicy;
}

/** An administrative procedure (TTHC): dated data, never code. */
export interface Procedure {
  code: string;
  name: string;
  /** Field code (lĩnh vực) of the directory's table `fields`. */
  field: string;
  versions: ProcedureVersion[];
}

/** One version of one procedure, with its rule as the legal clock reads it. */
export interface ProcedureInForce {
  procedure: Procedure;
  version: ProcedureVersion;
  rule: Rule;
}

/** The procedures of the office, by code and day or by code and version. Immutable. */
export interface Catalogue {
  all(): Procedure[];
  /** The version in force on that day. */
  findOn(code: string, day: LocalDay): ProcedureInForce | undefined;
  /** The version that a dossier keeps. */
  findVersion(code: string, version: string): ProcedureInForce | undefined;
}

/** @throws ClockError naming the rule when a version cannot be counted by. */
export function createCatalogue(procedures: Procedure[]): Catalogue {
  const byCode = new Map<string, ProcedureInForce[]>();
  for (const procedure of procedures) {
    const inForce = procedure.versions.map((version) => {
      const rule = ruleOf(procedure, version);
      refuseRule(rule);
      return { procedure, version, rule };
    });
    byCode.set(procedure.code, inForce);
  }
  const find = (code: string, holds: (one: ProcedureVersion) => boolean): ProcedureInForce | undefined =>
    byCode.get(code)?.find(({ version }) => holds(version));
  return {
    all: () => procedures,
    findOn: (code, day) =>
      find(code, ({ validFrom, validTo }) => validFrom <= day && (validTo === undefined || day <= validTo)),
    findVersion: (code, version) => find(code, (one) => one.version === version),
  };
}

/** The channels that a version offers, in the order in which a form shows them. */
export function channelsOf(version: ProcedureVersion): Channel[] {
  return (['COUNTER', 'ONLINE', 'POST'] as const).filter((channel) => version.terms[channel] !== undefined);
}

function ruleOf(procedure: Procedure, version: ProcedureVersion): Rule {
  const { effect, basis, noticeWithinWorkingDays, closesAfterDays } = version.supplement;
  return {
    id: procedure.code,
    version: version.version,
    title: procedure.name,
    source: version.source,
    validFrom: version.validFrom,
    ...(version.validTo === undefined ? {} : { validTo: version.validTo }),
    terms: Object.fromEntries(
      channelsOf(version).map((channel) => [
        channel,
        [{ holder: 'UBND cấp xã', term: version.terms[channel] as Term }],
      ]),
    ),
    interruptions: {
      SUPPLEMENT: {
        effect,
        basis,
        ...(noticeWithinWorkingDays === undefined
          ? {}
          : { noticeWithin: { unit: 'WORKING_DAY', amount: noticeWithinWorkingDays } }),
        ...(closesAfterDays === undefined
          ? {}
          : { atMost: { unit: 'CALENDAR_DAY', amount: closesAfterDays }, afterMost: 'CLOSES' }),
      },
    },
  };
}
