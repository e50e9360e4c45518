import { request } from 'node:https';
import { readTls } from '@lienthong/runtime';
import type { CustomFetchOptions } from 'openid-client';
import type { GatewayConfig } from '../config.ts';

/** Fetches a page of this very process at the port where it listens, whatever name people type for it. */
export function fetchFromOwnPort(
  { http, tls }: Pick<GatewayConfig, 'http' | 'tls'>,
  url: URL,
  options: CustomFetchOptions,
): Promise<Response> {
  const [host, port] = http.listen.split(':');
  const target = new URL(url);
  target.host = `${host === '0.0.0.0' ? '127.0.0.1' : host}:${port}`;
  target.protocol = tls === undefined ? 'http:' : 'https:';
  return tls === undefined
    ? fetch(target, options as RequestInit)
    : fetchSecurely(target, options, readTls(tls).ca);
}

/** What `fetch` cannot: trust the site's own authority. The certificate names the site as others call it, not this address. */
function fetchSecurely(url: URL, options: CustomFetchOptions, ca: Buffer): Promise<Response> {
  const { method, headers, signal } = options;
  const body = options.body instanceof URLSearchParams ? options.body.toString() : options.body;
  return new Promise((resolve, reject) => {
    const trust = { ca, checkServerIdentity: () => undefined };
    const asked = request(url, { method, headers, ...(signal && { signal }), ...trust }, (answer) => {
      const pieces: Buffer[] = [];
      answer.on('data', (piece: Buffer) => void pieces.push(piece));
      answer.on('error', reject);
      answer.on('end', () => {
        const { statusCode: status = 0, headersDistinct } = answer;
        const pairs = Object.entries(headersDistinct).flatMap(([name, values = []]) =>
          values.map((value): [string, string] => [name, value]),
        );
        resolve(new Response(pieces.length === 0 ? null : Buffer.concat(pieces), { status, headers: pairs }));
      });
    });
    asked.on('error', reject);
    asked.end(body ?? undefined);
  });
}
