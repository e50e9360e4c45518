import { useLocation } from '@tanstack/react-router';
import { useEffect } from 'react';

/** Goes to the row that the address names, once it is there. @param isThere whether the rows are drawn */
export function useHashFocus(isThere: boolean): void {
  const { hash } = useLocation();
  useEffect(() => {
    const row = isThere && hash !== '' ? document.getElementById(hash) : null;
    row?.focus({ preventScroll: true });
    row?.scrollIntoView({ block: 'center' });
  }, [hash, isThere]);
}
