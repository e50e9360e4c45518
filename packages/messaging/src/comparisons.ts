/** When a producer compares with exchange, and up to which epoch of exchange all of it is held. */
export interface Comparisons {
  /** Everything is to be compared. */
  want(): void;
  /** The units of what was left to people are to be compared again. */
  wantLeft(): void;
  /** An answer of exchange told its epoch. A new one means that exchange was started or restored: everything is compared. */
  noteEpoch(epoch: string): void;
  /** Compares what is wanted. What fails is wanted again. */
  run(): Promise<void>;
  isWanted(): boolean;
  /** All that the last comparison found is held or refused. */
  settle(): void;
  /** Resolves at the next {@link settle}, or at {@link stop}. */
  settled(): Promise<void>;
  /** Once compared. */
  isCompared(): boolean;
  /** Exchange's epoch of the last settled comparison; empty: none. */
  settledEpoch(): string;
  stop(): void;
}

/**
 * @param options.compare compares one unit, and calls `heard` with the epoch in each answer.
 * @param options.takeLeft forgets what was left to people. Returns its units.
 */
export function createComparisons(options: {
  units: () => string[];
  compare: (unit: string, heard: (epoch: string) => void) => Promise<void>;
  takeLeft: () => ReadonlySet<string>;
  wake: () => void;
}): Comparisons {
  const { units, compare, takeLeft, wake } = options;
  let isWanted = true;
  let isLeftWanted = false;
  let isCompared = false;
  /** Told last; of the running or last comparison; of the last settled one. */
  let toldEpoch = '';
  let comparedEpoch = '';
  let settledEpoch = '';
  const waiters: (() => void)[] = [];

  function noteEpoch(epoch: string): void {
    if (epoch === toldEpoch || epoch === '') return;
    toldEpoch = epoch;
    isWanted = true;
    wake();
  }

  function heard(epoch: string): void {
    if (comparedEpoch === '') toldEpoch = comparedEpoch = epoch;
    else noteEpoch(epoch);
  }

  async function compareAll(): Promise<void> {
    isWanted = false;
    comparedEpoch = '';
    takeLeft();
    for (const unit of units()) await compare(unit, heard);
    isCompared = true;
  }

  async function compareLeft(): Promise<void> {
    isLeftWanted = false;
    const left = takeLeft();
    for (const unit of units()) if (left.has(unit)) await compare(unit, heard);
  }

  return {
    want() {
      isWanted = true;
      wake();
    },
    wantLeft() {
      isLeftWanted = true;
      wake();
    },
    noteEpoch,
    async run() {
      try {
        if (isWanted) await compareAll();
        else if (isLeftWanted) await compareLeft();
      } catch (error) {
        isWanted = true;
        throw error;
      }
    },
    isWanted: () => isWanted,
    settle() {
      settledEpoch = comparedEpoch;
      for (const resolve of waiters.splice(0)) resolve();
    },
    settled: () => new Promise((resolve) => waiters.push(resolve)),
    isCompared: () => isCompared,
    settledEpoch: () => settledEpoch,
    stop() {
      for (const resolve of waiters.splice(0)) resolve();
    },
  };
}
