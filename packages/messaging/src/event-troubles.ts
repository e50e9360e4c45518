/** An event that failed and has not been used since. */
export interface Trouble {
  /** Since when, of the process's own clock: the machine's may be put back. */
  readonly since: number;
  /** The name of the last error, or the code of the last reason. */
  readonly cause: string;
}

/** Events that fail, by their positions in the stream. */
export interface Troubles {
  /** @returns how often it has been tried and the surroundings were not the cause. */
  note(position: number, cause: string, tries: 0 | 1): number;
  tries(position: number): number;
  end(position: number): void;
  oldest(): Trouble | undefined;
}

/** An event that has not come again for so long is gone: its stream was lost. */
const forgottenMs = 600_000;

export function createTroubles(): Troubles {
  /** In the order in which they began. */
  const known = new Map<number, { since: number; seen: number; tries: number; cause: string }>();
  return {
    note(position, cause, tries) {
      const seen = performance.now();
      const before = known.get(position) ?? { since: seen, tries: 0 };
      known.set(position, { ...before, seen, cause, tries: before.tries + tries });
      return before.tries + tries;
    },
    tries: (position) => known.get(position)?.tries ?? 0,
    end: (position) => void known.delete(position),
    oldest() {
      for (const [position, trouble] of known) {
        if (performance.now() - trouble.seen < forgottenMs) return trouble;
        known.delete(position);
      }
      return undefined;
    },
  };
}
