import { connect } from 'node:net';
import type { Browser } from './browser.ts';
import { type GatewaySite, getUnit, startEdgeSite } from './gateway-site.ts';

interface ErrorBody {
  code: string;
  message: string;
  details: { debug: { reason?: string; fieldViolations?: { field: string; reason: string }[] } }[];
}

let it: GatewaySite;
let clerk: Browser;
let operator: Browser;

const reasonOf = (body: ErrorBody): string | undefined => body.details[0]?.debug.reason;
const fieldsOf = (body: ErrorBody) => body.details[1]?.debug.fieldViolations;

beforeAll(async () => {
  ({ it, clerk, operator } = await startEdgeSite({
    more: ['reporting'],
    change(config) {
      // Configured, but nobody listens there.
      config.services.reporting = { grpc: '127.0.0.1:1' };
    },
  }));
});
afterAll(() => it?.stop());

/** After every hostile call: the process is alive and the next honest call works. */
afterEach(async () => {
  const { status } = await clerk.call(getUnit, { unit: '46@0' });
  expect(status).toBe(200);
});

test.each([
  'lienthong.directory.v1.DirectoryService/ReadTables',
  'lienthong.directory.v1.DirectoryService/Nothing',
  'lienthong.directory.v1.Nothing/GetUnit',
  'lienthong.common.v1.EventsService/ReadEvents',
  'lienthong.reporting.v1.ReportingService/CompareWithOwner',
  'grpc.health.v1.Health/Check',
  'lienthong.operations.v1.OperationsService/WatchRollup',
  '..%2Fx/y',
])('a signed-in person cannot call a method that is not marked for the edge: %s', async (method) => {
  const { status, body } = await clerk.call<ErrorBody>(method, {});
  expect({ status, code: body.code, reason: reasonOf(body) }).toEqual({
    status: 501,
    code: 'unimplemented',
    reason: 'METHOD_UNKNOWN',
  });
});

test('without a session nothing is answered', async () => {
  const { status, body } = await it.browser().call<ErrorBody>(getUnit, { unit: '46@0' });
  expect({ status, code: body.code, reason: reasonOf(body) }).toEqual({
    status: 401,
    code: 'unauthenticated',
    reason: 'SESSION_MISSING',
  });
});

test('a made-up session is no session', async () => {
  const browser = it.browser();
  browser.cookies.set('lienthong-s20116', 'A'.repeat(43));
  const { status, body } = await browser.call<ErrorBody>(getUnit, { unit: '46@0' });
  expect([status, reasonOf(body)]).toEqual([401, 'SESSION_ENDED']);
});

test.each([
  ['another site', { origin: 'https://evil.example' }],
  ['another port', { origin: 'http://127.0.0.1:1' }],
  ['null', { origin: 'null' }],
  ['nothing', { origin: '' }],
])('a call whose Origin is %s is refused', async (_name, headers) => {
  const { status, body } = await clerk.call<ErrorBody>(getUnit, { unit: '46@0' }, headers);
  expect([status, reasonOf(body)]).toEqual([403, 'ORIGIN_NOT_ALLOWED']);
});

test.each(['text/plain', 'application/x-www-form-urlencoded', 'application/jsonx', ''])(
  'a call of content type "%s" is refused',
  async (type) => {
    const { status, body } = await clerk.call<ErrorBody>(getUnit, { unit: '46@0' }, { 'content-type': type });
    expect([status, reasonOf(body)]).toEqual([415, 'CONTENT_TYPE']);
  },
);

