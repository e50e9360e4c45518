import { dehydrate, type DehydratedState, hydrate, type QueryClient } from '@tanstack/react-query';
import { businessTimeAt, type Session } from '../api/session.ts';
import { deviceStore } from './device-store.ts';

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

const store = deviceStore<KeptSession | KeptAnswers>('known');
const lasts = ({ meta, state }: Answers[number]): boolean =>
  Date.now() - state.dataUpdatedAt <= lastsMs[meta?.kept ?? 'short'];
const answersOf = (owner: string): string => `answers/${owner}`;

/** Who worked here last: signing in needs the site. */
export const keepSession = (session: Session): Promise<void> =>
  store.put('session', { kind: 'session', session });

/** Undefined: nobody, or too long ago. Its business time goes on by the clock of this device. */
export async function findSession(): Promise<Session | undefined> {
  const kept = await store.get('session');
  if (kept?.kind !== 'session') return undefined;
  const now = Date.now();
  const businessNow = businessTimeAt(kept.session, now);
  return businessNow === undefined ? undefined : { ...kept.session, businessNow, askedAt: now };
}

/** Shows what was last answered, until the site answers again. */
export async function showAnswers(
  queries: QueryClient,
  owner: string,
  which: readonly KeptFor[],
): Promise<void> {
  const kept = await store.get(answersOf(owner));
  if (kept?.kind !== 'answers') return;
  const wanted = kept.queries.filter(({ meta }) => which.includes(meta?.kept ?? 'short'));
  hydrate(queries, { mutations: [], queries: wanted.filter(lasts) });
}

/** Keeps the answers that say so, a moment after they came. @returns ends it */
export function keepAnswers(queries: QueryClient, owner: string): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const write = async (): Promise<void> => {
    timer = undefined;
    const fresh = dehydrate(queries, {
      shouldDehydrateQuery: ({ meta, state: { status } }) => meta?.kept !== undefined && status === 'success',
    }).queries;
    const before = await store.get(answersOf(owner));
    const known = new Set(fresh.map(({ queryHash }) => queryHash));
    const others = before?.kind === 'answers' ? before.queries : [];
    const all = [...fresh, ...others.filter((one) => !known.has(one.queryHash) && lasts(one))];
    if (!isForgotten) await store.put(answersOf(owner), { kind: 'answers', owner, queries: all });
  };
  const stop = queries.getQueryCache().subscribe(({ type, query }) => {
    if (type === 'updated' && query.meta?.kept)
      timer ??= setTimeout(() => void write().catch(console.error), writeAfterMs);
  });
  return () => {
    clearTimeout(timer);
    stop();
  };
}

let isForgotten = false;

/** Signing out leaves neither the person nor their lists on a shared computer. */
export async function forgetKnown(owner: string): Promise<void> {
  isForgotten = true;
  for (const key of ['session', answersOf(owner)]) await store.remove(key);
}
