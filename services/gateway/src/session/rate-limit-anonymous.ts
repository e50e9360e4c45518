import type { RequestHandler } from 'express';
import { isOwnMachine, networkOf } from '../domain/network-of.ts';
import { addressesKept, afterRequest, type Window, waitOf } from '../domain/request-budget.ts';
import { signInFailedPage } from './pages.ts';

/**
 * Bounds what one address may ask of sign-in, where each request is stored or hashed before anybody is known. The machine itself (scripts,
 * services) is no stranger.
 */
export function rateLimitAnonymous(now: () => number): RequestHandler {
  const windows = new Map<string, Window>();
  return (request, response, next) => {
    const address = request.ip ?? '';
    if (isOwnMachine(address)) return next();
    const network = networkOf(address);
    const window = afterRequest(windows.get(network), now());
    // Set anew at its end: the map's order is that of the windows, so that the oldest goes first.
    if (window.count === 1) windows.delete(network);
    windows.set(network, window);
    const [oldest] = windows.size > addressesKept ? windows.keys() : [];
    if (oldest !== undefined) windows.delete(oldest);
    const wait = waitOf(window, now());
    if (wait === 0) return next();
    response.status(429).set({ 'retry-after': String(Math.ceil(wait / 1_000)), 'cache-control': 'no-store' });
    if (request.accepts(['json', 'html']) === 'html') response.send(signInFailedPage('busy'));
    else response.json({ error: 'temporarily_unavailable', error_description: 'too many requests' });
  };
}
