import type { Instant, UnitKey } from '@lienthong/domain';

/** What the owner's site says of a unit's records from one source: up to when they are complete, and how many they are. */
export interface Watermark {
  unit: UnitKey;
  /** The channel of exchange. */
  source: string;
  /** Business time; undefined: it doesn't say. */
  asOf: Instant | undefined;
  count: number;
  /** Digest over the stamps of these records, hex. */
  digest: string;
  /** Empty: one that this release does not know. */
  reason: 'current' | 'catching_up' | OwnersWord | '';
  /** Machine time at which the owner's site was last heard. */
  lastHeard: Instant | undefined;
}

/** How fresh a unit's numbers from one source are here. */
export interface UnitFreshness {
  unit: UnitKey;
  source: string;
  lastHeard: Instant | undefined;
  /** Business time; undefined: unknown. */
  completeAsOf: Instant | undefined;
  /** `current`, or why it does not go further. */
  reason: FreshnessReason;
  stale: boolean;
}

export type FreshnessReason =
  | 'current'
  | 'link_down'
  | 'dead_letter'
  | 'catching_up'
  | 'not_reporting'
  | 'comparing'
  | 'behind'
  | 'history_missing'
  | 'twin'
  | 'ahead';

/** What is held here of a source, in the same terms as its watermark. */
export interface Holding {
  count: number;
  digest: string;
}

/** The moment at which freshness is judged. */
export interface Moment {
  machineNow: Instant;
  /** Machine time after which a silent site makes its numbers stale. */
  silentAfterMs: number;
  businessNow: Instant;
  /** How far behind the business clock an as-of may be: the rhythm of the watermarks. */
  behindAfterMs: number;
  /** A record of the source could not be used here. */
  isSetAside: boolean;
}

const nameOf = (unit: UnitKey, source: string): string => `${source}/${unit}`;

/**
 * Remembers up to when each source of each unit was complete here: an as-of is believed only while number and digest of what is held
 * agree with the owner's (architecture §4). What was complete once stays so until less is held than then.
 */
export class FreshnessBook {
  readonly #watermarks = new Map<string, Watermark>();
  readonly #agreed = new Map<string, { asOf: Instant; count: number }>();

  /** A watermark came. */
  tell(watermark: Watermark, holding: Holding): void {
    this.#watermarks.set(nameOf(watermark.unit, watermark.source), watermark);
    this.observe(watermark.unit, watermark.source, holding);
  }

  /** What is held may have changed. */
  observe(unit: UnitKey, source: string, holding: Holding): void {
    const name = nameOf(unit, source);
    const watermark = this.#watermarks.get(name);
    if (!watermark) return;
    const agreed = this.#agreed.get(name);
    // The owner itself does not know what it once knew.
    if (watermark.reason === 'history_missing') this.#agreed.delete(name);
    if (agreed && holding.count < agreed.count) this.#agreed.delete(name);
    if (watermark.asOf !== undefined && agrees(watermark, holding))
      this.#agreed.set(name, { asOf: watermark.asOf, count: holding.count });
  }

  of(unit: UnitKey, source: string, holding: Holding, moment: Moment): UnitFreshness {
    const name = nameOf(unit, source);
    const watermark = this.#watermarks.get(name);
    const reason = reasonOf(watermark, holding, moment);
    return {
      unit,
      source,
      lastHeard: watermark?.lastHeard,
      completeAsOf: this.#agreed.get(name)?.asOf,
      reason,
      stale: staleReasons.some((one) => one === reason),
    };
  }
}

function agrees(watermark: Watermark, holding: Holding): boolean {
  return watermark.count === holding.count && watermark.digest === holding.digest;
}

function isSilent(watermark: Watermark | undefined, { machineNow, silentAfterMs }: Moment): boolean {
  return watermark?.lastHeard === undefined || machineNow - watermark.lastHeard > silentAfterMs;
}

/** What makes numbers stale is why they are complete no further: two answers to one question would part sooner or later. */
const staleReasons = ['not_reporting', 'link_down', 'twin'] as const;

/** Reasons that stand as the unit's site says them, whatever is held here. */
const ownersWords = ['dead_letter', 'comparing', 'history_missing', 'twin', 'ahead'] as const;
type OwnersWord = (typeof ownersWords)[number];
const isOwnersWord = (reason: string): reason is OwnersWord => ownersWords.some((one) => one === reason);

/** That its site is heard says nothing of a unit's numbers: a site between may hold them back. Current is what the owner said lately. */
function reasonOf(watermark: Watermark | undefined, holding: Holding, moment: Moment): FreshnessReason {
  if (!watermark) return 'not_reporting';
  if (isSilent(watermark, moment)) return 'link_down';
  if (moment.isSetAside) return 'dead_letter';
  const { reason, asOf } = watermark;
  if (isOwnersWord(reason)) return reason;
  if (reason === 'catching_up' || asOf === undefined || !agrees(watermark, holding)) return 'catching_up';
  return moment.businessNow - asOf > moment.behindAfterMs ? 'behind' : 'current';
}
