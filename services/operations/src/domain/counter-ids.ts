import { type Contribution, contributionKey, type Dimension, type LocalDay } from '@lienthong/domain';

/** Counters without their value: what they are of as a number, and the value beside it. Those from `from` on, before `to`. */
export interface Run {
  readonly ids: Uint32Array;
  readonly values: Values;
  readonly from: number;
  readonly to: number;
}

/** Mostly small; where one is not, all beside it are kept wide. */
export type Values = Int32Array | Float64Array;

/** Indicator and dimensions of counters. */
interface Counted {
  readonly indicator: string;
  readonly dimensions: Dimension[];
}

/**
 * Names what counters are of, day that carries them included, by numbers that count up from 0. A name is kept for good: there are as many as
 * kinds of counters times days on which something falls due.
 */
export class CounterIds {
  readonly #ids = new Map<string, number>();
  readonly #counted: Counted[] = [];
  readonly #carriedBy: (LocalDay | '')[] = [];
  readonly #shared = new Map<string, Counted>();
  readonly #days = new Map<string, LocalDay | ''>();
  /** Indicators with a counter that is carried by a day. */
  readonly carried = new Set<string>();
  #sums = new Float64Array(0);
  #seen = new Uint8Array(0);

  get size(): number {
    return this.#counted.length;
  }

  of(counter: Contribution): number {
    const text = contributionKey(counter);
    const known = this.#ids.get(text);
    if (known !== undefined) return known;
    const { indicator, dimensions, carriedBy } = counter;
    const id = this.#counted.length;
    this.#ids.set(text, id);
    if (carriedBy !== '') this.carried.add(indicator);
    const kind = contributionKey({ indicator, dimensions, carriedBy: '' });
    this.#counted.push(within(this.#shared, kind, () => ({ indicator, dimensions })));
    this.#carriedBy.push(within(this.#days, carriedBy, () => carriedBy));
    return id;
  }

  counted(id: number): Counted {
    return this.#counted[id] as Counted;
  }

  carriedBy(id: number): LocalDay | '' {
    return this.#carriedBy[id] as LocalDay;
  }

  contribution(id: number, value: number): Contribution {
    return { ...this.counted(id), carriedBy: this.carriedBy(id), value };
  }

  *contributions({ ids, values, from, to }: Run): Generator<Contribution, undefined> {
    for (let at = from; at < to; at += 1) yield this.contribution(ids[at] as number, values[at] as number);
  }

  /** Those of each indicator apart, by its code. */
  byIndicator({ ids, values, from, to }: Run): Map<string, Run> {
    const apart = new Map<string, { ids: number[]; values: number[] }>();
    for (let at = from; at < to; at += 1) {
      const id = ids[at] as number;
      const { indicator } = this.counted(id);
      const one = within(apart, indicator, () => ({ ids: [], values: [] }));
      one.ids.push(id);
      one.values.push(values[at] as number);
    }
    return new Map([...apart].map(([code, one]) => [code, runOf(one.ids, one.values)]));
  }

  /**
   * Each counter of the runs once, with the sum of its values; NaN where integers are no longer exact.
   *
   * @param keeps whether a counter's sum stays in the answer.
   */
  sum(runs: Iterable<Run>, keeps: (id: number, sum: number) => boolean): Run {
    if (this.#sums.length < this.size) {
      this.#sums = new Float64Array(this.size * 2);
      this.#seen = new Uint8Array(this.size * 2);
    }
    const [sums, seen] = [this.#sums, this.#seen];
    const found: number[] = [];
    for (const { ids, values, from, to } of runs)
      for (let at = from; at < to; at += 1) {
        const id = ids[at] as number;
        if (seen[id] === 0) {
          seen[id] = 1;
          sums[id] = 0;
          found.push(id);
        }
        sums[id] = exactly((sums[id] as number) + (values[at] as number));
      }
    for (const id of found) seen[id] = 0;
    const kept = found.filter((id) => keeps(id, sums[id] as number));
    return runOf(
      kept,
      kept.map((id) => sums[id] as number),
    );
  }
}

/** Of no counters. */
export const noRun: Run = { ids: new Uint32Array(0), values: new Int32Array(0), from: 0, to: 0 };

/** As `addExactly`, of a sum that is made already. */
export const exactly = (sum: number): number =>
  sum > Number.MAX_SAFE_INTEGER || sum < Number.MIN_SAFE_INTEGER ? Number.NaN : sum;

export const isSmall = (value: number): boolean => (value | 0) === value;

export function runOf(ids: readonly number[], values: readonly number[]): Run {
  const column = values.every(isSmall) ? Int32Array.from(values) : Float64Array.from(values);
  return { ids: Uint32Array.from(ids), values: column, from: 0, to: ids.length };
}

function within<V>(map: Map<string, V>, key: string, create: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const value = create();
  map.set(key, value);
  return value;
}
