import { badCalendars } from './bad-calendars.ts';
import { badProcedures } from './bad-procedures.ts';
import { badTerms } from './bad-terms.ts';

export interface BadData {
  readonly name: string;
  readonly attempt: () => unknown;
  /** The code and the place of the refusal. */
  readonly expected: string;
}

/** Data that contradicts itself or that nothing can be counted by, with the refusal that names its place. */
export const badData: readonly BadData[] = [...badCalendars, ...badProcedures, ...badTerms].map(
  ([name, attempt, expected]) => ({
    name,
    attempt,
    expected,
  }),
);
