/** One check of `npm run check`: `run` answers undefined when it holds, otherwise what a person has to know to mend it. */
export type Check = { name: string; run: () => Promise<CheckOutcome> };

/** `note` is said even when the check holds, such as why there was nothing to compare. */
export type CheckOutcome = { held: boolean; note?: string };
