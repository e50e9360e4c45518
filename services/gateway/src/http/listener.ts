import { createServer, type Server } from 'node:http';
import type { Express } from 'express';

export interface Listener {
  readonly listening: boolean;
  start(): Promise<void>;
  /** Takes no new connections, waits for answers under way up to the grace time, then cuts. */
  stop(graceMs?: number): Promise<void>;
}

/** @param address `host:port`. */
export function createListener(app: Express, address: string): Listener {
  const server: Server = createServer({ requestTimeout: 30_000, headersTimeout: 10_000 }, app);
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
