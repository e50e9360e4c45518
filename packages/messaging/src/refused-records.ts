import type { PutRefusal } from '@lienthong/contracts/exchange/v1/exchange';

/** Records that exchange refused: each waits by itself, so that the others of its call go on. */
export interface RefusedRecords {
  /** @returns the reason, when it is another one than the last. */
  setAside(name: string, refusal: PutRefusal): string | undefined;
  isAside(name: string): boolean;
  /** The next put of the record needs its file put before: exchange does not have it. */
  lacksFile(name: string): boolean;
  /** The file was put. */
  filePut(name: string): void;
  count(): number;
  /** Why the last one was; undefined: none is set aside. */
  reason(): string | undefined;
  stop(): void;
}

/** About as long as a new registry takes to all services of a site. */
const againMs = 10_000;

/** @param again called when the time of some is over. */
export function createRefusedRecords(again: () => void): RefusedRecords {
  const until = new Map<string, number>();
  const lacking = new Set<string>();
  let last: string | undefined;
  let timer: NodeJS.Timeout | undefined;

  function expire(): void {
    const now = performance.now();
    for (const [name, at] of until) if (at <= now) until.delete(name);
    if (until.size === 0) last = undefined;
  }

  function wait(): void {
    timer ??= setTimeout(() => {
      timer = undefined;
      if (until.size > 0) wait();
      again();
    }, againMs);
  }

  return {
    setAside(name, { code, rule, owner }) {
      const reason = [code, rule, owner].filter((word) => word !== '').join(' ');
      const isNews = reason !== last;
      last = reason;
      until.set(name, performance.now() + againMs);
      if (code === 'CONTENT_UNKNOWN') lacking.add(name);
      wait();
      return isNews ? reason : undefined;
    },
    isAside: (name) => (until.get(name) ?? 0) > performance.now(),
    lacksFile: (name) => lacking.has(name),
    filePut: (name) => void lacking.delete(name),
    count() {
      expire();
      return until.size;
    },
    reason() {
      expire();
      return last;
    },
    stop: () => clearTimeout(timer),
  };
}
