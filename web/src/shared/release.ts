/** What a page loads first. Some of it is the same in several releases, all of it in none. */
const scripts = /<script type="module"[^>]* src="([^"]+)"/g;

/** What this window runs, as a name; undefined: a development server has no releases. */
export function ownRelease(): string | undefined {
  const own = [...document.querySelectorAll<HTMLScriptElement>('script[type=module][src]')];
  return import.meta.env.DEV ? undefined : own.map(({ src }) => new URL(src).pathname).join(' ');
}

/** What the site serves now. @throws where it does not say */
export async function servedRelease(signal: AbortSignal): Promise<string> {
  const page = await fetch('/', { cache: 'no-cache', signal });
  const served = page.ok ? [...(await page.text()).matchAll(scripts)].map(([, path]) => path) : [];
  if (served.length === 0) throw new Error('the site serves no release');
  return served.join(' ');
}
