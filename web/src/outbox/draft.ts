import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { newId } from '../shared/new-id.ts';
import { type DeviceStore, deviceStore } from './device-store.ts';
import { adoptLeaving, forgetLeaving, noteLeaving } from './leaving.ts';
import { openWindows, thisWindow } from './other-windows.ts';
import { useOwner } from './owner.ts';
import { hasSignedOut } from './sign-out.ts';

/** What was typed in a window that was closed since. */
export interface LeftDraft<Value> {
  /** The window's name. */
  window: string;
  value: Value;
  /** Milliseconds since 1970. */
  at: number;
}

interface Kept<Value> extends LeftDraft<Value> {
  owner: string;
  name: string;
}

export interface Draft<Value> {
  value: Value;
  set: (next: Value) => void;
  /** What is typed is given up. */
  clear: () => void;
  /**
   * It goes with what is being sent: meanwhile nobody is shown it again, nor after a restart once the outbox has it. Refused, it stands
   * where it stood.
   * @throws what that throws
   */
  send: <Sent>(give: (onKept: () => void) => Promise<Sent>) => Promise<Sent>;
  /** Whether it is known what was typed before, or the device has been silent for too long. */
  loaded: boolean;
  /** The device has been silent for too long: what was typed before may still come. */
  isUnread: boolean;
  /** What was typed here before is on its way. */
  isBeingSent: boolean;
  /** Typed in this window before it was loaded again. */
  restored: boolean;
  /** Nothing was typed yet. */
  isEmpty: boolean;
  /** Another one with each new beginning. */
  turn: number;
  /** For this form, by windows that are closed: nothing of it is taken before a person says so. */
  left: readonly LeftDraft<Value>[];
  /** For this form, in a window that is open. */
  isOpenElsewhere: boolean;
  take: (one: LeftDraft<Value>) => void;
  drop: (one: LeftDraft<Value>) => void;
}

const saveAfterMs = 400;
/** A silent device keeps nobody from typing for longer. */
const devicePatienceMs = 1_000;
/** By owner and form: what this window is sending. */
const beingSent = new Map<string, Promise<unknown>>();
const store: DeviceStore<Kept<unknown>> = deviceStore('drafts');
const keyOf = ({ owner, name, window }: Pick<Kept<unknown>, 'owner' | 'name' | 'window'>): string =>
  `${owner}/${name}/${window}`;

/** This window's name, those of the open ones, what is kept of all, and what was before anything could be typed over it. */
async function readDevice() {
  const [before] = await Promise.all([store.all(), adoptLeaving(store)]);
  const [own, open, all] = await Promise.all([thisWindow(newId), openWindows(), store.all()]);
  return { own, open, all, before };
}

/**
 * What is being typed, kept on this device until it is sent. A draft belongs to one form in one window: two citizens typed in two windows
 * stay two.
 * @param create what stands there before anything was typed; it is not kept
 */
export function useDraft<Value>(name: string, create: () => Value): Draft<Value> {
  const owner = useOwner();
  const [value, setValue] = useState<Value>(create);
  const [known, setKnown] = useState({
    loaded: false,
    isUnread: false,
    restored: false,
    isOpenElsewhere: false,
    turn: 0,
  });
  const [left, setLeft] = useState<readonly LeftDraft<Value>[]>([]);
  const keeper = useKeeper(owner, name);
  const begin = useRef(create);

  useEffect(() => {
    let current = true;
    let isFirst = true;
    const begunAt = Date.now();
    const goOn = (): void => {
      if (current) setKnown((before) => ({ ...before, loaded: true, isUnread: true }));
    };
    /** What came too late to stand in the form is offered beside it. */
    const setAside = async (late: Kept<Value>): Promise<Kept<Value>> => {
      const aside = { ...late, window: newId() };
      await store.put(keyOf(aside), aside);
      return aside;
    };
    const look = async (): Promise<void> => {
      await beingSent.get(`${owner}/${name}`);
      const late = setTimeout(goOn, devicePatienceMs);
      const { own, open, all, before } = await readDevice().finally(() => clearTimeout(late));
      const ofThis = (from: Kept<unknown>[]): Kept<Value>[] =>
        from.filter((one) => one.owner === owner && one.name === name) as Kept<Value>[];
      const tooLate =
        isFirst && keeper.hasTyped()
          ? ofThis(before).find(({ window, at }) => window === own && at < begunAt)
          : undefined;
      const aside = tooLate ? [await setAside(tooLate)] : [];
      if (!current) return;
      const these = [...ofThis(all), ...aside];
      const mine = these.find(({ window }) => window === own);
      const others = these.filter(({ window }) => window !== own);
      const isFound = isFirst && mine !== undefined;
      isFirst = false;
      setLeft(others.filter(({ window }) => !open.has(window)));
      setKnown((before) => ({
        ...before,
        loaded: true,
        isUnread: false,
        restored: before.restored || (isFound && !keeper.hasTyped()),
        isOpenElsewhere: others.some(({ window }) => open.has(window)),
      }));
      if (mine && !keeper.hasTyped()) setValue(mine.value);
    };
    const again = (): void =>
      void look().catch((error: unknown) => {
        // What was typed before cannot be found: typing goes on all the same.
        console.error(error);
        goOn();
      });
    again();
    addEventListener('focus', again);
    return () => {
      current = false;
      removeEventListener('focus', again);
    };
  }, [owner, name, keeper]);

  const set = useCallback(
    (next: Value): void => {
      setValue(next);
      keeper.keep(next, isSame(next, begin.current()));
    },
    [keeper],
  );
  const start = (next: Value, restored: boolean): void => {
    setValue(next);
    setKnown((before) => ({ ...before, restored, turn: before.turn + 1 }));
  };
  const drop = (one: LeftDraft<Value>): void => {
    setLeft((before) => before.filter(({ window }) => window !== one.window));
    store.remove(keyOf({ owner, name, window: one.window })).catch(console.error);
  };
  const clear = (): Promise<boolean> => {
    keeper.keep(undefined, true);
    start(create(), false);
    return keeper.flush();
  };
  return {
    value,
    set,
    clear: () => void clear(),
    send: async (give) => {
      const key = `${owner}/${name}`;
      const sending = give(() => {
        keeper.keep(undefined, true);
        void keeper.flush();
      });
      const putBack = (): Promise<boolean> => {
        keeper.keep(value, isSame(value, begin.current()));
        return keeper.flush();
      };
      const settled = sending.then(clear, putBack).finally(() => {
        if (beingSent.get(key) === settled) beingSent.delete(key);
        // The button may be pressed again.
        setKnown((before) => ({ ...before }));
      });
      beingSent.set(key, settled);
      return sending;
    },
    ...known,
    isBeingSent: beingSent.has(`${owner}/${name}`),
    isEmpty: isSame(value, begin.current()),
    left,
    take: (one) => {
      start(one.value, true);
      keeper.keep(one.value, false);
      // Ours is on the device before theirs goes.
      void keeper.flush().then((isKept) => isKept && drop(one));
    },
    drop,
  };
}

