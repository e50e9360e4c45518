import { connect, createServer, type Socket } from 'node:net';
import type { Logger } from '@lienthong/runtime';

/** The longest first line that a NATS server is known to say. Bytes. */
const longestInfo = 32_768;

/** Where a site's own NATS server reaches its parent over a long line. */
export interface LineRelay {
  readonly stop: () => Promise<void>;
}

/**
 * The way to the parent over a line with a round trip of 1.9 s and more. A NATS server waits a constant 2 s for the answer to its CONNECT
 * (`connectProcessTimeout`), unless the parent does not promise one (`info_on_connect`). So that promise is taken out of the parent's
 * first line, and the offer to compress with it, which would repeat the promise inside the compressed stream (D2, docs/guides/long-lines.md).
 * All that follows passes as it is, TLS from end to end.
 *
 * @param port on the loopback, for the site's own server
 * @param parent `host:port` of the parent's leaf listener
 * @throws when the port is taken
 */
export async function startLineRelay(
  site: string,
  { port, parent }: { port: number; parent: string },
  logger: Logger,
): Promise<LineRelay> {
  const [host = '', parentPort = ''] = parent.split(':');
  const sockets = new Set<Socket>();
  const server = createServer((inner) => {
    const outer = connect({ host, port: Number(parentPort) });
    outer.on('error', (error) =>
      logger.info({ parent, reason: error.message }, 'the line to the parent failed'),
    );
    // The other end closes with it, and the server connects again by itself.
    inner.on('error', () => undefined);
    for (const socket of [inner, outer]) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.once('close', () => {
        sockets.delete(socket);
        inner.destroy();
        outer.destroy();
      });
    }
    inner.pipe(outer);
    passPatiently(outer, inner, site);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** The first line with the promise taken out, then everything as it comes. */
function passPatiently(from: Socket, to: Socket, site: string): void {
  let first = Buffer.alloc(0);
  from.on('data', function gather(chunk: Buffer) {
    first = Buffer.concat([first, chunk]);
    const end = first.indexOf('\n');
    if (end < 0 && first.length < longestInfo) return;
    from.off('data', gather);
    to.write(withoutPromise(first.subarray(0, end + 1), site));
    to.write(first.subarray(end + 1));
    from.pipe(to);
  });
}

/**
 * `INFO {…}` as a server says it that answers no CONNECT. What is no such line stays as it is. The own server speaks at once then: it has to
 * know beforehand what it may say, which the parent's answer tells (and enforces), and a parent that advertises no address has to say so, or
 * it is taken for another kind of port.
 */
function withoutPromise(line: Buffer, site: string): string | Buffer {
  const found = /^INFO (\{.*\})\s*$/.exec(line.toString());
  if (!found?.[1]) return line;
  try {
    const info = JSON.parse(found[1]) as Record<string, unknown>;
    delete info.info_on_connect;
    delete info.compression;
    const permissions = {
      export: { allow: [`x.up.${site}.>`] },
      import: { allow: [`x.down.${site}.>`] },
    };
    return `INFO ${JSON.stringify({ leafnode_urls: [], ...info, ...permissions })}\r\n`;
  } catch {
    return line;
  }
}
