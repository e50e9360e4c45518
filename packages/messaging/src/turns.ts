/** Work that runs side by side, and work that runs only while nothing else does. */
export interface Turns {
  besideOthers<T>(work: () => Promise<T>): Promise<T>;
  alone<T>(work: () => Promise<T>): Promise<T>;
}

export function createTurns(): Turns {
  const running = new Set<Promise<unknown>>();
  let last: Promise<unknown> | undefined;

  async function besideOthers<T>(work: () => Promise<T>): Promise<T> {
    while (last) await last;
    const run = work();
    const ended: Promise<unknown> = run.catch(() => undefined);
    running.add(ended);
    void ended.then(() => running.delete(ended));
    return run;
  }

  function alone<T>(work: () => Promise<T>): Promise<T> {
    const before = last;
    const run = (async () => {
      await before;
      await Promise.all(running);
      return work();
    })();
    const ended: Promise<unknown> = run.catch(() => undefined);
    last = ended;
    void ended.then(() => {
      if (last === ended) last = undefined;
    });
    return run;
  }

  return { besideOthers, alone };
}
