import { useEffect, useRef, useState } from 'react';
import { type DeviceStore, deviceStore, memoryStore } from './device-store.ts';

interface Kept<Value> {
  owner: string;
  name: string;
  value: Value;
}

const saveAfterMs = 400;

/**
 * What is being typed, kept on this device until it is sent: closing the browser or losing power loses nothing.
 * `loaded` is false until it is known whether a draft is there.
 */
export function useDraft<Value>(
  owner: string,
  name: string,
  create: () => Value,
): { value: Value; set: (next: Value) => void; clear: () => Value; loaded: boolean; restored: boolean } {
  const [value, setValue] = useState<Value>(create);
  const [loaded, setLoaded] = useState(false);
  const [restored, setRestored] = useState(false);
  const store = useRef<DeviceStore<Kept<Value>>>(deviceStore<Kept<Value>>('drafts'));
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const key = `${owner}/${name}`;

  useEffect(() => {
    let current = true;
    store.current
      .all()
      .catch(() => {
        store.current = memoryStore();
        return [];
      })
      .then((all) => {
        const kept = all.find((one) => one.owner === owner && one.name === name);
        if (!current) return;
        if (kept) {
          setValue(kept.value);
          setRestored(true);
        }
        setLoaded(true);
      }, console.error);
    return () => {
      current = false;
    };
  }, [owner, name]);

  const set = (next: Value): void => {
    setValue(next);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      store.current.put(key, { owner, name, value: next }).catch(console.error);
    }, saveAfterMs);
  };
  const clear = (): Value => {
    clearTimeout(timer.current);
    store.current.remove(key).catch(console.error);
    const fresh = create();
    setValue(fresh);
    setRestored(false);
    return fresh;
  };
  return { value, set, clear, loaded, restored };
}

/** Signing out leaves nothing of a person on a shared computer. */
export async function forgetDrafts(owner: string): Promise<void> {
  const store = deviceStore<Kept<unknown>>('drafts');
  for (const kept of await store.all())
    if (kept.owner === owner) await store.remove(`${kept.owner}/${kept.name}`);
}
