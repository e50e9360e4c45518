import { useQueryClient } from '@tanstack/react-query';
import { type ComponentType, useEffect, useState } from 'react';
import { fetchBehind } from '../shared/first-answers.ts';

/** A part of the frame that the first screen does not wait for; undefined: not here yet. */
export function useBehind<Props>(
  load: () => Promise<ComponentType<Props>>,
): ComponentType<Props> | undefined {
  const queries = useQueryClient();
  const [Part, setPart] = useState<ComponentType<Props>>();
  useEffect(() => {
    fetchBehind(queries, load).then((found) => setPart(() => found), console.error);
    // It stays what it is.
    // biome-ignore lint/correctness/useExhaustiveDependencies: once
  }, [queries]);
  return Part;
}
