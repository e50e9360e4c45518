import { useEffect, useState } from 'react';

const restMs = 150;

/** What stood in a field when typing rested: nothing is asked at every key. `hurry` takes what stands there now. */
export function useRested(text: string): { rested: string; hurry: () => void } {
  const [rested, setRested] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setRested(text), restMs);
    return () => clearTimeout(timer);
  }, [text]);
  return { rested, hurry: () => setRested(text) };
}
