import { mkdtempSync } from 'node:fs';
import { type ClientHttp2Session, type ClientHttp2Stream, connect as connectHttp2 } from 'node:http2';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type DirectoryServiceService as Directory,
  DirectoryServiceService,
  GetUnitRequest,
} from '@lienthong/contracts/directory/v1/directory';
import { findFreePort } from '@lienthong/devtools/process/free-port';
import { Hierarchy, Refusal } from '@lienthong/domain';
import { createAuthority, eventually } from '@lienthong/testkit';
import {
  type AuthorisationTable,
  createGrpcServer,
  createLogger,
  createServiceClient,
  type Endpoint,
  type GrpcServer,
  type Handlers,
} from '../src/index.ts';

const path = '/lienthong.directory.v1.DirectoryService/GetUnit';
const limits = { connections: 50, perAddress: 100, strangers: 5, silentMs: 300, strangerMs: 1_500 };
const stops: (() => unknown)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

/** A server whose one method waits until it is told to answer. */
async function startServer(tls?: Endpoint['tls']): Promise<{ endpoint: Endpoint; server: GrpcServer }> {
  const server = createGrpcServer(
    (authorization) =>
      authorization === 'Bearer of-thao'
        ? Promise.resolve({
            principal: { kind: 'person', name: 'Thảo', subject: 'thao', roles: ['clerk'], units: ['46@0'] },
            expiresAt: Date.now() + 60_000,
            isEnded: () => false,
          })
        : Promise.reject(new Refusal('unauthenticated', 'TOKEN_INVALID', 'no')),
    createLogger('directory', 's20116', 'silent'),
    limits,
  );
  const handlers = {
    getUnit: ({ on }: GetUnitRequest, { signal }: { signal: AbortSignal }) =>
      on === ''
        ? Promise.resolve({ unit: undefined })
        : new Promise((resolve) => signal.addEventListener('abort', resolve)),
  } as unknown as Handlers<Directory>;
  const table = { getUnit: { roles: ['clerk'] } } as unknown as AuthorisationTable<Directory>;
  server.mount({ getUnit: DirectoryServiceService.getUnit } as unknown as Directory, handlers, table, {
    hierarchy: () => new Hierarchy([], []),
    today: () => '2025-06-30',
  });
  const endpoint: Endpoint = { address: `127.0.0.1:${await findFreePort()}`, tls };
  await server.listen(endpoint);
  stops.push(() => server.stop(200));
  return { endpoint, server };
}

const getUnit = (endpoint: Endpoint, request: Partial<GetUnitRequest> = {}) => {
  const client = createServiceClient(DirectoryServiceService, endpoint);
  stops.push(() => client.close());
  return client.getUnit(GetUnitRequest.create({ unit: '46@0', ...request }), {
    authorization: 'Bearer of-thao',
  });
};

function openSocket(endpoint: Endpoint): Socket & { ended?: boolean } {
  const [host, port] = endpoint.address.split(':');
  const socket: Socket & { ended?: boolean } = connect(Number(port), host);
  // Who does not read does not learn that the other side has gone.
  socket
    .resume()
    .on('error', () => undefined)
    .on('close', () => {
      socket.ended = true;
    });
  stops.push(() => socket.destroy());
  return socket;
}

function openSession(endpoint: Endpoint): ClientHttp2Session {
  const session = connectHttp2(`http://${endpoint.address}`);
  session.on('error', () => undefined);
  stops.push(() => session.destroy());
  return session;
}

function open(session: ClientHttp2Session, to: string, headers: object = {}): ClientHttp2Stream {
  const stream = session.request({
    ':method': 'POST',
    ':path': to,
    'content-type': 'application/grpc',
    te: 'trailers',
    ...headers,
  });
  stream.on('error', () => undefined);
  return stream;
}

/** The status that the server gives, though the call never ends its message. */
const statusOf = (stream: ClientHttp2Stream): Promise<number> =>
  new Promise((resolve) => {
    const look = (headers: { 'grpc-status'?: string }): void => {
      if (headers['grpc-status'] !== undefined) resolve(Number(headers['grpc-status']));
    };
    stream.on('response', look as never).on('trailers', look as never);
  });

const messageHead = (bytes: number): Buffer => {
  const head = Buffer.alloc(5);
  head.writeUInt32BE(bytes, 1);
  return head;
};

test('S4: a connection that says nothing is closed', async () => {
  const { endpoint } = await startServer();
  const silent = openSocket(endpoint);
  await eventually(() => silent.ended === true);
  await expect(getUnit(endpoint)).resolves.toBeDefined();
});

test('S4: a connection on which nobody shows who they are is closed, one of a caller stays', async () => {
  const { endpoint } = await startServer();
  const [stranger, known] = [openSession(endpoint), openSession(endpoint)];
  const watch = open(stranger, '/grpc.health.v1.Health/Watch');
  watch.end(messageHead(0));
  const call = open(known, path, { authorization: 'Bearer of-thao' });
  call.end(messageHead(0));
  await eventually(() => stranger.destroyed);
  expect(known.destroyed).toBe(false);
});

test('S4: strangers that hold connections keep nobody out', async () => {
  const { endpoint } = await startServer();
  const strangers = Array.from({ length: 45 }, () => {
    const socket = openSocket(endpoint);
    socket.write('PRI');
    return socket;
  });
  await expect(getUnit(endpoint)).resolves.toBeDefined();
  await eventually(() => strangers.filter(({ ended }) => ended).length >= 40);
});

test('S4: who has no token is refused before the message, however long it takes', async () => {
  const { endpoint } = await startServer();
  const stream = open(openSession(endpoint), path, { authorization: 'Bearer forged' });
  stream.write(messageHead(4_000_000));
  expect(await statusOf(stream)).toBe(16);
});

test('S4: a message is as large as its method needs, metadata as large as a token', async () => {
  const { endpoint } = await startServer();
  const session = openSession(endpoint);
  const large = open(session, path, { authorization: 'Bearer of-thao' });
  large.write(messageHead(300_000));
  expect(await statusOf(large)).toBe(8);
  const talkative = open(session, path, { authorization: 'Bearer of-thao', 'x-more': 'x'.repeat(9_000) });
  expect(await statusOf(talkative)).toBe(8);
});

test('S4: one person has 64 calls open, and others go on', async () => {
  const { endpoint } = await startServer();
  const session = openSession(endpoint);
  for (let opened = 0; opened < 64; opened += 1) open(session, path, { authorization: 'Bearer of-thao' });
  const more = open(session, path, { authorization: 'Bearer of-thao' });
  expect(await statusOf(more)).toBe(8);
  session.destroy();
  // What is gone is given back.
  await eventually(() =>
    getUnit(endpoint).then(
      () => true,
      () => false,
    ),
  );
});

test('S4: questions about health are few on one connection', async () => {
  const { endpoint } = await startServer();
  const session = openSession(endpoint);
  for (let opened = 0; opened < 4; opened += 1) open(session, '/grpc.health.v1.Health/Watch');
  expect(await statusOf(open(session, '/grpc.health.v1.Health/Watch'))).toBe(8);
});

test('S4: the same inside TLS, where a handshake that is not made is broken off', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'lienthong-door-'));
  const authority = createAuthority(directory, 'authority');
  const { endpoint } = await startServer(authority.issue('server', ['IP:127.0.0.1']));
  const silent = openSocket(endpoint);
  await expect(getUnit(endpoint)).resolves.toBeDefined();
  await eventually(() => silent.ended === true);
});
