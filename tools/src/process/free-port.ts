import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/**
 * Below the range from which Linux, macOS and Windows take the ports of outgoing connections: a port from within it may be gone between
 * this look and the server's start, or while a server that a test has killed is away.
 */
const range = { from: 20_000, to: 32_000 };
const attempts = 100;
const given = new Set<number>();

/** A TCP port on the loopback that nobody uses, and that this process was not given before. @throws when none is found. */
export async function findFreePort(): Promise<number> {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const port = randomInt(range.from, range.to);
    if (given.has(port)) continue;
    given.add(port);
    if (await isFree(port)) return port;
  }
  throw new Error(`No free TCP port was found between ${range.from} and ${range.to}.`);
}

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
