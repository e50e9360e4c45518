import { createConnection, createServer, type Server, type Socket } from 'node:net';

/** What a long line does to a connection besides being narrow. */
export interface LineFaults {
  /** Milliseconds one way. */
  readonly delay: number;
  /** Share of segments that are lost: all that follows waits until it was sent again, as TCP has it. */
  readonly loss: number;
  /** Bytes a second each way, shared by all connections; as fast as the machine without. */
  readonly rate?: number;
  /** Bytes of others that wait before each segment of a narrow line: it is full. */
  readonly others?: number;
}

const segmentBytes = 1_400;

/** Passes connections on with a delay and at a rate; a lost segment holds up what is behind it for a retransmission. */
export async function startSlowProxy(
  listen: { host: string; port: number },
  target: { host: string; port: number },
  faults: () => LineFaults,
): Promise<{ stop(): void }> {
  const open = new Set<Socket>();
  /** When the line is free again, up and down. */
  const free = { up: 0, down: 0 };
  const pass = (from: Socket, to: Socket, way: keyof typeof free): void => {
    const waiting: { segment: Buffer; at: number }[] = [];
    let last = 0;
    let timer: NodeJS.Timeout | undefined;
    const release = (): void => {
      timer = undefined;
      while (waiting[0] && waiting[0].at <= performance.now())
        to.write(waiting.shift()?.segment ?? Buffer.alloc(0));
      if (waiting[0]) timer = setTimeout(release, Math.max(1, waiting[0].at - performance.now()));
    };
    from.on('data', (data: Buffer) => {
      for (let at = 0; at < data.length; at += segmentBytes) {
        const { delay, loss, rate = Number.POSITIVE_INFINITY, others = 0 } = faults();
        const segment = data.subarray(at, at + segmentBytes);
        const retransmission = Math.random() < loss ? 3 * delay : 0;
        const turn = Math.max(free[way], performance.now() + (others / rate) * 1_000);
        free[way] = turn + (segment.length / rate) * 1_000;
        last = Math.max(last, free[way] + delay) + retransmission;
        waiting.push({ segment, at: last });
      }
      if (!timer) release();
    });
    from.on('error', () => to.destroy());
    from.on('close', () => {
      clearTimeout(timer);
      to.destroy();
    });
  };
  const server: Server = createServer((inner) => {
    const outer = createConnection(target);
    for (const socket of [inner, outer]) {
      socket.setNoDelay(true);
      open.add(socket);
    }
    pass(inner, outer, 'up');
    pass(outer, inner, 'down');
  });
  await new Promise<void>((resolve) => server.listen(listen.port, listen.host, resolve));
  return {
    stop() {
      server.close();
      for (const socket of open) socket.destroy();
    },
  };
}
