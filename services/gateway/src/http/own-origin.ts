import type { Request, RequestHandler } from 'express';
import type { GatewayConfig } from '../config.ts';
import { edgeRefusal } from '../refuse.ts';

/** Lets only calls of the site's own pages through: browsers put `Origin` on every POST, and no page can change it. */
export function requireOwnOrigin(config: Pick<GatewayConfig, 'http'>): RequestHandler {
  const { origin } = new URL(config.http.publicUrl);
  return (request, _response, next) => {
    if (!isOwnOrigin(request, origin)) throw edgeRefusal('ORIGIN_NOT_ALLOWED');
    next();
  };
}

export const isOwnOrigin = (request: Request, origin: string): boolean => request.headers.origin === origin;

/** For calls that carry no Origin (GET): the browser says where they come from, if it is one that does. */
export const requireSameSite: RequestHandler = (request, _response, next) => {
  const from = request.get('sec-fetch-site');
  if (from !== undefined && from !== 'same-origin' && from !== 'none')
    throw edgeRefusal('ORIGIN_NOT_ALLOWED');
  next();
};

/** No form of another page can send this type without asking first. */
export const requireJson: RequestHandler = (request, _response, next) => {
  const [type = ''] = (request.get('content-type') ?? '').split(';');
  if (type.trim().toLowerCase() !== 'application/json') throw edgeRefusal('CONTENT_TYPE');
  next();
};
