import { type Contribution, contributionKey } from '@lienthong/domain';
import { addExactly } from './split-values.ts';

/** What signed flows of one indicator add up to, by dimensions and the day that carries them; what has come to zero is forgotten. */
export class Balance {
  readonly #indicator: string;
  readonly #counters = new Map<string, Contribution>();
  #isExact = true;

  /** @param indicator code of the counted indicator; others are passed over. */
  constructor(indicator: string) {
    this.#indicator = indicator;
  }

  /** @param sign -1 takes the flows back. */
  add(counters: Iterable<Contribution>, sign: 1 | -1 = 1): void {
    for (const counter of counters) {
      if (counter.indicator !== this.#indicator) continue;
      const key = contributionKey(counter);
      const value = addExactly(this.#counters.get(key)?.value ?? 0, sign * counter.value);
      if (Number.isNaN(value)) this.#isExact = false;
      if (value === 0) this.#counters.delete(key);
      else this.#counters.set(key, { ...counter, value });
    }
  }

  /** False: more than integers can tell was added, so that taking it back does not help. */
  get isExact(): boolean {
    return this.#isExact;
  }

  counters(): Contribution[] {
    return [...this.#counters.values()];
  }
}
