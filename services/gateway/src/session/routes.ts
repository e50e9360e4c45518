import type { Hierarchy, LocalDay, UnitKey } from '@lienthong/domain';
import type { BusinessClock, DirectoryTables, Logger, MachineClock } from '@lienthong/runtime';
import type { GatewayConfig } from '../config.ts';
import { type Request, type RequestHandler, type Response, Router } from 'express';
import { returnPathOf } from '../domain/return-path.ts';
import { readCookie, type SessionCookies } from '../http/cookies.ts';
import { requireJson, requireOwnOrigin } from '../http/own-origin.ts';
import { onwardPage, signInFailedPage } from './pages.ts';
import type { FlowStore } from './flow-store.ts';
import type { IdentityProvider } from './identity-provider.ts';
import { newSecret } from './sealing.ts';
import type { Sessions } from './sessions.ts';

/** `/auth/…`: signing in and out, and who is signed in. */
export function sessionRoutes(parts: {
  config: GatewayConfig;
  sessions: Sessions;
  flows: FlowStore;
  provider: IdentityProvider;
  cookies: SessionCookies;
  tables: DirectoryTables;
  clock: MachineClock;
  businessClock: BusinessClock;
  logger: Logger;
}): Router {
  const { config, sessions, flows, provider, cookies, clock, logger } = parts;
  const router = Router();
  const publicUrl = new URL(config.http.publicUrl);

  const signIn: RequestHandler = async (request, response) => {
    // The way back leads to the public address, and cookies belong to a host: begin there too.
    if (request.host !== publicUrl.host) {
      // Not `originalUrl` itself: the first line of a request may name another site.
      const { search } = new URL(request.originalUrl, publicUrl);
      response.redirect(307, new URL(`/auth/sign-in${search}`, publicUrl).href);
      return;
    }
    const browser = readCookie(request, cookies.flow.name) ?? newSecret();
    const { url, flow } = await provider.begin();
    const returnTo = returnPathOf(request.query['return']);
    await flows.put(browser, { flow, returnTo, before: sessions.idOf(request) }, clock.now());
    response.cookie(cookies.flow.name, browser, cookies.flow.options).redirect(303, url);
  };

  /** Back after signing in, or the slower of two tabs: nobody is told of a failure who needs only to go on. */
  const goOn = async (request: Request, response: Response, returnTo = '/'): Promise<void> => {
    const isSignedIn = await sessions.authorise(request, { activity: false }).then(
      () => true,
      () => false,
    );
    if (isSignedIn) response.send(onwardPage(returnTo));
    // Without its cookie a browser would be sent round and round.
    else if (readCookie(request, cookies.flow.name) === undefined)
      response.status(400).send(signInFailedPage('expired', returnTo));
    else response.redirect(303, `/auth/sign-in?return=${encodeURIComponent(returnTo)}`);
  };

  const callback: RequestHandler = async (request, response) => {
    const browser = readCookie(request, cookies.flow.name);
    const { state } = request.query;
    const begun =
      browser !== undefined && typeof state === 'string'
        ? await flows.take(browser, state, clock.now())
        : undefined;
    if (!begun || begun.isTaken) {
      await goOn(request, response, begun?.returnTo);
      return;
    }
    let secret: string;
    try {
      const tokens = await provider.finish(new URL(request.originalUrl, publicUrl), begun.flow);
      secret = await sessions.begin(tokens);
      // Counters share machines: what the person before left open does not go on behind the next one's back.
      if (begun.before !== undefined) await sessions.drop(begun.before);
    } catch (error) {
      logger.warn({ err: error }, 'a sign-in could not be finished');
      response.status(502).send(signInFailedPage('issuer', begun.returnTo));
      return;
    }
    // A page of ours goes on, not a redirect: after a redirect from the issuer the `Strict` cookie would not be sent yet.
    response.cookie(cookies.session.name, secret, cookies.session.options).send(onwardPage(begun.returnTo));
  };

  /** From a page of the issuer that is over. */
  const again: RequestHandler = async (request, response) => {
    const browser = readCookie(request, cookies.flow.name);
    const { state } = request.query;
    const known = typeof state === 'string' ? state : undefined;
    await goOn(request, response, browser && (await flows.whereTo(browser, known, clock.now())));
  };

  const signOut: RequestHandler = async (request, response) => {
    const next = await sessions.end(request);
    response.clearCookie(cookies.session.name, cookies.session.options).json({ next: next ?? '/' });
  };

  const me: RequestHandler = async (request, response) => {
    const { session } = await sessions.authorise(request, { activity: false });
    const { subject, name, title, roles, units } = session.person;
    const { hierarchy, today } = hierarchyOf(parts.tables);
    const day = today ?? parts.businessClock.today();
    const home = unitOf(config.homeUnit, hierarchy, day);
    response.json({
      subject,
      name,
      title,
      roles,
      units: units.map((unit) => unitOf(unit, hierarchy, day)),
      site: { id: config.site, name: config.name, level: home.level },
      homeUnit: home,
      services: Object.keys(config.services),
      demonstration: config.mode === 'demonstration',
      businessNow: new Date(parts.businessClock.now()).toISOString(),
      businessDay: day,
    });
  };

  router.use((_request, response, next) => {
    response.set('cache-control', 'no-store');
    next();
  });
  router.get('/sign-in', signIn);
  router.get('/callback', callback);
  router.get('/go-on', again);
  router.post('/sign-out', requireOwnOrigin(config), requireJson, signOut);
  router.get('/me', me);
  return router;
}

/** The hierarchy, if the directory has been read; a person can sign in before that. */
function hierarchyOf(tables: DirectoryTables): { hierarchy?: Hierarchy; today?: string } {
  try {
    return { hierarchy: tables.hierarchy(), today: tables.today() };
  } catch {
    return {};
  }
}

function unitOf(key: UnitKey, hierarchy: Hierarchy | undefined, day: LocalDay) {
  const unit = hierarchy?.find(key);
  const [code = key] = key.split('@');
  const replaced = replacedOf(key, hierarchy, day);
  return { key, code, name: unit?.name ?? '', level: unit?.level ?? levelOfCode(code), replaced };
}

/** Since when another unit, or none, stands in its place; undefined while it is valid, or as long as nobody knows. */
function replacedOf(key: UnitKey, hierarchy: Hierarchy | undefined, day: LocalDay) {
  const unit = hierarchy?.find(key);
  if (!hierarchy || !unit || unit.validTo === '' || day < unit.validTo) return undefined;
  const by = hierarchy.successors(key).map(({ successor }) => hierarchy.find(successor)?.name ?? successor);
  return { on: unit.validTo, by };
}

/** Until the directory is read: the length of a GSO code tells its tier. */
function levelOfCode(code: string): string {
  return code.length === 2 ? 'province' : code.length === 3 ? 'district' : 'commune';
}
