import type { Counter } from './counter.ts';
import { isCarried } from './indicators.ts';

/** What signed flows that make stocks add up to, by due day, field and channel; what has come to zero is forgotten. */
export class Balance {
  readonly #counters = new Map<string, Counter>();

  /** @param sign -1 takes the flows back. */
  add(counters: Iterable<Counter>, sign: 1 | -1 = 1): void {
    for (const counter of counters) {
      if (!isCarried(counter)) continue;
      const { indicator, field, channel, dueDay } = counter;
      const key = `${indicator}\n${field}\n${channel}\n${dueDay}`;
      const value = (this.#counters.get(key)?.value ?? 0) + sign * counter.value;
      if (value === 0) this.#counters.delete(key);
      else this.#counters.set(key, { indicator, field, channel, dueDay, value });
    }
  }

  counters(): Counter[] {
    return [...this.#counters.values()];
  }
}
