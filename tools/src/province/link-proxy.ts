import { connect, createServer, type Server, type Socket } from 'node:net';

/** The way of one site to its parent, in our hands: a TCP proxy on the loopback. */
export type LinkProxy = {
  /** Whether the line is cut. */
  readonly isCut: boolean;
  /** Bytes that went up and down since the start. */
  readonly bytes: { up: number; down: number };
  start(): Promise<void>;
  /** As when a cable is pulled: connections end, new ones are refused. Harmless when repeated. */
  cut(): Promise<void>;
  heal(): Promise<void>;
  stop(): Promise<void>;
};

/** @param ports `listen`: where the site connects to; `target`: the leaf port of its parent. */
export const createLinkProxy = (ports: { listen: number; target: number }): LinkProxy => {
  const sockets = new Set<Socket>();
  const bytes = { up: 0, down: 0 };
  let server: Server | undefined;

  const join = (from: Socket): void => {
    const to = connect({ host: '127.0.0.1', port: ports.target });
    for (const socket of [from, to]) {
      sockets.add(socket);
      socket.setNoDelay(true);
      // The other side of a broken connection closes with it; NATS connects again by itself.
      socket.on('error', () => undefined);
      socket.once('close', () => {
        sockets.delete(socket);
        from.destroy();
        to.destroy();
      });
    }
    from.on('data', (chunk: Buffer) => {
      bytes.up += chunk.length;
    });
    to.on('data', (chunk: Buffer) => {
      bytes.down += chunk.length;
    });
    from.pipe(to);
    to.pipe(from);
  };

  const open = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const opened = createServer(join);
      opened.once('error', reject);
      opened.listen(ports.listen, '127.0.0.1', () => {
        server = opened;
        resolve();
      });
    });

  const close = (): Promise<void> =>
    new Promise((resolve) => {
      const closing = server;
      server = undefined;
      for (const socket of sockets) socket.destroy();
      if (closing) closing.close(() => resolve());
      else resolve();
    });

  return {
    get isCut() {
      return server === undefined;
    },
    bytes,
    start: async () => {
      if (server === undefined) await open();
    },
    cut: close,
    heal: async () => {
      if (server === undefined) await open();
    },
    stop: close,
  };
};
