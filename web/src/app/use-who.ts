import { type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { ApiFailure } from '../api/failure.ts';
import { readSession, type Session } from '../api/session.ts';
import { ownerOf } from '../outbox/owner.ts';
import { hearSignOut } from '../outbox/sign-out.ts';
import { noteBusinessTime } from '../shared/business-clock.ts';
import { fetchBehind } from '../shared/first-answers.ts';

const askAgainMs = 30_000;

const fetchLastKnown = (queries: QueryClient) =>
  fetchBehind(queries, () => import('../outbox/last-known.ts'));

export interface Who {
  /** Undefined: nobody, or not known yet. */
  session: Session | undefined;
  /** The site has not said so yet: this device knows who worked here last. */
  isUnverified: boolean;
  failure: ApiFailure | undefined;
}

/** Who works here: as the site says, or, while it is away from the start on, as this device last knew. */
export function useWho(): Who {
  const queries = useQueryClient();
  const [kept, setKept] = useState<Session>();
  const asked = useQuery({
    queryKey: ['session'],
    queryFn: readSession,
    refetchInterval: askAgainMs,
    refetchOnWindowFocus: 'always',
  });
  const verified = asked.data;
  const reason = asked.error ?? asked.failureReason;
  const failure = reason instanceof ApiFailure ? reason : undefined;
  const isAway = !verified && failure?.kind === 'unreachable';

  useEffect(() => {
    if (!isAway) return;
    const show = async (): Promise<void> => {
      const { findSession, showAnswers } = await import('../outbox/last-known.ts');
      const found = await findSession();
      if (found) await showAnswers(queries, ownerOf(found), ['short', 'long']);
      setKept(found);
    };
    show().catch(console.error);
  }, [isAway, queries]);

  useEffect(() => {
    if (!verified) return;
    const keep = async (): Promise<void> => {
      const { keepSession } = await fetchLastKnown(queries);
      await keepSession(verified);
    };
    keep().catch(console.error);
  }, [verified, queries]);

  useEffect(() => noteBusinessTime(verified?.businessNow), [verified]);

  const owner = verified && ownerOf(verified);
  useEffect(() => {
    if (owner === undefined) return;
    let stop: (() => void) | undefined;
    let current = true;
    const start = async (): Promise<void> => {
      const { dropExpired, keepAnswers, showAnswers } = await fetchLastKnown(queries);
      if (!current) return;
      stop = keepAnswers(queries, owner);
      await showAnswers(queries, owner, ['long']);
      await dropExpired();
    };
    start().catch(console.error);
    return () => {
      current = false;
      stop?.();
    };
  }, [owner, queries]);

  const session = verified ?? kept;
  const isSame = useSamePerson(session);
  return { session: isSame ? session : undefined, isUnverified: !verified, failure };
}

/** Signed out in another window, or somebody else signed in meanwhile: nothing of the one before stays on the screen. */
function useSamePerson(session: Session | undefined): boolean {
  const [first, setFirst] = useState<string>();
  const owner = session && ownerOf(session);
  const isOther = first !== undefined && owner !== undefined && owner !== first;
  useEffect(() => {
    if (isOther) location.reload();
    else if (owner !== undefined) setFirst(owner);
  }, [isOther, owner]);
  useEffect(() => (owner === undefined ? undefined : hearSignOut(owner, () => location.reload())), [owner]);
  return !isOther;
}
