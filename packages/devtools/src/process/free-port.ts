import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/**
 * Below the range from which Linux, macOS and Windows take the ports of outgoing connections: a port from within it may be gone between
 * this look and the server's start, or while a server that a test has killed is away.
 */
const whole = { from: 20_000, to: 32_000 };
const shares = 4;
const attempts = 100;
const given = new Set<number>();

/**
 * Where a process looks: `from` included, `to` not. The workers of a test run look side by side, and what one has drawn is free to the
 * others' eyes until its server listens, and again while that is killed: each has a share of its own.
 *
 * @param worker number of the test run's worker, from 1; undefined: not in a test run.
 */
export function portRange(worker = process.env['JEST_WORKER_ID']): { from: number; to: number } {
  if (worker === undefined) return whole;
  const size = (whole.to - whole.from) / shares;
  const from = whole.from + ((Number(worker) - 1) % shares) * size;
  return { from, to: from + size };
}

/** A TCP port on the loopback that nobody uses, and that this process was not given before. @throws when none is found. */
export async function findFreePort(): Promise<number> {
  const { from, to } = portRange();
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const port = randomInt(from, to);
    if (given.has(port)) continue;
    given.add(port);
    if (await isFree(port)) return port;
  }
  throw new Error(`No free TCP port was found between ${from} and ${to}.`);
}

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
