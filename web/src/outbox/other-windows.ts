/** What the windows of one person on this device tell each other, and what only one of them may do at a time. */
export interface OtherWindows<News> {
  tell: (news: News) => void;
  hear: (listener: (news: News) => void) => void;
  /** Does it unless another window is at it: then `elsewhere`. */
  alone: <Value>(what: string, work: () => Promise<Value>) => Promise<Value | 'elsewhere'>;
  close: () => void;
}

/** For tests. */
export const noOtherWindows = <News>(): OtherWindows<News> => ({
  tell: () => undefined,
  hear: () => undefined,
  alone: (_, work) => work(),
  close: () => undefined,
});

/** Where a browser has no locks, as on a page without TLS, each window acts for itself: the keys keep it right. */
export function otherWindows<News>(name: string): OtherWindows<News> {
  const channel = new BroadcastChannel(name);
  return {
    tell: (news) => channel.postMessage(news),
    hear: (listener) => {
      channel.onmessage = ({ data }: MessageEvent<News>) => listener(data);
    },
    alone: (what, work) => {
      const { locks } = navigator as Partial<Navigator>;
      if (!locks) return work();
      return locks.request(`${name}/${what}`, { ifAvailable: true }, async (lock) =>
        lock ? work() : ('elsewhere' as const),
      );
    },
    close: () => channel.close(),
  };
}

/** Does it when no other window is at it. */
export function inTurn<Value>(what: string, work: () => Promise<Value>): Promise<Value> {
  const { locks } = navigator as Partial<Navigator>;
  return locks ? locks.request(`lien-thong/${what}`, work) : work();
}

const lockOf = (window: string): string => `lien-thong/window/${window}`;
/** A reloaded page waits for the lock of the page that it was; the copy of a tab waits in vain. */
const patienceMs = 700;

/** Holds a window's name until the window is closed. @returns whether it is ours */
const holdName = (window: string): Promise<boolean> =>
  new Promise((resolve) => {
    const { locks } = navigator as Partial<Navigator>;
    if (!locks) return resolve(true);
    locks
      .request(lockOf(window), { signal: AbortSignal.timeout(patienceMs) }, () => {
        resolve(true);
        return new Promise<never>(() => undefined);
      })
      .catch(() => resolve(false));
  });

const nameAt = 'lien-thong.window';

async function claimName(fresh: () => string): Promise<string> {
  let before: string | null = null;
  try {
    before = sessionStorage.getItem(nameAt);
  } catch {
    // Storage may be forbidden: the name then lasts as long as the page.
  }
  if (before && (await holdName(before))) return before;
  const name = fresh();
  await holdName(name);
  try {
    sessionStorage.setItem(nameAt, name);
  } catch {
    // As above.
  }
  return name;
}

let claimed: Promise<string> | undefined;

/** The name of this window: the same after a reload, another one in the copy of a tab. */
export const thisWindow = (fresh: () => string): Promise<string> => (claimed ??= claimName(fresh));

/** The names of the windows that are open, this one among them. */
export async function openWindows(): Promise<ReadonlySet<string>> {
  const { locks } = navigator as Partial<Navigator>;
  const held = locks ? ((await locks.query()).held ?? []) : [];
  const prefix = lockOf('');
  return new Set(held.flatMap(({ name }) => (name?.startsWith(prefix) ? [name.slice(prefix.length)] : [])));
}