test('a body above 256 kB is refused, also when it was small on the way', async () => {
  const large = await clerk.call<ErrorBody>(getUnit, { unit: 'x'.repeat(300_000) });
  expect([large.status, reasonOf(large.body)]).toEqual([413, 'BODY_TOO_LARGE']);
  const { gzipSync } = await import('node:zlib');
  const response = await fetch(new URL(`/api/${getUnit}`, it.origin), {
    method: 'POST',
    body: gzipSync(Buffer.alloc(50_000_000, 0x20)),
    headers: {
      origin: it.origin,
      'content-type': 'application/json',
      'content-encoding': 'gzip',
      cookie: [...clerk.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
    },
  });
  expect([response.status, reasonOf((await response.json()) as ErrorBody)]).toEqual([413, 'BODY_TOO_LARGE']);
});

test.each([
  ['cut off', '{"unit": "46@0"', 'MALFORMED_JSON'],
  ['no JSON', 'unit=46', 'MALFORMED_JSON'],
  ['a list', '[1]', 'MALFORMED_JSON'],
])('malformed JSON is refused: %s', async (_name, text, reason) => {
  const response = await clerk.post(`/api/${getUnit}`, text);
  expect([response.status, reasonOf((await response.json()) as ErrorBody)]).toEqual([400, reason]);
});

test.each(['/api/x/%', '/auth/assets/%', '/realms/lienthong/sign-in/%'])(
  'S9: an address that nobody can read is no fault of the site: %s',
  async (path) => {
    const response = await clerk.get(path);
    expect(response.status).toBe(400);
  },
);

test('S9: a body that is not compressed as it says is refused', async () => {
  const response = await clerk.post(`/api/${getUnit}`, 'zzz', { 'content-encoding': 'gzip' });
  expect([response.status, reasonOf((await response.json()) as ErrorBody)]).toEqual([400, 'BODY_BROKEN']);
});

test('bytes that are no UTF-8 are refused', async () => {
  const response = await fetch(new URL(`/api/${getUnit}`, it.origin), {
    method: 'POST',
    body: Buffer.from([0x7b, 0x22, 0xc3, 0x28, 0x22, 0x3a, 0x31, 0x7d]),
    headers: {
      origin: it.origin,
      'content-type': 'application/json',
      cookie: [...clerk.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
    },
  });
  expect([response.status, reasonOf((await response.json()) as ErrorBody)]).toEqual([400, 'MALFORMED_JSON']);
});

test.each([
  [{ unit: 5 }, 'unit', 'TEXT'],
  [{ unit: '46@0', unti: '' }, 'unti', 'UNKNOWN_FIELD'],
  [{ unit: 'a\u0000' }, 'unit', 'CONTROL_CHARACTER'],
  [{ unit: '\u202e46' }, 'unit', 'BIDI_CONTROL'],
  [{ unit: 'a\ud800' }, 'unit', 'NOT_TEXT'],
])('a wrong field is named with its rule %#', async (message, field, rule) => {
  const { status, body } = await clerk.call<ErrorBody>(getUnit, message);
  expect([status, body.code, reasonOf(body)]).toEqual([400, 'invalid_argument', 'INVALID_FIELD']);
  expect(fieldsOf(body)).toMatchObject([{ field, reason: rule }]);
});

test('a refusal of the service behind arrives word for word', async () => {
  const { status, body } = await clerk.call<ErrorBody>(getUnit, { unit: '99@0' });
  expect(status).toBe(404);
  expect(body.code).toBe('not_found');
  expect(reasonOf(body)).toMatch(/^[A-Z_]+$/);
});

test('a service that the site does not run is named as such', async () => {
  const { status, body } = await clerk.call<ErrorBody>(
    'lienthong.onestop.v1.OneStopService/ListProcedures',
    {},
  );
  expect([status, reasonOf(body)]).toEqual([501, 'SERVICE_NOT_HERE']);
});

test('a service that is away is told apart from one that the site does not have', async () => {
  const { status, body } = await operator.call<ErrorBody>(
    'lienthong.reporting.v1.ReportingService/ListUndecided',
    {},
  );
  expect([status, body.code, reasonOf(body)]).toEqual([503, 'unavailable', 'SERVICE_UNAVAILABLE']);
});

test.each([
  ['', 400, 'INVALID_FIELD'],
  ['onestop', 501, 'SERVICE_NOT_HERE'],
  ['constructor', 501, 'SERVICE_NOT_HERE'],
  ['reporting', 503, 'SERVICE_UNAVAILABLE'],
])(
  'what every process answers goes to the service that the request names: %p',
  async (service, status, reason) => {
    const list = 'lienthong.common.v1.DeadLetterService/ListDeadLetters';
    const here = await operator.call<object>(list, { service: 'directory' });
    expect([here.status, here.body]).toEqual([200, { deadLetters: [], isMore: false }]);
    const answer = await operator.call<ErrorBody>(list, { service });
    expect([answer.status, reasonOf(answer.body)]).toEqual([status, reason]);
  },
);

test("the person's own rights hold, not the gateway's", async () => {
  const { status, body } = await clerk.call<ErrorBody>(
    'lienthong.operations.v1.OperationsService/ListFreshness',
    {},
  );
  expect([status, reasonOf(body)]).toEqual([403, 'NOT_ALLOWED']);
});

test('the deadline that the browser sets is kept', async () => {
  const explain = 'lienthong.operations.v1.OperationsService/ExplainNumber';
  const selection = { unit: '46@0', from: '2025-06-30', to: '2025-06-30' };
  const gone = new AbortController();
  const unlimited = fetch(new URL(`/api/${explain}`, it.origin), {
    method: 'POST',
    body: JSON.stringify({ selection }),
    headers: {
      origin: it.origin,
      'content-type': 'application/json',
      cookie: [...operator.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
    },
    signal: gone.signal,
  }).catch(() => 'gone');
  const limited = operator.call<ErrorBody>(explain, { selection }, { 'connect-timeout-ms': '300' });
  // The one that was asked first has the edge's own deadline, and waits on.
  const first = await Promise.race([limited, unlimited.then(() => undefined)]);
  expect([first?.status, first?.body.code]).toEqual([504, 'deadline_exceeded']);
  gone.abort();
  await unlimited;
  for (const wrong of ['-1', 'soon', '1.5', '99999999999']) {
    const refused = await operator.call<ErrorBody>(explain, {}, { 'connect-timeout-ms': wrong });
    expect([refused.status, reasonOf(refused.body)]).toEqual([400, 'TIMEOUT_HEADER']);
  }
});

test('defaults are always written, so that a screen need not guess', async () => {
  const { body } = await clerk.call<{ unit: Record<string, unknown> }>(getUnit, { unit: '46@0' });
  expect(body.unit).toMatchObject({ parent: '', validFrom: '' });
});

test('a broken HTTP request harms nobody', async () => {
  const { hostname, port } = new URL(it.origin);
  const answer = await new Promise<string>((resolve) => {
    let text = '';
    const socket = connect(Number(port), hostname, () => socket.write('POST /api HTTP/9\r\n\u0000\r\n\r\n'));
    socket.on('data', (piece) => {
      text += piece.toString();
    });
    socket.on('close', () => resolve(text));
  });
  expect(answer).toContain('400');
});

test('S13: every answer says what a browser may do with it', async () => {
  const { headers } = await clerk.get('/auth/me');
  expect(headers.get('content-security-policy')).toContain("script-src 'self'");
  expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
  expect(headers.get('content-security-policy')).not.toContain('unsafe');
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('referrer-policy')).toBe('same-origin');
  expect(headers.get('permissions-policy')).toContain('camera=()');
  expect(headers.get('cache-control')).toBe('no-store');
  expect(headers.get('x-powered-by')).toBeNull();
});
