import { useEffect, useSyncExternalStore } from 'react';

/** What the screens of the window say of it: the newest words stand in its title, with the mark of what is wrong before them. */
const said = new Map<object, string>();
const wrong = new Set<object>();
const listeners = new Set<() => void>();

const tell = (): void => {
  for (const listener of listeners) listener();
};

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** Names the window by what is open in it, where the title of its route says too little. Never a person's name. */
export function useTitle(words: string | undefined): void {
  useEffect(() => {
    if (words === undefined) return;
    const screen = {};
    said.set(screen, words);
    tell();
    return () => {
      said.delete(screen);
      tell();
    };
  }, [words]);
}

/** Marks the window's title while a form says that something in it is wrong: who listens to the page hears it first. */
export function useWrongTitle(isWrong: boolean): void {
  useEffect(() => {
    if (!isWrong) return;
    const form = {};
    wrong.add(form);
    tell();
    return () => {
      wrong.delete(form);
      tell();
    };
  }, [isWrong]);
}

/** What was said last, for the frame. */
export const useSaidTitle = (): { words: string | undefined; isWrong: boolean } => ({
  words: useSyncExternalStore(subscribe, () => [...said.values()].at(-1)),
  isWrong: useSyncExternalStore(subscribe, () => wrong.size > 0),
});
