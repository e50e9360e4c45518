import type { Instant, UnitKey } from '@lienthong/domain';

/** What the owner's site says of a unit: up to when its records are complete, and how many they are. */
export interface Watermark {
  unit: UnitKey;
  /** Business time; undefined: it doesn't say. */
  asOf: Instant | undefined;
  count: number;
  /** Digest over the stamps of the unit's tally records, hex. */
  digest: string;
  reason: string;
  /** Machine time at which the owner's site was last heard. */
  lastHeard: Instant | undefined;
}

/** How fresh a unit's numbers are here. */
export interface UnitFreshness {
  unit: UnitKey;
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
  | 'twin';

/** What is held here of a unit, in the same terms as its watermark. */
export interface Holding {
  count: number;
  digest: string;
}

/**
 * Remembers up to when each unit was complete here: an as-of is believed only while number and digest of what is held agree with
 * the owner's (architecture §4). What was complete once stays so until less is held than then.
 */
export class FreshnessBook {
  readonly #watermarks = new Map<UnitKey, Watermark>();
  readonly #agreed = new Map<UnitKey, { asOf: Instant; count: number }>();

  /** Takes a watermark or a changed holding. */
  observe(unit: UnitKey, holding: Holding, watermark = this.#watermarks.get(unit)): void {
    if (!watermark) return;
    this.#watermarks.set(unit, watermark);
    const agreed = this.#agreed.get(unit);
    if (agreed && holding.count < agreed.count) this.#agreed.delete(unit);
    if (watermark.asOf !== undefined && agrees(watermark, holding))
      this.#agreed.set(unit, { asOf: watermark.asOf, count: holding.count });
  }

  /**
   * @param silentAfterMs machine time after which a silent site makes its numbers stale.
   */
  of(unit: UnitKey, holding: Holding, machineNow: Instant, silentAfterMs: number): UnitFreshness {
    const watermark = this.#watermarks.get(unit);
    const lastHeard = watermark?.lastHeard;
    const silent = lastHeard === undefined || machineNow - lastHeard > silentAfterMs;
    return {
      unit,
      lastHeard,
      completeAsOf: this.#agreed.get(unit)?.asOf,
      reason: reasonOf(watermark, holding, silent),
      stale: silent,
    };
  }
}

function agrees(watermark: Watermark, holding: Holding): boolean {
  return watermark.count === holding.count && watermark.digest === holding.digest;
}

function reasonOf(watermark: Watermark | undefined, holding: Holding, silent: boolean): FreshnessReason {
  if (!watermark) return 'not_reporting';
  if (silent) return 'link_down';
  const { reason } = watermark;
  if (reason === 'twin' || reason === 'dead_letter' || reason === 'comparing') return reason;
  return watermark.reason === 'catching_up' || !agrees(watermark, holding) ? 'catching_up' : 'current';
}

/** The reason in words, for people. */
export const reasonWords: Record<FreshnessReason, string> = {
  current: 'Số liệu đầy đủ đến thời điểm này',
  link_down: 'Chưa liên lạc được với đơn vị: số liệu là của lần liên lạc cuối',
  dead_letter: 'Một sự kiện của đơn vị chưa xử lý được, đang chờ người vận hành',
  catching_up: 'Đang nhận số liệu của đơn vị',
  not_reporting: 'Đơn vị chưa gửi số liệu',
  twin: 'Hai máy cùng chạy với danh nghĩa của đơn vị: chưa biết số nào là của đơn vị',
  comparing: 'Đơn vị đang đối chiếu lại số liệu sau khi khởi động hoặc khôi phục',
};
