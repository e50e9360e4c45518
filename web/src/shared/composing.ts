import type { KeyboardEvent as ReactKeyboardEvent } from 'react';

/**
 * Whether a word is being composed: its keys belong to the input method, and every handler of keys asks this first. Phone keyboards
 * compose all the time. Their Enter, which a browser would take for one that sends the form, is held back here.
 */
export function isComposing(given: KeyboardEvent | ReactKeyboardEvent): boolean {
  const event = 'nativeEvent' in given ? given.nativeEvent : given;
  // Safari ends the composition before its last key, which still carries the code of one in process.
  if (!event.isComposing && event.keyCode !== 229) return false;
  if (event.key === 'Enter' && event.target instanceof HTMLInputElement) event.preventDefault();
  return true;
}
