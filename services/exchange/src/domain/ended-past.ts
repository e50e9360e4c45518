import type { Ruling } from './document.ts';

/** A unit was handed over, and its new owner holds fewer records of the source than the province held then. */
export interface MissingPast {
  readonly unit: string;
  readonly channel: string;
  readonly held: number;
  readonly wanted: number;
}

/** A person's word that no more of it is coming; another hand-over, with another count, is another question. */
export interface EndedPast extends MissingPast {
  readonly ruling: Ruling;
}
