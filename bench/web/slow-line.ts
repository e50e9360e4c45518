import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** Bits each second both ways together for all connections, and the milliseconds there and back. */
export interface Speed {
  kbit: number;
  roundTripMs: number;
}

/**
 * A line between a browser and a site, as a SOCKS proxy. What devtools throttle is a page alone: a service worker's own calls would pass
 * them by at full speed.
 */
export interface SlowLine {
  address: string;
  /** Bytes that came from the site, with the heads of answers. */
  received: number;
  /** From now on; none: as fast as it goes. Connections that stand end, as after a pause. */
  setSpeed(speed?: Speed): void;
  stop(): void;
}

const packetBytes = 1_460;
const accepted = Buffer.from([5, 0]);
const connected = Buffer.from([5, 0, 0, 1, 0, 0, 0, 0, 0, 0]);

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Sends one packet of each connection in turn, each as late as the line is busy and long. */
function createPacer() {
  const waiting: { to: Socket; packets: Buffer[] }[] = [];
  let speed: Speed | undefined;
  let isSending = false;

  async function sendAll(): Promise<void> {
    if (isSending) return;
    isSending = true;
    let freeAt = performance.now();
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const { to, packets } = next;
      const packet = packets.shift();
      if (packets.length > 0) waiting.push(next);
      if (!packet) continue;
      freeAt = Math.max(freeAt, performance.now()) + (speed ? (packet.length * 8) / speed.kbit : 0);
      await wait(freeAt - performance.now());
      setTimeout(() => to.writable && to.write(packet), roundTripMs() / 2);
    }
    isSending = false;
  }
  const roundTripMs = (): number => speed?.roundTripMs ?? 0;
  return {
    roundTripMs,
    setSpeed: (next: Speed | undefined): void => {
      speed = next;
    },
    send(to: Socket, bytes: Buffer): void {
      if (!speed) {
        to.write(bytes);
        return;
      }
      const packets = Array.from({ length: Math.ceil(bytes.length / packetBytes) }, (_, at) =>
        bytes.subarray(at * packetBytes, (at + 1) * packetBytes),
      );
      const same = waiting.find((one) => one.to === to);
      if (same) same.packets.push(...packets);
      else waiting.push({ to, packets });
      void sendAll();
    },
  };
}

export async function startSlowLine(): Promise<SlowLine> {
  const sockets = new Set<Socket>();
  const pacer = createPacer();
  const line: SlowLine = {
    address: '',
    received: 0,
    setSpeed(next) {
      for (const socket of sockets) socket.destroy();
      pacer.setSpeed(next);
    },
    stop() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
  const join = async (browser: Socket): Promise<void> => {
    await once(browser, 'data');
    browser.write(accepted);
    const [asked] = (await once(browser, 'data')) as [Buffer];
    const site = connect({ host: '127.0.0.1', port: asked.readUInt16BE(asked.length - 2) });
    for (const socket of [browser, site]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.once('close', () => {
        sockets.delete(socket);
        browser.destroy();
        site.destroy();
      });
    }
    browser.on('data', (bytes: Buffer) => pacer.send(site, bytes));
    site.on('data', (bytes: Buffer) => {
      line.received += bytes.length;
      pacer.send(browser, bytes);
    });
    // A connection is made there and back.
    await wait(pacer.roundTripMs());
    browser.write(connected);
  };
  const server = createServer({ noDelay: true }, (browser) => {
    browser.on('error', () => undefined);
    join(browser).catch(() => browser.destroy());
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  line.address = `socks5://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return line;
}
