import { readFile, writeFile } from 'node:fs/promises';
import type { DescService } from '@bufbuild/protobuf';
import { type CallOptions, Code, ConnectError, createClient } from '@connectrpc/connect';
import { createConnectTransport } from '@connectrpc/connect-node';
import { contractRegistry } from '@lienthong/contracts/descriptors';
import { ErrorInfo } from '@lienthong/contracts/google/rpc/error_details';
import type { CallContext } from '@lienthong/runtime';
import { Refusal } from '@lienthong/domain';
import { eventually } from '@lienthong/testkit';
import { type GatewaySite, getUnit, startGatewaySite } from './gateway-site.ts';
import { stageOperations, update, type Watch } from './staged-operations.ts';

const stage: { watch: Watch } = { watch: async function* () {} };
const request = { selection: { unit: '20116@0', from: '2025-06-30', to: '2025-06-30' } };
const watchPath = '/api/lienthong.operations.v1.OperationsService/WatchRollup';
let it: GatewaySite;
let token: string;

beforeAll(async () => {
  it = await startGatewaySite({
    site: { services: ['directory', 'operations', 'gateway'] },
    services: { operations: stageOperations(stage) },
  });
  token = await tokenFor({
    grant_type: 'client_credentials',
    client_id: 'he-thong-a',
    client_secret: 'bi-mat-a',
  });
  await eventually(async () => {
    await directory().getUnit({ unit: '20116@0' });
    return true;
  });
});
afterAll(() => it?.stop());

async function tokenFor(form: Record<string, string>): Promise<string> {
  const url = `${it.site.config.identity.issuer}/protocol/openid-connect/token`;
  const answer = await fetch(url, { method: 'POST', body: new URLSearchParams(form) });
  return ((await answer.json()) as { access_token: string }).access_token;
}

interface Answer {
  unit?: { name: string };
  token: string;
  rows: { unitName: string; value: bigint }[];
}
type Methods = Record<'getUnit' | 'listSites', (request: object) => Promise<Answer>> &
  Record<'watchRollup', (request: object, options?: CallOptions) => AsyncIterable<Answer>>;

/** The official client, of descriptors alone. */
function clientOf(service: string, options: { binary?: boolean; bearer?: string } = {}): Methods {
  const { binary = false, bearer = token } = options;
  const transport = createConnectTransport({
    baseUrl: `${it.origin}/api`,
    httpVersion: '1.1',
    useBinaryFormat: binary,
    interceptors: [
      (next) => (call) => {
        call.header.set('authorization', `Bearer ${bearer}`);
        return next(call);
      },
    ],
  });
  return createClient(contractRegistry().getService(service) as DescService, transport) as unknown as Methods;
}

const directory = (options?: Parameters<typeof clientOf>[1]) =>
  clientOf('lienthong.directory.v1.DirectoryService', options);
const operations = (options?: Parameters<typeof clientOf>[1]) =>
  clientOf('lienthong.operations.v1.OperationsService', options);

const forms = [
  ['JSON', false],
  ['protobuf', true],
] as const;

/** Connect's code and ours. */
async function refusalOf(call: Promise<unknown>): Promise<[string | undefined, string | undefined]> {
  const error: unknown = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof ConnectError)) throw new Error('no Connect error', { cause: error });
  const info = error.details.find((one) => 'type' in one && one.type === 'google.rpc.ErrorInfo');
  const value = info && 'value' in info && info.value instanceof Uint8Array ? info.value : new Uint8Array();
  return [Code[error.code], ErrorInfo.decode(value).reason];
}

async function all(stream: AsyncIterable<Answer>): Promise<Answer[]> {
  const found: Answer[] = [];
  for await (const one of stream) found.push(one);
  return found;
}

test.each(forms)(
  'guide: a unary call in %s is answered, and refused by a stable code',
  async (_form, binary) => {
    const client = directory({ binary });
    expect((await client.getUnit({ unit: '20116@0' })).unit?.name).toBe('Xã Vinh Hưng');
    expect(await refusalOf(client.getUnit({ unit: 'x' }))).toEqual(['InvalidArgument', 'INVALID_FIELD']);
  },
);

test.each(forms)('guide: a server stream in %s comes whole', async (_form, binary) => {
  stage.watch = async function* () {
    yield update('a', 1, 'Xã Vinh Hưng');
    yield update('b', 2, 'ấ'.repeat(40_000));
  };
  const [first, second, ...more] = await all(operations({ binary }).watchRollup(request));
  expect(first).toMatchObject({ token: 'a', rows: [{ unitName: 'Xã Vinh Hưng', value: 1n }] });
  expect(second?.rows[0]?.unitName).toHaveLength(40_000);
  expect(more).toEqual([]);
});

test.each(forms)(
  'guide: a stream in %s that is refused midway says so after what came',
  async (_form, binary) => {
    stage.watch = async function* () {
      yield update('a');
      throw new Refusal('exhausted', 'TOO_MANY_ROWS', 'too many rows');
    };
    const seen: string[] = [];
    const reading = (async () => {
      for await (const one of operations({ binary }).watchRollup(request)) seen.push(one.token);
    })();
    expect(await refusalOf(reading)).toEqual(['ResourceExhausted', 'TOO_MANY_ROWS']);
    expect(seen).toEqual(['a']);
  },
);

