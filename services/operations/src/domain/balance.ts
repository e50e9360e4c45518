import { type Contribution, contributionKey } from '@lienthong/domain';
import { isCarried } from './catalogue.ts';

/** What signed flows that make stocks add up to, by dimensions and the day that carries them; what has come to zero is forgotten. */
export class Balance {
  readonly #counters = new Map<string, Contribution>();

  /** @param sign -1 takes the flows back. */
  add(counters: Iterable<Contribution>, sign: 1 | -1 = 1): void {
    for (const counter of counters) {
      if (!isCarried(counter)) continue;
      const key = contributionKey(counter);
      const value = (this.#counters.get(key)?.value ?? 0) + sign * counter.value;
      if (value === 0) this.#counters.delete(key);
      else this.#counters.set(key, { ...counter, value });
    }
  }

  counters(): Contribution[] {
    return [...this.#counters.values()];
  }
}
