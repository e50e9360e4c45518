/** What a browser does that matters here: keeps cookies, follows redirects and meta refreshes, sends forms with its Origin. */
export interface Browser {
  readonly cookies: Map<string, string>;
  /** `Set-Cookie` headers as they came. */
  readonly setCookies: string[];
  get(path: string, headers?: Record<string, string>): Promise<Response>;
  post(path: string, body: string, headers?: Record<string, string>): Promise<Response>;
  /** Follows redirects, at most ten. */
  visit(path: string): Promise<{ url: string; response: Response; text: string }>;
  /** Through the sign-in page to the end. */
  signIn(
    username: string,
    password: string,
    returnTo?: string,
  ): Promise<{ url: string; status: number; text: string }>;
  /** A Connect unary call as the web app makes it. */
  call<T = unknown>(
    method: string,
    message: unknown,
    headers?: Record<string, string>,
  ): Promise<{ status: number; body: T }>;
}

/**
 * @param origin what the person typed.
 * @param proxied where a proxy before the gateway sends it, if there is one.
 */
export function createBrowser(origin: string, proxied = origin): Browser {
  const { host, protocol } = new URL(origin);
  const forwarded: Record<string, string> =
    proxied === origin ? {} : { 'x-forwarded-host': host, 'x-forwarded-proto': protocol.slice(0, -1) };
  const cookies = new Map<string, string>();
  const setCookies: string[] = [];
  const send = async (
    path: string,
    init: Omit<RequestInit, 'headers'> & { headers?: Record<string, string> },
  ) => {
    const response = await fetch(new URL(path, origin).href.replace(origin, proxied), {
      ...init,
      redirect: 'manual',
      headers: {
        cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        ...forwarded,
        ...init.headers,
      },
    });
    for (const line of response.headers.getSetCookie()) {
      setCookies.push(line);
      const [pair = ''] = line.split(';');
      const at = pair.indexOf('=');
      const value = pair.slice(at + 1);
      if (value === '' || /expires=Thu, 01 Jan 1970/i.test(line)) cookies.delete(pair.slice(0, at));
      else cookies.set(pair.slice(0, at), value);
    }
    return response;
  };
  const browser: Browser = {
    cookies,
    setCookies,
    get: (path, headers = {}) => send(path, { headers }),
    post: (path, body, headers = {}) =>
      send(path, {
        method: 'POST',
        body,
        headers: { origin, 'content-type': 'application/json', ...headers },
      }),
    async visit(path) {
      let url = new URL(path, origin).href;
      for (let hop = 0; hop < 10; hop += 1) {
        const response = await send(url, {});
        const next = response.headers.get('location');
        if (next === null) return { url, response, text: await response.text() };
        await response.body?.cancel();
        url = new URL(next, url).href;
      }
      throw new Error('too many redirects');
    },
    async signIn(username, password, returnTo = '/') {
      const page = await browser.visit(`/auth/sign-in?return=${encodeURIComponent(returnTo)}`);
      const [, action = ''] = /<form method="post" action="([^"]+)"/.exec(page.text) ?? [];
      const answer = await send(action, {
        method: 'POST',
        body: new URLSearchParams({ username, password }).toString(),
        headers: { origin, 'content-type': 'application/x-www-form-urlencoded' },
      });
      const next = answer.headers.get('location');
      if (next === null) return { url: action, status: answer.status, text: await answer.text() };
      const end = await browser.visit(next);
      return { url: end.url, status: end.response.status, text: end.text };
    },
    async call(method, message, headers = {}) {
      const response = await browser.post(`/api/${method}`, JSON.stringify(message), headers);
      return { status: response.status, body: (await response.json()) as never };
    },
  };
  return browser;
}
