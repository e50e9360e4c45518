/**
 * What is counted. `pending` is carried as a signed flow by due day (empty: none, suspended): the stock of a day is the sum of the
 * flows up to it, and overdue on a day is what is pending with a due day before it. Both sums are made by who reads the cells.
 */
export const indicators = [
  'received',
  'finished_early',
  'finished_on_time',
  'finished_late',
  'withdrawn',
  'pending',
] as const;
export type Indicator = (typeof indicators)[number];

/** How the dossier came in. */
export const channels = ['counter', 'online', 'post'] as const;
export type Channel = (typeof channels)[number];

/**
 * Version of the rules in `facts-of.ts` and `fold-tally.ts`. It goes up when one of them gives another result for the same events;
 * facts of an older version are then made anew by the comparison with the owner.
 */
export const formulaVersion = 1;
