/*
 * Runs before anything is painted, as a script of its own that waits for no other: colours and width of the rail are as this person
 * chose, so that nothing flashes or moves. The names are those of `shared/preferences.ts`.
 */
const { dataset } = document.documentElement;

const chosen = (name: string): string | null => {
  try {
    return localStorage.getItem(`lien-thong.${name}`);
  } catch {
    return null;
  }
};

const theme = chosen('theme');
const followsDevice = theme !== 'light' && theme !== 'dark';
const isDark = followsDevice ? matchMedia('(prefers-color-scheme: dark)').matches : theme === 'dark';
dataset['theme'] = isDark ? 'dark' : 'light';
if (chosen('rail') === 'open') dataset['rail'] = 'open';

/*
 * A scanner does not wait for the app: what is typed beside any field is kept for who hears scans (`shared/scans.ts`). What comes faster
 * than from any hand does nothing else meanwhile.
 */
const heard: KeyboardEvent[] = [];
const hear = (event: KeyboardEvent): void => {
  const { key, target, timeStamp, type } = event;
  if (key.length > 1 || event.ctrlKey || event.metaKey || event.altKey) return;
  if ((target as Element).matches?.('input, textarea, select')) return;
  const isScan = timeStamp - (heard.at(-3)?.timeStamp ?? 0) < 200 && heard.length > 2;
  if (isScan) {
    event.preventDefault();
    event.stopImmediatePropagation();
  }
  // A press follows the key, unless the key is swallowed.
  if (isScan || type === 'keypress') heard.push(event);
};
const signs = ['keydown', 'keypress'] as const;
for (const sign of signs) addEventListener(sign, hear, true);
window.takeEarlyKeys = () => {
  for (const sign of signs) removeEventListener(sign, hear, true);
  return heard.splice(0);
};

declare global {
  interface Window {
    /** What was typed before anybody heard scans; from now on somebody does. */
    takeEarlyKeys?: () => KeyboardEvent[];
  }
}

export {};
