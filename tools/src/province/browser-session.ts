/** A person signed in at a site's gateway, as a browser would be: cookies, redirects, the sign-in form, Connect calls with an Origin. */
export type BrowserSession = {
  /**
   * A unary call of the edge contract.
   * @throws Error with status and code when it is refused.
   */
  call<T = unknown>(method: string, message: unknown, headers?: Record<string, string>): Promise<T>;
  /** A page or a route that answers JSON. */
  get(path: string): Promise<{ status: number; text: string }>;
};

const mostHops = 10;

/** @param origin the site's public address, e.g. `http://127.0.0.1:8462`. @throws when the sign-in is refused. */
export const signInAsBrowser = async (
  origin: string,
  username: string,
  password: string,
): Promise<BrowserSession> => {
  const cookies = new Map<string, string>();
  const send = async (
    path: string,
    init: Omit<RequestInit, 'headers'> & { headers?: Record<string, string> },
  ): Promise<Response> => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(new URL(path, origin), {
      ...init,
      redirect: 'manual',
      signal: AbortSignal.timeout(20_000),
      headers: { cookie, ...init.headers },
    });
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      const at = pair.indexOf('=');
      const isGone = pair.length === at + 1 || /expires=Thu, 01 Jan 1970/i.test(line);
      if (isGone) cookies.delete(pair.slice(0, at));
      else cookies.set(pair.slice(0, at), pair.slice(at + 1));
    }
    return response;
  };
  const visit = async (path: string): Promise<{ status: number; text: string }> => {
    let url = new URL(path, origin).href;
    for (let hop = 0; hop < mostHops; hop += 1) {
      const response = await send(url, {});
      const next = response.headers.get('location');
      if (next === null) return { status: response.status, text: await response.text() };
      await response.body?.cancel();
      url = new URL(next, url).href;
    }
    throw new Error(`${origin}${path}: too many redirects`);
  };

  const page = await visit('/auth/sign-in?return=/');
  const action = /<form method="post" action="([^"]+)"/.exec(page.text)?.[1];
  if (action === undefined) throw new Error(`${origin} showed no sign-in page (status ${page.status})`);
  const answer = await send(action, {
    method: 'POST',
    body: new URLSearchParams({ username, password }).toString(),
    headers: { origin, 'content-type': 'application/x-www-form-urlencoded' },
  });
  const next = answer.headers.get('location');
  if (next === null) throw new Error(`${username} could not sign in at ${origin} (status ${answer.status})`);
  await answer.body?.cancel();
  await visit(next);

  return {
    async call<T>(method: string, message: unknown, headers: Record<string, string> = {}): Promise<T> {
      const response = await send(`/api/${method}`, {
        method: 'POST',
        body: JSON.stringify(message),
        headers: { origin, 'content-type': 'application/json', ...headers },
      });
      const body = (await response.json()) as { code?: string; message?: string };
      if (!response.ok)
        throw new Error(`${method}: ${response.status} ${body.code ?? ''} ${body.message ?? ''}`);
      return body as T;
    },
    get: visit,
  };
};
