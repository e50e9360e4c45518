import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { findFreePort } from '@lienthong/devtools/process/free-port';
import { createLinkProxy, type LinkProxy } from './link-proxy.ts';

let parent: Server;
let proxy: LinkProxy;
let listen: number;
const clients: Socket[] = [];

beforeEach(async () => {
  parent = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (chunk: Buffer) => socket.write(chunk.toString().toUpperCase()));
  });
  const target = await findFreePort();
  listen = await findFreePort();
  parent.listen(target, '127.0.0.1');
  await once(parent, 'listening');
  proxy = createLinkProxy({ listen, target });
  await proxy.start();
});

afterEach(async () => {
  for (const client of clients.splice(0)) client.destroy();
  await proxy.stop();
  parent.close();
});

const dial = async (): Promise<Socket> => {
  const socket = connect({ host: '127.0.0.1', port: listen });
  clients.push(socket);
  await once(socket, 'connect');
  socket.on('error', () => undefined);
  return socket;
};

const ask = async (socket: Socket, words: string): Promise<string> => {
  socket.write(words);
  const [answer] = (await once(socket, 'data')) as [Buffer];
  return answer.toString();
};

test('passes both directions and counts the bytes', async () => {
  const socket = await dial();
  expect(await ask(socket, 'hello')).toBe('HELLO');
  expect(proxy.bytes).toEqual({ up: 5, down: 5 });
});

test('a cut ends what is connected and refuses what comes', async () => {
  const socket = await dial();
  await ask(socket, 'hello');
  const closed = once(socket, 'close');
  await proxy.cut();
  await closed;
  expect(proxy.isCut).toBe(true);
  await expect(dial()).rejects.toThrow('ECONNREFUSED');
});

test('a healed line works again', async () => {
  await proxy.cut();
  await proxy.heal();
  expect(await ask(await dial(), 'again')).toBe('AGAIN');
});
