import { SpanKind } from '@opentelemetry/api';
import { findMethod } from '@lienthong/contracts/descriptors';
import { contextOf, histogram, inSpan, type Logger } from '@lienthong/runtime';
import type { Request, RequestHandler } from 'express';

const duration = histogram('lienthong.http.server.duration', {
  unit: 'ms',
});

/**
 * A span, a duration and, for failures, a line of log around every request; the browser's trace goes on. Names hold the route only:
 * no path of a person's, no query.
 */
export function observe(logger: Logger): RequestHandler {
  return (request, response, next) => {
    const route = routeOf(request);
    const started = performance.now();
    const parent = contextOf(request.get('traceparent'));
    void inSpan(`${request.method} ${route}`, { kind: SpanKind.SERVER, parent }, (span) => {
      return new Promise<void>((resolve) => {
        let ended = false;
        const end = (): void => {
          if (ended) return;
          ended = true;
          const status = response.statusCode;
          span.setAttributes({ 'http.request.method': request.method, 'http.response.status_code': status });
          if (status >= 500) span.setStatus({ code: 2 });
          duration.record(performance.now() - started, { route, method: request.method, status });
          logger.debug({ route, status }, 'answered');
          resolve();
        };
        response.once('close', end);
        // A stream stays open for hours: its span tells how long it took to open.
        response.once('streaming', end);
        next();
      });
    });
  };
}

const authRoutes = new Set(['/auth/sign-in', '/auth/callback', '/auth/sign-out', '/auth/me']);

/** A name for the route, from a closed list. */
export function routeOf(request: Request): string {
  const [path = '/'] = request.originalUrl.split('?');
  if (path.startsWith('/api/')) return findMethod(path.slice(4)) ? path : '/api/unknown';
  if (path.startsWith('/auth/assets/')) return '/auth/assets';
  if (path.startsWith('/auth/')) return authRoutes.has(path) ? path : '/auth/unknown';
  if (path.startsWith('/realms/lienthong/sign-in/')) return '/realms/lienthong/sign-in';
  if (path.startsWith('/realms/')) return '/realms/lienthong';
  if (path === '/healthz' || path === '/readyz') return path;
  return '/web';
}
