/** Work that runs side by side, and work that runs only while nothing else does. */
export interface SharedLock {
  shared<T>(work: () => Promise<T>): Promise<T>;
  exclusive<T>(work: () => Promise<T>): Promise<T>;
}

export function createSharedLock(): SharedLock {
  const running = new Set<Promise<unknown>>();
  let last: Promise<unknown> | undefined;

  async function shared<T>(work: () => Promise<T>): Promise<T> {
    while (last) await last;
    const run = work();
    const ended: Promise<unknown> = run.catch(() => undefined);
    running.add(ended);
    void ended.then(() => running.delete(ended));
    return run;
  }

  function exclusive<T>(work: () => Promise<T>): Promise<T> {
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

  return { shared, exclusive };
}
