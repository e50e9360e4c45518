import { dehydrate, type DehydratedState, hydrate, type QueryClient } from '@tanstack/react-query';
import { businessTimeAt, type Session } from '../api/session.ts';
import { type DeviceStore, deviceStore, subscribeDeviceLoss } from './device-store.ts';
import { inTurn } from './other-windows.ts';
import { ownerOf } from './owner.ts';
import { hasSignedOut } from './sign-out.ts';

/** How long a query's answer may be shown without the site: `short` for lists of people, `long` for catalogues. */
export type KeptFor = 'short' | 'long';

declare module '@tanstack/react-query' {
  interface Register {
    queryMeta: { kept?: KeptFor };
  }
}

const hourMs = 3_600_000;
const lastsMs: Record<KeptFor, number> = { short: 16 * hourMs, long: 7 * 24 * hourMs };
const writeAfterMs = 1_000;

interface KeptSession {
  kind: 'session';
  session: Session;
}
type Answers = DehydratedState['queries'];
interface KeptAnswers {
  kind: 'answers';
  owner: string;
  queries: Answers;
}

type Known = DeviceStore<KeptSession | KeptAnswers>;
const store: Known = deviceStore('known');
const alone = <Value>(work: () => Promise<Value>): Promise<Value> => inTurn('known', work);
/** What is from after now was kept before the clock of this device was set back. */
const lasts = ({ meta, state }: Answers[number]): boolean => {
  const age = Date.now() - state.dataUpdatedAt;
  return age >= 0 && age <= lastsMs[meta?.kept ?? 'short'];
};
const answersOf = (owner: string): string => `answers/${owner}`;

let lastSession: Session | undefined;

/** Who worked here last: signing in needs the site. */
export const keepSession = (session: Session, known = store): Promise<void> => {
  lastSession = session;
  return alone(async () => {
    // Answered just before another window signed out.
    if (!hasSignedOut(ownerOf(session))) await known.put('session', { kind: 'session', session });
  });
};

// Site data are cleared while somebody works: a start without the site still knows them.
subscribeDeviceLoss(() => {
  if (lastSession) keepSession(lastSession).catch(console.error);
});

/** Undefined: nobody, or too long ago. Its business time goes on by the clock of this device. */
export async function findSession(): Promise<Session | undefined> {
  const kept = await store.get('session');
  if (kept?.kind !== 'session') return undefined;
  lastSession = kept.session;
  const now = Date.now();
  const businessNow = businessTimeAt(kept.session, now);
  return businessNow === undefined ? undefined : { ...kept.session, businessNow, askedAt: now };
}

/** Shows what was last answered, until the site answers again. */
export async function showAnswers(
  queries: QueryClient,
  owner: string,
  which: readonly KeptFor[],
  known = store,
): Promise<void> {
  const kept = await known.get(answersOf(owner));
  if (kept?.kind !== 'answers') return;
  const wanted = kept.queries.filter(({ meta }) => which.includes(meta?.kept ?? 'short'));
  hydrate(queries, { mutations: [], queries: wanted.filter(lasts) });
}

/** Keeps the answers that say so, a moment after they came. @returns ends it */
export function keepAnswers(queries: QueryClient, owner: string): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const write = async (): Promise<void> => {
    timer = undefined;
    await writeAnswers(queries, owner);
  };
  // What was answered before is kept too: a catalogue is not asked for again.
  write().catch(console.error);
  const stopHearing = subscribeDeviceLoss(() => void write().catch(console.error));
  const stop = queries.getQueryCache().subscribe(({ type, query }) => {
    if (type === 'updated' && query.meta?.kept)
      timer ??= setTimeout(() => void write().catch(console.error), writeAfterMs);
  });
  return () => {
    clearTimeout(timer);
    stopHearing();
    stop();
  };
}

/** Adds what this window knows to what the others have kept, for who is still signed in. */
export const writeAnswers = (queries: QueryClient, owner: string, known = store): Promise<void> =>
  alone(async () => {
    const signedIn = await known.get('session');
    if (signedIn?.kind !== 'session' || ownerOf(signedIn.session) !== owner) return;
    const before = await known.get(answersOf(owner));
    const { queries: ours } = dehydrate(queries, {
      shouldDehydrateQuery: ({ meta, state: { status } }) => meta?.kept !== undefined && status === 'success',
    });
    const newest = new Map<string, Answers[number]>();
    const theirs = before?.kind === 'answers' ? before.queries : [];
    for (const one of [...theirs, ...ours].filter(lasts)) {
      const other = newest.get(one.queryHash);
      // A window that slept holds older answers than the others have kept.
      if (!other || one.state.dataUpdatedAt >= other.state.dataUpdatedAt) newest.set(one.queryHash, one);
    }
    await known.put(answersOf(owner), { kind: 'answers', owner, queries: [...newest.values()] });
  });

/** Of whoever does not come back to sign out, no list stays for longer than it may be shown. */
export const dropExpired = (known = store): Promise<void> =>
  alone(async () => {
    for (const one of await known.all())
      if (one.kind === 'answers' && !one.queries.some(lasts)) await known.remove(answersOf(one.owner));
  });

/** Signing out leaves neither the person nor their lists on a shared computer. */
export const forgetKnown = (owner: string, known = store): Promise<void> =>
  alone(async () => {
    for (const key of ['session', answersOf(owner)]) await known.remove(key);
  });
