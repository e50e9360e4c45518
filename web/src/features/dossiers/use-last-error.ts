import { useRef } from 'react';

interface Asked {
  data: unknown;
  error: unknown;
  failureReason: unknown;
}

/**
 * Why there is no answer yet, also while it is asked for again: a query forgets its error with every try, and without a line it would be
 * a skeleton for ever.
 */
export function useLastError({ data, error, failureReason }: Asked): unknown {
  const last = useRef<unknown>(undefined);
  last.current = data === undefined ? (error ?? failureReason ?? last.current) : undefined;
  return last.current;
}
