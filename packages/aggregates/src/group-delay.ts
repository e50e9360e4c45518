/**
 * Lets writes that come close together share one: a durable write costs about the same whether one or ten wait for it (group commit).
 * A lone one never waits, and whoever sends the next one after an answer seldom does.
 */
export interface GroupDelay {
  /** Resolves when the next write is due. */
  due(): Promise<void>;
  /** One more waits: so many by now. */
  joined(count: number): void;
  /** A write begins, and so many wait for the one after it. */
  began(left: number): void;
}

/** Two writes begin so far apart while others keep coming: a person doesn't notice it. */
const spacingMs = 50;
/** With so many there is little left to share. */
const enough = 8;
/** Who joins sooner came together with the first, as callers do that wait for the answer before they go on. */
const togetherMs = 10;
/** A shorter wait proves nothing. */
const provingMs = 25;
const mostAtOnce = 256;

export function createGroupDelay(): GroupDelay {
  let dueAt = Number.NEGATIVE_INFINITY;
  let count = 0;
  let joinedAt = 0;
  /** Writes that go at once after a wait in vain, twice as many each time in a row; and how many of them are left. */
  let atOnce = 0;
  let left = 0;
  let go: (() => void) | undefined;

  function wait(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      go = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  return {
    async due() {
      const begun = performance.now();
      if (dueAt <= begun || count >= enough) return;
      if (left > 0) {
        left -= 1;
        return;
      }
      await wait(dueAt - begun);
      go = undefined;
      if (performance.now() - begun < provingMs) return;
      atOnce = joinedAt - begun > togetherMs ? 0 : Math.min(Math.max(1, atOnce * 2), mostAtOnce);
      left = atOnce;
    },
    joined(now) {
      count = now;
      joinedAt = performance.now();
      if (count >= enough) go?.();
    },
    began(now) {
      count = now;
      dueAt = performance.now() + spacingMs;
    },
  };
}
