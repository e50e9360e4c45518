/** What a page loads first. Some of it is the same in several releases, all of it in none. */
const scripts = /<script type="module"[^>]* src="([^"]+)"/g;

/** What this window runs, as a name; undefined: a development server has no releases. */
export function ownRelease(): string | undefined {
  const own = [...document.querySelectorAll<HTMLScriptElement>('script[type=module][src]')];
  return import.meta.env.DEV ? undefined : own.map(({ src }) => new URL(src).pathname).join(' ');
}

/** What the site serves now. @throws where it does not say */
export async function servedRelease(signal?: AbortSignal): Promise<string> {
  const page = await fetch('/', { cache: 'no-cache', signal: signal ?? null });
  const served = page.ok ? [...(await page.text()).matchAll(scripts)].map(([, path]) => path) : [];
  if (served.length === 0) throw new Error('the site serves no release');
  return served.join(' ');
}

const leftKey = 'lien-thong.left-release';
const leaveAgainMs = 600_000;

/**
 * Loads the page anew where the site serves another release by now: the files of this one are gone. Once in a while only, so that two
 * releases that are served in turn send nobody round in a circle. @throws where the site, or the browser's storage, does not say
 */
export async function leaveReplaced(): Promise<void> {
  const own = ownRelease();
  if (!own || (await servedRelease()) === own) return;
  if (Date.now() - Number(sessionStorage.getItem(leftKey)) < leaveAgainMs) return;
  sessionStorage.setItem(leftKey, String(Date.now()));
  location.reload();
}
