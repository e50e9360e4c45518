import { useSyncExternalStore } from 'react';

let keeps = true;
const listeners = new Set<() => void>();

export function noteDeviceKeeps(next: boolean): void {
  if (keeps === next) return;
  keeps = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Whether the device took what it was last given to keep. */
export const useDeviceKeeps = (): boolean => useSyncExternalStore(subscribe, () => keeps);
