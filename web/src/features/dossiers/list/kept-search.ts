import { useLocation } from '@tanstack/react-router';
import { useEffect, useState } from 'react';

const nameOf = (entry: string): string => `dossiers.search.${entry}`;

/**
 * What is searched for, kept with its entry of the window's history: it survives a reload and the way back from another screen. It
 * stands in no address, for names are personal data.
 */
export function useKeptSearch(): [string, (text: string) => void] {
  const entry = useLocation({ select: ({ state }) => state.__TSR_key ?? '' });
  const [kept, setKept] = useState(() => ({ entry, text: read(entry) ?? '' }));
  // An entry that is new goes on with what stands there; one that was left before has its own.
  const now = kept.entry === entry ? kept : { entry, text: read(entry) ?? kept.text };
  if (now !== kept) setKept(now);
  useEffect(() => write(now.entry, now.text), [now.entry, now.text]);
  return [now.text, (text) => setKept({ entry, text })];
}

function read(entry: string): string | undefined {
  try {
    return sessionStorage.getItem(nameOf(entry)) ?? undefined;
  } catch {
    // Storage may be forbidden by the browser's policy; the search then lasts as long as the screen.
    return undefined;
  }
}

function write(entry: string, text: string): void {
  try {
    sessionStorage.setItem(nameOf(entry), text);
  } catch {
    // As above.
  }
}
