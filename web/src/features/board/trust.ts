import type { Freshness } from '../../api/operations.ts';
import type { IconName, Tone } from '../../design/index.ts';

type Reason = Freshness['reason'];

/**
 * How far the numbers of a unit can be taken for those of now. `passing`: complete within seconds, by itself; `doubtful`: something is wrong;
 * `stale`: what is shown may be another than the unit's own by now; `none`: it sends none.
 */
export type Trust = 'current' | 'passing' | 'doubtful' | 'stale' | 'none';

/** The worst last, by what a reader has to know first. */
const reasons: readonly Reason[] = [
  'FRESHNESS_REASON_NOT_REPORTING',
  'FRESHNESS_REASON_CURRENT',
  'FRESHNESS_REASON_CATCHING_UP',
  'FRESHNESS_REASON_COMPARING',
  'FRESHNESS_REASON_UNSPECIFIED',
  'FRESHNESS_REASON_BEHIND',
  'FRESHNESS_REASON_AHEAD',
  'FRESHNESS_REASON_DEAD_LETTER',
  'FRESHNESS_REASON_HISTORY_MISSING',
  'FRESHNESS_REASON_LINK_DOWN',
  'FRESHNESS_REASON_TWIN',
];

export const looks: Record<Reason, { tone: Tone; icon: IconName }> = {
  FRESHNESS_REASON_UNSPECIFIED: { tone: 'stale', icon: 'clock' },
  FRESHNESS_REASON_CURRENT: { tone: 'good', icon: 'check' },
  FRESHNESS_REASON_LINK_DOWN: { tone: 'late', icon: 'unlink' },
  FRESHNESS_REASON_DEAD_LETTER: { tone: 'late', icon: 'alert' },
  FRESHNESS_REASON_CATCHING_UP: { tone: 'soon', icon: 'send' },
  FRESHNESS_REASON_BEHIND: { tone: 'late', icon: 'clock' },
  FRESHNESS_REASON_HISTORY_MISSING: { tone: 'late', icon: 'alert' },
  FRESHNESS_REASON_TWIN: { tone: 'late', icon: 'alert' },
  FRESHNESS_REASON_AHEAD: { tone: 'late', icon: 'clock' },
  FRESHNESS_REASON_COMPARING: { tone: 'soon', icon: 'clock' },
  FRESHNESS_REASON_NOT_REPORTING: { tone: 'stale', icon: 'pause' },
};

function trustOf({ reason, stale }: Pick<Freshness, 'reason' | 'stale'>): Trust {
  if (reason === 'FRESHNESS_REASON_NOT_REPORTING') return 'none';
  if (stale) return 'stale';
  const { tone } = looks[reason];
  if (tone === 'good') return 'current';
  return tone === 'soon' ? 'passing' : 'doubtful';
}

/** A unit by the worst of its sources. */
export interface UnitTrust {
  unit: string;
  trust: Trust;
  /** Why. */
  reason: Reason;
  /** Machine time; absent: never. */
  lastHeard?: string | undefined;
  /** Business time up to which all of its sources are complete; absent: unknown. */
  completeAsOf?: string | undefined;
}

/** The worse one is the greater. */
export const bySeverity = (a: Pick<UnitTrust, 'reason'>, b: Pick<UnitTrust, 'reason'>): number =>
  reasons.indexOf(a.reason) - reasons.indexOf(b.reason);

/** Of each unit once. What is stale is the server's word, the same by which it counts a number's units. */
export function trustByUnit(freshness: Iterable<Freshness>): Map<string, UnitTrust> {
  const units = new Map<string, UnitTrust>();
  for (const { unit, reason, stale, lastHeard, completeAsOf } of freshness) {
    const one: UnitTrust = { unit, reason, lastHeard, completeAsOf, trust: trustOf({ reason, stale }) };
    const before = units.get(unit);
    if (!before) units.set(unit, one);
    else
      units.set(unit, {
        ...(bySeverity(one, before) > 0 ? one : before),
        completeAsOf: before.completeAsOf && completeAsOf && earlier(before.completeAsOf, completeAsOf),
      });
  }
  return units;
}

const earlier = (a: string, b: string): string => (Date.parse(a) <= Date.parse(b) ? a : b);
