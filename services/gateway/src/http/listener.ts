import { createServer, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { readTls, type TlsFiles } from '@lienthong/runtime';
import type { Express } from 'express';

export interface Listener {
  readonly listening: boolean;
  start(): Promise<void>;
  /** Takes no new connections, waits for answers under way up to the grace time, then cuts. */
  stop(graceMs?: number): Promise<void>;
}

const limits = { requestTimeout: 30_000, headersTimeout: 10_000 };

/** @param address `host:port`. @param tls without it the port speaks plain HTTP, as behind a proxy on the same machine. */
export function createListener(app: Express, address: string, tls?: TlsFiles): Listener {
  const server: Server =
    tls === undefined
      ? createServer(limits, app)
      : createSecureServer({ ...limits, handshakeTimeout: 10_000, ...pemOf(tls) }, app);
  return {
    get listening() {
      return server.listening;
    },
    start() {
      const [host, port] = address.split(':');
      return new Promise((resolve, reject) => {
        server.once('error', reject);
        server.listen(Number(port), host, () => {
          server.off('error', reject);
          resolve();
        });
      });
    },
    stop(graceMs = 3_000) {
      if (!server.listening) return Promise.resolve();
      return new Promise((resolve) => {
        const cut = setTimeout(() => server.closeAllConnections(), graceMs);
        server.close(() => {
          clearTimeout(cut);
          resolve();
        });
        server.closeIdleConnections();
      });
    },
  };
}

function pemOf(tls: TlsFiles): { cert: Buffer; key: Buffer } {
  const { certificate, key } = readTls(tls);
  return { cert: certificate, key };
}