const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

interface Keeper {
  keep: (value: unknown, isEmpty: boolean) => void;
  /** @returns whether the device has taken what was given last */
  flush: () => Promise<boolean>;
  /** Nothing can be waited for any more. */
  leave: () => void;
  hasTyped: () => boolean;
}

/** Writes at most 400 ms after the first change that is not kept, and at once when the window may go. */
function useKeeper(owner: string, name: string): Keeper {
  const keeper = useMemo(() => createKeeper(owner, name), [owner, name]);
  useEffect(() => {
    const flush = (): void => void keeper.flush();
    const leave = (): void => keeper.leave();
    for (const sign of ['blur', 'focusout']) addEventListener(sign, flush);
    addEventListener('pagehide', leave);
    document.addEventListener('visibilitychange', flush);
    return () => {
      for (const sign of ['blur', 'focusout']) removeEventListener(sign, flush);
      removeEventListener('pagehide', leave);
      document.removeEventListener('visibilitychange', flush);
      flush();
    };
  }, [keeper]);
  return keeper;
}

export function createKeeper(owner: string, name: string, drafts = store): Keeper {
  let pending: { value: unknown; isEmpty: boolean } | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let hasTyped = false;
  // Known before the window goes: nothing is asked for then.
  let window: string | undefined;
  const named = thisWindow(newId).then((known) => {
    window = known;
  });

  /** Given to the device, and not yet answered by it. */
  let unanswered: { value: unknown; isEmpty: boolean } | undefined;
  const kept = (value: unknown): Kept<unknown> => ({
    owner,
    name,
    window: window ?? '',
    value,
    at: Date.now(),
  });

  const flush = async (): Promise<boolean> => {
    clearTimeout(timer);
    timer = undefined;
    if (!pending) return unanswered === undefined;
    const given = pending;
    pending = undefined;
    unanswered = given;
    if (window === undefined) await named;
    if (hasSignedOut(owner)) return false;
    const draft = kept(given.value);
    const key = keyOf(draft);
    const isKept = await (given.isEmpty ? drafts.remove(key) : drafts.put(key, draft)).then(
      () => true,
      (error: unknown) => {
        // What the device does not take is told by its line.
        console.error(error);
        return false;
      },
    );
    if (unanswered !== given) return isKept;
    unanswered = undefined;
    if (isKept) forgetLeaving(key);
    // It is given again with the next sign.
    else pending ??= given;
    return isKept;
  };
  return {
    keep: (value, isEmpty) => {
      hasTyped = true;
      pending = { value, isEmpty };
      timer ??= setTimeout(() => void flush(), saveAfterMs);
    },
    flush,
    leave: () => {
      const last = pending ?? unanswered;
      if (!last || window === undefined || hasSignedOut(owner)) return;
      const draft = kept(last.value);
      noteLeaving(keyOf(draft), last.isEmpty ? undefined : draft);
      void flush();
    },
    hasTyped: () => hasTyped,
  };
}

/** Signing out leaves nothing of a person on a shared computer. */
export async function forgetDrafts(owner: string): Promise<void> {
  await adoptLeaving(store);
  for (const kept of await store.all()) if (kept.owner === owner) await store.remove(keyOf(kept));
}
