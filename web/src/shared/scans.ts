import type { Needs } from './needs.ts';

/** What a scanner reads that a feature understands, wherever the focus is. */
export interface Scan {
  /** Unanchored: a field may hold more than what was scanned into it. */
  shape: RegExp;
  /** Nobody types this by hand: in a field it is a scan however slowly it came in. */
  neverTyped?: boolean;
  needs: Needs;
  load: () => Promise<TakeScan>;
}

export interface Scanned {
  text: string;
  /** @param path without personal data */
  open: (path: string) => void;
}

/** @throws ApiFailure */
export type TakeScan = (scanned: Scanned) => Promise<void>;

type Field = HTMLInputElement | HTMLTextAreaElement;

/** What comes in one go: a scanner's characters follow each other faster than those of any hand. */
interface Burst {
  /** Absent where no field has the focus; the characters are then `text`. */
  field: Field | undefined;
  before: string;
  text: string;
  events: number;
  from: number;
  last: number;
}

const restMs = 100;
const meanMs = 40;
const lateMs = 500;
const leastEvents = 12;
/** From here on the characters belong to the scan: a letter of a name is no shortcut, a blank presses no button. */
const surelyEvents = 3;
const typedInto = new Set(['text', 'search', 'tel', 'url', 'email', 'number']);

/**
 * Hears scans in the whole window. What a scanner typed into a field is taken out of it again, and the key that ends it does nothing else.
 * Windows are left alone: what is typed there is about what they ask.
 *
 * @param find what a text is; undefined: no scan. `fast` says that no hand typed it.
 * @returns how to stop
 */
export function listenForScans<Found extends { text: string }>(
  find: (text: string, fast: boolean) => Found | undefined,
  take: (found: Found) => void,
): () => void {
  let burst: Burst | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let takenAt = -Infinity;

  const add = (text: string, field: Field | undefined, at: number): void => {
    if (!burst || burst.field !== field || at - burst.last > restMs)
      burst = { field, before: field?.value ?? '', text: '', events: 0, from: at, last: at };
    burst.text += text;
    burst.events += 1;
    burst.last = at;
    clearTimeout(timer);
    timer = setTimeout(end, restMs);
  };
  /** Whether what came in was a scan. */
  const end = (): boolean => {
    clearTimeout(timer);
    if (!burst || isHeldByWindow()) return false;
    const { field, before, text, events, from, last } = burst;
    const fast = events >= leastEvents && last - from <= meanMs * events;
    // Where an input method had a hand in it, only the field has the whole of it.
    const found = fast ? (find(text, true) ?? find(field?.value ?? '', true)) : undefined;
    // It may only have halted, on a machine that is busy.
    if (!found) return false;
    burst = undefined;
    // Where nothing was heard of its beginning, what is left is the rest of the field.
    if (field) write(field, text.includes(found.text) ? before : field.value.replace(found.text, ''));
    takenAt = last;
    take(found);
    return true;
  };
  const leave = (field: Field | undefined): boolean => {
    const found = field && find(field.value, false);
    if (!field || !found || isHeldByWindow()) return false;
    write(field, field.value.replace(found.text, ''));
    take(found);
    return true;
  };
  const swallow = (event: Event): void => {
    event.preventDefault();
    event.stopPropagation();
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    // A hand holds it down.
    if (event.repeat) return;
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const field = fieldOf(event.target);
    if (event.key === 'Enter' || event.key === 'Tab') {
      // On a slow machine the key that ends a scan comes after the rest that ended it.
      const isLate = event.timeStamp - takenAt < lateMs;
      const isItsOwn = burst !== undefined && event.timeStamp - burst.last < lateMs;
      if ((isItsOwn && end()) || leave(field) || isLate) swallow(event);
      // What comes after it is another scan.
      burst = undefined;
    } else if (!field && event.key.length === 1 && burst && burst.events >= surelyEvents) {
      if (event.timeStamp - burst.last > restMs || isHeldByWindow()) return;
      add(event.key, undefined, event.timeStamp);
      swallow(event);
    }
  };
  // A scanner may write a letter without any key, by its number: that is a press all the same.
  const onKeyPress = (event: KeyboardEvent): void => {
    if (!event.repeat && !fieldOf(event.target) && event.key.length === 1)
      add(event.key, undefined, event.timeStamp);
  };
  const onBeforeInput = (event: InputEvent): void => {
    const field = fieldOf(event.target);
    if (field && event.data !== null) add(event.data, field, event.timeStamp);
  };
  const onPaste = (event: ClipboardEvent): void => {
    const found = fieldOf(event.target) && find(event.clipboardData?.getData('text') ?? '', false);
    if (!found || isHeldByWindow()) return;
    swallow(event);
    take(found);
  };
  const onFocusOut = (event: FocusEvent): void => void leave(fieldOf(event.target));

  // What was scanned before anybody listened still stands where it was typed; beside the fields the page has kept it.
  const first = setTimeout(() => {
    for (const one of document.querySelectorAll('input, textarea')) leave(fieldOf(one));
  }, restMs);
  for (const { key, timeStamp } of window.takeEarlyKeys?.() ?? []) {
    if (burst && timeStamp - burst.last > restMs) end();
    add(key, undefined, timeStamp);
  }
  const stopped = new AbortController();
  const options = { capture: true, signal: stopped.signal };
  addEventListener('keydown', onKeyDown, options);
  addEventListener('keypress', onKeyPress, options);
  addEventListener('beforeinput', onBeforeInput, options);
  addEventListener('paste', onPaste, options);
  addEventListener('focusout', onFocusOut, options);
  return () => {
    clearTimeout(first);
    clearTimeout(timer);
    stopped.abort();
  };
}

const isHeldByWindow = (): boolean => document.querySelector('dialog[open]') !== null;

const fieldOf = (target: EventTarget | null): Field | undefined =>
  target instanceof HTMLTextAreaElement || (target instanceof HTMLInputElement && typedInto.has(target.type))
    ? target
    : undefined;

/** As if it had been typed: React hears of a value only by the setter of the browser. */
function write(field: Field, value: string): void {
  const kind = field instanceof HTMLTextAreaElement ? HTMLTextAreaElement : HTMLInputElement;
  Object.getOwnPropertyDescriptor(kind.prototype, 'value')?.set?.call(field, value);
  field.dispatchEvent(new Event('input', { bubbles: true }));
}
