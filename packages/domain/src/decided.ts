/** The outcome of a decision: its events, or a request for a number that the events need. */
export type Decided<E> = E[] | NumberWanted<E>;

/** The next number of a series, and what has happened under it. */
export interface NumberWanted<E> {
  /** `of` is the name of the number in the aggregate's definition. */
  wants: { of: string; series: string };
  /** Asked again, with the next number, where the first one turns out to be taken. */
  under: (number: number) => Decided<E>;
}
