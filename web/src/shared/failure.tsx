import { lazy, Suspense } from 'react';
import { useT } from '../i18n/language.tsx';
import { wordsFetched } from '../i18n/words.ts';

/** Hundreds of sentences, fetched for whom something failed: where they cannot be fetched, that is what failed. */
const Words = lazy(async () => {
  const found = await import('./failure-words.tsx').catch(() => undefined);
  await wordsFetched().catch(console.error);
  return { default: found?.FailureWords ?? NotReached };
});

/** Why something failed, where the first screen shows it; later ones have the words at hand with `useFailureWords`. */
export function Failure({ error }: { error: unknown }) {
  return (
    <Suspense fallback={null}>
      <Words error={error} />
    </Suspense>
  );
}

function NotReached() {
  return useT()('unreachable.title');
}
