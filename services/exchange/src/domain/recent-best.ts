/**
 * The greatest sample of the last ten minutes. A busy machine makes most answers late; over minutes at least one shows what the link
 * itself can do.
 */
export class RecentBest {
  readonly #byMinute = new Map<number, number>();

  add(now: number, sample: number): void {
    const minute = Math.floor(now / 60_000);
    this.#byMinute.set(minute, Math.max(sample, this.#byMinute.get(minute) ?? 0));
    for (const old of this.#byMinute.keys()) if (old <= minute - 10) this.#byMinute.delete(old);
  }

  get best(): number | undefined {
    return this.#byMinute.size === 0 ? undefined : Math.max(...this.#byMinute.values());
  }
}
