import { useCallback, useLayoutEffect, useRef } from 'react';

/** Whether what asks still stands on the screen: a person may have left it before an answer comes. */
export function useIsHere(): () => boolean {
  const isHere = useRef(false);
  useLayoutEffect(() => {
    isHere.current = true;
    return () => {
      isHere.current = false;
    };
  }, []);
  return useCallback(() => isHere.current, []);
}
