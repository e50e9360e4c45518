import { clockError, isClockError } from './errors.ts';
import type { LocalDay } from './local-time.ts';
import { type Channel, type Rule, refuseRule, type Term } from './rule.ts';

/** What happens to the term when a supplement is asked for during processing. */
export interface SupplementPolicy {
  /** Counted anew from the start, or paused where a sector rule says so. */
  effect: 'RESET' | 'PAUSE';
  basis: string;
  /** Working days after receipt within which the notice (form 02) has to be out. */
  noticeWithinWorkingDays?: number | undefined;
  /** Days after the notice after which the counter closes the dossier. */
  closesAfterDays?: number | undefined;
  /** Days after the notice after which the holder asks again: the office's own habit where the law sets no limit. */
  remindAfterDays: number;
}

/** What a procedure asks for (thành phần hồ sơ). */
export interface AskedComponent {
  name: string;
  kind: 'ORIGINAL' | 'COPY' | 'ELECTRONIC';
  count: number;
  /** Only of those to whom it applies. */
  ifAny?: true | undefined;
}

/** How a procedure stood over a span of days. */
export interface ProcedureVersion {
  version: string;
  validFrom: LocalDay;
  lastDay?: LocalDay | undefined;
  /** The decision or page that sets the term. */
  source: string;
  terms: Partial<Record<Channel, Term>>;
  supplement: SupplementPolicy;
  components?: AskedComponent[] | undefined;
}

/** An administrative procedure (TTHC): dated data, never code. */
export interface Procedure {
  code: string;
  name: string;
  nameEn?: string | undefined;
  /** Field code (lĩnh vực) of the directory's table `fields`. */
  field: string;
  versions: ProcedureVersion[];
}

/** The content of the directory's table `procedures`. */
export interface ProceduresTable {
  procedures: Procedure[];
}

/** A procedure as it stands on one day: what a dossier keeps from its receipt on, whatever is published later. */
export interface ProcedureInForce extends Pick<Procedure, 'code' | 'name' | 'nameEn' | 'field'> {
  version: ProcedureVersion;
}

/** The procedures of a table, by code and day. Immutable. */
export interface Procedures {
  /** Those in force on a day, in the order of the table. */
  inForceOn(day: LocalDay): ProcedureInForce[];
  findOn(code: string, day: LocalDay): ProcedureInForce | undefined;
}

/**
 * @throws ClockError with the place in the table (`procedures[2].versions[0].terms.COUNTER.cutoff`): `PROCEDURE_TWICE`,
 *   `PROCEDURE_VERSION_TWICE`, `PROCEDURE_VERSIONS_OVERLAP`, `BAD_RULE`, `BAD_TERM` and what else a rule cannot be counted by.
 */
export function createProcedures({ procedures }: ProceduresTable): Procedures {
  const byCode = new Map<string, ProcedureInForce[]>();
  for (const [index, { versions, ...kept }] of procedures.entries()) {
    const place = `procedures[${index}]`;
    const { code } = kept;
    if (byCode.has(code)) throw clockError('PROCEDURE_TWICE', `${place}.code`, `${code} stands twice`);
    const known: ProcedureInForce[] = [];
    for (const [position, version] of versions.entries()) {
      const one = { ...kept, version };
      refuseVersion(one, known, `${place}.versions[${position}]`);
      known.push(one);
    }
    byCode.set(code, known);
  }
  const isInForce = ({ version: { validFrom, lastDay } }: ProcedureInForce, day: LocalDay): boolean =>
    validFrom <= day && (lastDay === undefined || day <= lastDay);
  return {
    inForceOn: (day) => [...byCode.values()].flat().filter((one) => isInForce(one, day)),
    findOn: (code, day) => byCode.get(code)?.find((one) => isInForce(one, day)),
  };
}

/** The channels that a version offers, in the order in which a form shows them. */
export function channelsOf(version: ProcedureVersion): Channel[] {
  return (['COUNTER', 'ONLINE', 'POST'] as const).filter((channel) => version.terms[channel] !== undefined);
}

/** What the clock counts a procedure by. */
export function ruleOf({ code, name, version }: ProcedureInForce): Rule {
  const { effect, basis, noticeWithinWorkingDays, closesAfterDays } = version.supplement;
  return {
    id: code,
    version: version.version,
    title: name,
    source: version.source,
    validFrom: version.validFrom,
    ...(version.lastDay === undefined ? {} : { lastDay: version.lastDay }),
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

function refuseVersion(one: ProcedureInForce, earlier: readonly ProcedureInForce[], place: string): void {
  const { version, validFrom, lastDay } = one.version;
  refuseUncountable(ruleOf(one), place);
  if (earlier.some((other) => other.version.version === version))
    throw clockError('PROCEDURE_VERSION_TWICE', `${place}.version`, `${version} stands twice`);
  const meets = ({ version: other }: ProcedureInForce): boolean =>
    (other.lastDay === undefined || validFrom <= other.lastDay) &&
    (lastDay === undefined || other.validFrom <= lastDay);
  if (earlier.some(meets))
    throw clockError('PROCEDURE_VERSIONS_OVERLAP', `${place}.validFrom`, 'two versions on one day');
}

/** The rule's own place, said as the table writes it: a term of the table is the one stage of its channel. */
function refuseUncountable(rule: Rule, place: string): void {
  try {
    refuseRule(rule);
  } catch (error) {
    if (!isClockError(error)) throw error;
    const within = error.place.slice(`${rule.id}@${rule.version}`.length).replace('[0].term', '');
    throw clockError(error.code, `${place}${within}`, error.message.slice(error.place.length + 2));
  }
}
