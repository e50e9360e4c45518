import type { DeviceStore } from './device-store.ts';

/** A page that goes waits for no database: the last letters lie here until the next page takes them over. */
const prefix = 'lien-thong.leaving/';

/** @param value undefined: nothing is left of it */
export function noteLeaving(key: string, value: unknown): void {
  try {
    localStorage.setItem(prefix + key, JSON.stringify({ value }));
  } catch {
    // Full or forbidden: what was written before stands.
  }
}

export function forgetLeaving(key: string): void {
  try {
    localStorage.removeItem(prefix + key);
  } catch {
    // Forbidden: nothing is there.
  }
}

/** Puts into the store what pages have left when they went. */
export async function adoptLeaving(store: Pick<DeviceStore<never>, 'put' | 'remove'>): Promise<void> {
  for (const [name, text] of entries()) {
    const key = name.slice(prefix.length);
    const { value } = JSON.parse(text) as { value?: never };
    await (value === undefined ? store.remove(key) : store.put(key, value));
    forgetLeaving(key);
  }
}

function entries(): [string, string][] {
  try {
    return Object.keys(localStorage)
      .filter((name) => name.startsWith(prefix))
      .map((name) => [name, localStorage.getItem(name) ?? '{}']);
  } catch {
    return [];
  }
}
