import { useLayoutEffect, useRef } from 'react';
import { isComposing } from './composing.ts';
import { readPreference, writePreference } from './preferences.ts';

/** One-letter keys can be switched off (WCAG 2.1.4): speech input would set them off. */
export const shortcutsOn = (): boolean => readPreference('shortcuts') !== 'off';
export const setShortcutsOn = (on: boolean): void => writePreference('shortcuts', on ? '' : 'off');

/** A box or a circle that was clicked takes no letters, but arrows and the space bar are its own. */
const boxes = new Set(['checkbox', 'radio']);
const keysOfBoxes = new Set([' ', 'ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight', 'Enter']);

const isTheirs = (target: EventTarget | null, key: string): boolean => {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement && boxes.has(target.type)) return keysOfBoxes.has(key);
  return target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName);
};

type Keys = Record<string, (event: KeyboardEvent) => void>;
type At = 'screen' | 'frame';

/** Who listens; of several the one that came last hears a key first: what opened last closes first. */
const listening: Record<At, { current: Keys }[]> = { screen: [], frame: [] };

const hear = (at: At) => (given: Event) => {
  const event = given as KeyboardEvent;
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isComposing(event)) return;
  if (isTheirs(event.target, event.key) || document.querySelector('dialog[open]')) return;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (key.length === 1 && !shortcutsOn()) return;
  const run = listening[at].findLast(({ current }) => current[key])?.current[key];
  if (!run) return;
  event.preventDefault();
  run(event);
};
const hearing = { screen: hear('screen'), frame: hear('frame') };

/**
 * Runs `keys[key]` when the key is pressed outside a field and no dialog is open. Keys are as in `KeyboardEvent.key`, letters
 * in lower case. It listens as soon as the screen is there to be seen: a quick hand presses before React has rested.
 * @param at the frame listens at the window, which hears a key after the screens
 */
export function useShortcuts(keys: Keys, at: At = 'screen'): void {
  const latest = useRef(keys);
  useLayoutEffect(() => {
    latest.current = keys;
  });
  useLayoutEffect(() => {
    const target: EventTarget = at === 'frame' ? window : document;
    if (listening[at].length === 0) target.addEventListener('keydown', hearing[at]);
    listening[at].push(latest);
    return () => {
      listening[at].splice(listening[at].indexOf(latest), 1);
      if (listening[at].length === 0) target.removeEventListener('keydown', hearing[at]);
    };
  }, [at]);
}
