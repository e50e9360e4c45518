/**
 * Lets writes that come close together share one: a durable write costs about the same whether one or ten wait for it (group commit).
 * A lone one never waits.
 */
export interface GroupDelay {
  /** Resolves when the next write is due. */
  due(): Promise<void>;
  /** So many wait for the next write. */
  waiting(count: number): void;
  /** A write of so many begins. */
  began(count: number): void;
}

/** Two writes begin so far apart while others keep coming: a person doesn't notice it. */
const spacingMs = 50;
/** With so many there is little left to share. */
const enough = 8;
/** After a wait that brought nobody, so many writes go at once: whoever sends one after the other would wait in vain. */
const writesAtOnce = 16;

export function createGroupDelay(): GroupDelay {
  let dueAt = Number.NEGATIVE_INFINITY;
  let count = 0;
  let hasWaited = false;
  let atOnce = 0;
  let go: (() => void) | undefined;

  return {
    async due() {
      const left = dueAt - performance.now();
      hasWaited = left > 0 && count < enough && atOnce === 0;
      if (!hasWaited) return;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        go = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      go = undefined;
    },
    waiting(now) {
      count = now;
      if (count >= enough) go?.();
    },
    began(taken) {
      dueAt = performance.now() + spacingMs;
      if (hasWaited && taken === 1) atOnce = writesAtOnce;
      else if (atOnce > 0) atOnce -= 1;
    },
  };
}
