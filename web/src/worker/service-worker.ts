/*
 * Opens the app while the site is away: the first page and the files of this person's features, kept together for each release. Calls,
 * sign-in and whatever belongs to a person never pass through here. Small enough to be our own: a library's list at build time would
 * keep the features of everybody, and swap files one by one.
 */

interface LastingEvent extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface WorkerEvents {
  install: LastingEvent;
  activate: LastingEvent;
  message: LastingEvent & { data: KeepOrder };
  fetch: LastingEvent & { request: Request; respondWith(answer: Promise<Response>): void };
}
/** What a window asks to be kept: its release, named by the scripts of its page, and the files that it has needed. */
export interface KeepOrder {
  release: string;
  files: readonly string[];
}

const worker = self as unknown as {
  addEventListener<Name extends keyof WorkerEvents>(
    name: Name,
    listener: (event: WorkerEvents[Name]) => void,
  ): void;
  skipWaiting(): Promise<void>;
  clients: { claim(): Promise<void> };
};

const prefix = 'lien-thong ';
const firstPage = '/';
/** A window may still be open with the release before. */
const releasesKept = 2;
const patienceMs = 4_000;

/** Oldest first. */
const kept = async (): Promise<string[]> => (await caches.keys()).filter((name) => name.startsWith(prefix));

/** Keeps a release whole: its first page comes last, so that it never opens without its files. */
async function keep({ release, files }: KeepOrder): Promise<void> {
  const page = await fetch(firstPage, { cache: 'no-cache' });
  // Another release is served by now: its own windows will ask.
  const text = await page.clone().text();
  if (!page.ok || release.split(' ').some((script) => !text.includes(script))) return;
  const cache = await caches.open(prefix + release);
  for (const file of files) {
    if (await cache.match(file)) continue;
    const answer = (await caches.match(file)) ?? (await fetch(file));
    if (!answer.ok) return;
    await cache.put(file, answer);
  }
  await cache.put(firstPage, page);
  const others = (await kept()).filter((name) => name !== prefix + release);
  for (const old of others.slice(0, 1 - releasesKept)) await caches.delete(old);
}

/** The page that the site served last: a release that was withdrawn does not come back. */
async function newestPage(): Promise<Response | undefined> {
  const pages = await Promise.all(
    (await kept()).map(async (name) => (await caches.open(name)).match(firstPage)),
  );
  const servedAt = (page: Response): number => Date.parse(page.headers.get('date') ?? '') || 0;
  return pages
    .filter((page) => page !== undefined)
    .sort((one, other) => servedAt(one) - servedAt(other))
    .at(-1);
}

const markOf = async (request: Request): Promise<Response> =>
  (await caches.match(request)) ?? Response.error();

/** The site's page; the kept one where the site is away or not ready. */
async function open(request: Request): Promise<Response> {
  const late = new Promise<undefined>((resolve) => setTimeout(resolve, patienceMs));
  const asked = fetch(request);
  const answer = await Promise.race([asked, late]).catch(() => undefined);
  if (answer && answer.status < 500) return answer;
  return (await newestPage()) ?? answer ?? asked;
}

const ofApp = (path: string): boolean => !/^\/(api|auth|realms|healthz|readyz)(\/|$)/.test(path);
const isHashed = (path: string): boolean => path.startsWith('/assets/');

worker.addEventListener('install', (event) => event.waitUntil(worker.skipWaiting()));
worker.addEventListener('activate', (event) => event.waitUntil(worker.clients.claim()));
worker.addEventListener('message', (event) => event.waitUntil(keep(event.data)));
worker.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== location.origin) return;
  if (request.mode === 'navigate' && ofApp(pathname)) event.respondWith(open(request));
  else if (isHashed(pathname))
    event.respondWith(caches.match(request).then((found) => found ?? fetch(request)));
  else if (pathname === '/mark.svg') event.respondWith(fetch(request).catch(() => markOf(request)));
});
