/** Whether the site answers this browser, learned from every call. */
export interface Reachability {
  /** Machine time of the first call without an answer after the last answer; absent: reachable. */
  downSince?: number;
}

let state: Reachability = {};
const listeners = new Set<() => void>();

const change = (next: Reachability): void => {
  state = next;
  for (const listener of listeners) listener();
};

export const noteAnswer = (): void => {
  if (state.downSince !== undefined) change({});
};

export const noteSilence = (): void => {
  if (state.downSince === undefined) change({ downSince: Date.now() });
};

// The browser knows of a pulled cable long before a call has failed.
globalThis.addEventListener?.('offline', noteSilence);

export const readReachability = (): Reachability => state;

export function subscribeReachability(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