test('what is refused before a stream opens has its code and details too', async () => {
  expect(await refusalOf(all(operations({ bearer: 'x.y.z' }).watchRollup(request)))).toEqual([
    'Unauthenticated',
    'TOKEN_INVALID',
  ]);
});

test('a token of a person opens nothing here, nor does one that is missing', async () => {
  const bearer = await tokenFor({
    grant_type: 'password',
    client_id: 'lienthong-cli',
    username: 'can.bo',
    password: 'mat-khau-1',
  });
  expect(await refusalOf(directory({ bearer }).getUnit({ unit: '20116@0' }))).toEqual([
    'Unauthenticated',
    'TOKEN_INVALID',
  ]);
  const { status } = await fetch(`${it.origin}/api/${getUnit}`, { method: 'POST', body: '{}' });
  expect(status).toBe(403);
});

test('a method for people alone is unknown to a system', async () => {
  expect(await refusalOf(directory().listSites({}))).toEqual(['Unimplemented', 'METHOD_UNKNOWN']);
});

test('a client that leaves ends the stream behind it', async () => {
  const left = Promise.withResolvers<void>();
  stage.watch = async function* (_request, { signal }: CallContext) {
    signal.addEventListener('abort', () => left.resolve());
    yield update('a');
    await left.promise;
  };
  for await (const one of operations().watchRollup(request)) if (one.token === 'a') break;
  await left.promise;
});

test('who waits for so long is told that the time is over', async () => {
  stage.watch = async function* (_request, { signal }: CallContext) {
    yield update('a');
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
  };
  const { body } = await watchRaw(envelope(JSON.stringify(request)), { 'connect-timeout-ms': '50' });
  expect(body).toContain('"deadline_exceeded"');
});

test('S4: at most sixteen streams of a system are open; a gateway that stops tells each of them', async () => {
  stage.watch = async function* (_request, { signal }: CallContext) {
    yield update('a');
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
  };
  const streams = Array.from({ length: 16 }, () => operations().watchRollup(request)[Symbol.asyncIterator]());
  for (const stream of streams) expect((await stream.next()).done).toBe(false);
  expect(await refusalOf(all(operations().watchRollup(request)))).toEqual(['ResourceExhausted', 'TOO_BUSY']);
  const ends = streams.map((stream) => refusalOf(stream.next()));
  it.gateway.closeStreams?.();
  expect(new Set((await Promise.all(ends)).map(String))).toEqual(new Set(['Unavailable,GATEWAY_STOPPING']));
});

function envelope(text: string, flags = 0, length = Buffer.byteLength(text)): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt8(flags, 0);
  head.writeUInt32BE(length, 1);
  return Buffer.concat([head, Buffer.from(text)]);
}

async function watchRaw(body: Buffer, headers: Record<string, string> = {}) {
  const answer = await fetch(`${it.origin}${watchPath}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/connect+json',
      ...headers,
    },
    body: new Uint8Array(body),
  });
  return { status: answer.status, type: answer.headers.get('content-type'), body: await answer.text() };
}

test.each<[string, Buffer, string]>([
  ['nothing', Buffer.alloc(0), 'BODY_BROKEN'],
  ['half a head', Buffer.alloc(3), 'BODY_BROKEN'],
  ['a compressed message', envelope('{}', 1), 'BODY_BROKEN'],
  ['an end in place of a message', envelope('{}', 2), 'BODY_BROKEN'],
  ['a longer length than it has', envelope('{}', 0, 2 ** 32 - 1), 'BODY_BROKEN'],
  ['two messages', Buffer.concat([envelope('{}'), envelope('{}')]), 'BODY_BROKEN'],
  ['no JSON', envelope('{'), 'MALFORMED_JSON'],
  ['a field that is none', envelope('{"bogus": 1}'), 'INVALID_FIELD'],
])('a stream is asked for with %s: refused, as its end', async (_what, body, code) => {
  const answer = await watchRaw(body);
  expect(answer).toMatchObject({ status: 200, type: 'application/connect+json' });
  expect(answer.body.charCodeAt(0)).toBe(2);
  expect(answer.body).toContain(`"reason":"${code}"`);
});

test('another content type is refused by the protocol’s status, naming those that are read', async () => {
  const { status, body } = await watchRaw(envelope('{}'), { 'content-type': 'application/grpc' });
  expect(status).toBe(415);
  expect(body).toContain('application/connect+proto');
});

test('contract 11: a system that is taken out of the people file is refused before its token is over', async () => {
  const file = it.site.config.identity.peopleFile;
  const before = await readFile(file, 'utf8');
  await directory().getUnit({ unit: '20116@0' });
  await writeFile(file, before.replace('"he-thong-a"', '"he-thong-b"'));
  await eventually(async () => {
    const answer = await directory()
      .getUnit({ unit: '20116@0' })
      .catch((error: unknown) => error);
    return answer instanceof ConnectError;
  });
  expect(await refusalOf(directory().getUnit({ unit: '20116@0' }))).toEqual([
    'Unauthenticated',
    'TOKEN_EXPIRED',
  ]);
  await writeFile(file, before);
});
