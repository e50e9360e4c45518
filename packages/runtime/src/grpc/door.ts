import { createServer as createPlainServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { readTls } from '../tls.ts';
import type { Endpoint } from './endpoint.ts';

export interface DoorLimits {
  /** Connections at once, of all callers. */
  connections: number;
  /** Connections at once from one address; those of the machine itself count only in all. */
  perAddress: number;
  /** Connections at once on which nobody has shown who they are. */
  strangers: number;
  /** How long a connection may say nothing, and take for its TLS handshake. */
  silentMs: number;
  /** How long a connection lives on which nobody shows who they are. */
  strangerMs: number;
}

export const doorLimits: DoorLimits = {
  connections: 2_000,
  perAddress: 100,
  strangers: 200,
  silentMs: 5_000,
  strangerMs: 30_000,
};

/** The port of a gRPC server, in front of it: whoever only holds connections never reaches it. */
export interface Door {
  listen(endpoint: Endpoint): Promise<void>;
  /** Somebody has shown on this connection who they are: from now on it may last. @param peer `address:port`. */
  know(peer: string): void;
  /** Lets nobody in any longer; connections that were let in go on. */
  close(): void;
}

/** @param letIn takes a connection that has begun to speak, inside TLS where the endpoint has it. */
export function createDoor(letIn: (socket: Socket) => void, limits: DoorLimits = doorLimits): Door {
  const perAddress = new Map<string, number>();
  const strangers = createStrangers(limits);
  let server: Server | undefined;

  function count(socket: Socket): void {
    const address = socket.remoteAddress ?? '';
    const here = (perAddress.get(address) ?? 0) + 1;
    if (here > limits.perAddress && !isOwnMachine(address)) return void socket.destroy();
    perAddress.set(address, here);
    socket.once('close', () => {
      const left = (perAddress.get(address) ?? 1) - 1;
      if (left === 0) perAddress.delete(address);
      else perAddress.set(address, left);
    });
    socket.on('error', () => undefined);
    strangers.add(peerOf(socket), socket);
  }

  /** HTTP/2 reads what was put back first. */
  function waitForWord(socket: Socket): void {
    socket.on('error', () => undefined);
    const silent = setTimeout(() => socket.destroy(), limits.silentMs);
    socket.once('close', () => clearTimeout(silent));
    socket.once('readable', () => {
      clearTimeout(silent);
      const first = socket.read() as Buffer | null;
      if (first === null) return void socket.destroy();
      socket.unshift(first);
      letIn(socket);
    });
  }

  return {
    listen(endpoint) {
      const opened = open(endpoint, limits.silentMs, waitForWord);
      server = opened;
      opened.maxConnections = limits.connections;
      opened.on('connection', count);
      const { host, port } = splitAddress(endpoint.address);
      return new Promise((resolve, reject) => {
        opened.once('error', reject);
        opened.listen(port, host, () => {
          opened.off('error', reject);
          resolve();
        });
      });
    },
    know: (peer) => strangers.forget(peer),
    close() {
      server?.close();
      strangers.end();
    },
  };
}

function open({ tls }: Endpoint, handshakeTimeout: number, connected: (socket: Socket) => void): Server {
  if (tls === undefined) return createPlainServer({ noDelay: true }, connected);
  const { certificate, key } = readTls(tls);
  const settings = { cert: certificate, key, ALPNProtocols: ['h2'], handshakeTimeout, noDelay: true };
  // Who breaks off the handshake is no fault of ours.
  return createTlsServer(settings, connected).on('tlsClientError', () => undefined);
}

/** Connections of nobody known yet, the oldest first. */
function createStrangers({ strangers: atOnce, strangerMs }: DoorLimits) {
  const waiting = new Map<string, { socket: Socket; timer: NodeJS.Timeout }>();
  const forget = (peer: string): void => {
    clearTimeout(waiting.get(peer)?.timer);
    waiting.delete(peer);
  };
  return {
    forget,
    add(peer: string, socket: Socket): void {
      // Who means to call has done so long ago: the oldest leaves room, so that strangers keep nobody out.
      const [oldest] = waiting.size >= atOnce ? waiting.values() : [];
      oldest?.socket.destroy();
      const timer = setTimeout(() => socket.destroy(), strangerMs);
      waiting.set(peer, { socket, timer: timer.unref() });
      socket.once('close', () => {
        if (waiting.get(peer)?.socket === socket) forget(peer);
      });
    },
    end(): void {
      for (const { socket } of waiting.values()) if (socket.bytesRead === 0) socket.destroy();
      for (const peer of waiting.keys()) forget(peer);
    },
  };
}

const peerOf = (socket: Socket): string => `${socket.remoteAddress}:${socket.remotePort}`;

const isOwnMachine = (address: string): boolean => /^(::ffff:)?127\.|^::1$/.test(address);

function splitAddress(address: string): { host: string; port: number } {
  const colon = address.lastIndexOf(':');
  return { host: address.slice(0, colon).replaceAll(/[[\]]/g, ''), port: Number(address.slice(colon + 1)) };
}
