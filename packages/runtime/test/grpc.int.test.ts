import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  DirectoryServiceService,
  GetUnitRequest,
  ReadTablesRequest,
  Unit,
} from '@lienthong/contracts/directory/v1/directory';
import { Hierarchy, Refusal, type Unit as DomainUnit } from '@lienthong/domain';
import { findFreePort } from '@lienthong/devtools/process/free-port';
import { startTestSite, type TestSite } from '@lienthong/testkit';
import {
  type App,
  type AuthorisationTable,
  createGrpcServer,
  createLogger,
  createRawCaller,
  createRawStreamer,
  createServiceClient,
  endpointOf,
  type Handlers,
  currentTraceparent,
  inSpan,
  type Reach,
  type ServiceName,
  type SpanLine,
  startTelemetry,
} from '../src/index.ts';

const unitOf = (key: string, parent: string): DomainUnit => ({
  key,
  code: key.slice(0, -2),
  name: key,
  kind: 'commune',
  level: 'commune',
  parent,
  validFrom: '',
  validTo: '',
});
const hierarchy = new Hierarchy(
  [unitOf('46@0', ''), unitOf('20116@0', '46@0'), unitOf('20125@0', '46@0')],
  [],
);
const path = '/lienthong.directory.v1.DirectoryService';
/** On it the handler fails. */
const dayOfBoom = '2025-06-13';
let traceparentSeen: string | undefined;

/** A directory that answers three methods and refuses the rest: enough to see every way in which a call can be turned away. */
function tinyDirectory(): App {
  const never = (): never => {
    throw new Error('not asked in this test');
  };
  const handlers: Handlers<DirectoryServiceService> = {
    getUnit: async ({ unit, on }) => {
      traceparentSeen = currentTraceparent();
      if (on === dayOfBoom) throw new Error('secret inner detail');
      return { unit: Unit.create({ key: unit, name: 'Xã Vinh Hưng' }) };
    },
    readTables: async () => ({ tables: [] }),
    listChildren: never,
    listAncestors: never,
    listSuccessors: never,
    getSubtree: never,
    getCalendar: never,
    listSites: never,
    getBoard: never,
    listStranded: never,
    publishTable: never,
    handOverUnits: never,
    nameSuccessor: never,
    retireSite: never,
    listDecisions: never,
    describeSite: never,
  };
  const anyone = { roles: ['clerk', 'operator', 'integrator'] as const };
  const table: AuthorisationTable<DirectoryServiceService> = {
    getUnit: { ...anyone, unit: ({ unit }) => unit },
    readTables: { services: ['onestop'] },
    listChildren: anyone,
    listAncestors: anyone,
    listSuccessors: anyone,
    getSubtree: anyone,
    getCalendar: anyone,
    listSites: anyone,
    getBoard: anyone,
    listStranded: anyone,
    publishTable: { services: [] },
    handOverUnits: { services: [] },
    nameSuccessor: { services: [] },
    retireSite: { services: [] },
    listDecisions: { services: [] },
    describeSite: { services: [] },
  };
  return {
    service: 'directory',
    mount: (server) =>
      server.mount(DirectoryServiceService, handlers, table, {
        hierarchy: () => hierarchy,
        today: () => '2025-06-30',
      }),
    start: () => Promise.resolve(),
    stop: () => Promise.resolve(),
    health: () => ({ ready: true, problems: [] }),
  };
}

let site: TestSite;
/** The two ways to the service: as its neighbours in the process go, and as everybody else does. */
const ways: Partial<Record<string, Reach>> = {};

beforeAll(async () => {
  site = await startTestSite();
  await site.host({
    directory: ({ reach }) => {
      ways['in the process'] = reach('directory');
      return Promise.resolve(tinyDirectory());
    },
  });
  ways['over a socket'] = endpointOf(site.config, 'directory');
});
afterAll(() => site.stop());

const asPerson = async (roles: Parameters<TestSite['personToken']>[0]['roles'], units = ['20116@0']) => ({
  authorization: `Bearer ${await site.personToken({ roles, units })}`,
});
const refusalOf = (call: Promise<unknown>): Promise<Refusal> =>
  call.then(
    () => Promise.reject(new Error('it was not refused')),
    (error: unknown) => (error instanceof Refusal ? error : Promise.reject(error)),
  );

describe.each(['in the process', 'over a socket'])('%s', (way) => {
  const reach = (): Reach => {
    const found = ways[way];
    if (!found) throw new Error(`there is no way ${way}`);
    return found;
  };
  const client = () => createServiceClient(DirectoryServiceService, reach());
  const as = (service: ServiceName) =>
    createServiceClient(DirectoryServiceService, reach(), site.context(service).identity);

  test('a signed-in person cannot call a method that is not marked for the edge', async () => {
    const refusal = await refusalOf(
      client().readTables(ReadTablesRequest.create({}), await asPerson(['operator'])),
    );
    expect(refusal).toMatchObject({ kind: 'unimplemented', code: 'METHOD_UNKNOWN' });
  });

  test('a service calls only what the table opens to it', async () => {
    const onestop = as('onestop');
    await expect(onestop.readTables(ReadTablesRequest.create({}))).resolves.toMatchObject({ tables: [] });
    const reporting = as('reporting');
    expect(await refusalOf(reporting.readTables(ReadTablesRequest.create({})))).toMatchObject({
      code: 'NOT_ALLOWED',
    });
  });

  test('without a valid token nothing is answered', async () => {
    const request = GetUnitRequest.create({ unit: '20116@0' });
    expect(await refusalOf(client().getUnit(request))).toMatchObject({ code: 'TOKEN_MISSING' });
    const forged = { authorization: 'Bearer eyJhbGciOiJub25lIn0.e30.' };
    expect(await refusalOf(client().getUnit(request, forged))).toMatchObject({ code: 'TOKEN_INVALID' });
  });

  test('a caller sees nothing outside its unit subtree', async () => {
    const own = await client().getUnit(GetUnitRequest.create({ unit: '20116@0' }), await asPerson(['clerk']));
    expect(own.unit?.name).toBe('Xã Vinh Hưng');
    const other = client().getUnit(GetUnitRequest.create({ unit: '20125@0' }), await asPerson(['clerk']));
    expect(await refusalOf(other)).toMatchObject({ kind: 'denied', code: 'UNIT_NOT_ALLOWED' });
    const above = await client().getUnit(
      GetUnitRequest.create({ unit: '20125@0' }),
      await asPerson(['clerk'], ['46@0']),
    );
    expect(above.unit?.key).toBe('20125@0');
  });

  test('a refusal arrives with its code and field; an inner error does not arrive at all', async () => {
    const wrong = client().getUnit(GetUnitRequest.create({ unit: 'Vinh Hưng' }), await asPerson(['clerk']));
    expect(await refusalOf(wrong)).toMatchObject({
      code: 'INVALID_FIELD',
      fields: [{ field: 'unit', rule: 'UNIT_KEY_OR_CODE' }],
    });
    const call = client().getUnit(
      GetUnitRequest.create({ unit: '20116@0', on: dayOfBoom }),
      await asPerson(['clerk']),
    );
    await expect(call).rejects.toMatchObject({
      code: 13,
      details: expect.stringContaining('internal error'),
    });
  });

  test('who may not use a method learns nothing of what is wrong with the request', async () => {
    const wrong = client().getUnit(GetUnitRequest.create({ unit: 'Vinh Hưng' }), await asPerson(['leader']));
    expect(await refusalOf(wrong)).toMatchObject({ kind: 'denied', code: 'NOT_ALLOWED' });
  });

  test('malformed protobuf is refused and the process goes on', async () => {
    const raw = createRawCaller(reach());
    const settings = await asPerson(['clerk']);
    const refusal = await refusalOf(raw(`${path}/GetUnit`, Buffer.from([0x0a, 0xff, 0x01]), settings));
    expect(refusal).toMatchObject({ code: 'MALFORMED_MESSAGE' });
    await expect(
      raw(
        `${path}/GetUnit`,
        Buffer.from(GetUnitRequest.encode({ unit: '20116@0', on: '' }).finish()),
        settings,
      ),
    ).resolves.toBeInstanceOf(Buffer);
    raw.close();
  });

  test('a call whose caller has gone already, or goes while it is made ready, is not waited for', async () => {
    const settings = await asPerson(['clerk']);
    const bytes = Buffer.from(GetUnitRequest.encode({ unit: '20116@0', on: '' }).finish());
    const [call, stream] = [createRawCaller(reach()), createRawStreamer(reach())];
    const first = async (signal: AbortSignal): Promise<Buffer | undefined> => {
      for await (const answer of stream(`${path}/GetUnit`, bytes, { ...settings, signal })) return answer;
      return undefined;
    };
    const gone = AbortSignal.abort();
    await expect(call(`${path}/GetUnit`, bytes, { ...settings, signal: gone })).rejects.toThrow('in time');
    await expect(first(gone)).rejects.toThrow('in time');
    const going = new AbortController();
    const reading = first(going.signal);
    going.abort();
    await expect(reading).rejects.toThrow('in time');
    expect(await first(new AbortController().signal)).toBeInstanceOf(Buffer);
    call.close();
    stream.close();
  });
});

test('a call carries its trace to the other side; one within the process is no hop and needs one span less', async () => {
  const traceFile = join(site.directory, 'spans.jsonl');
  const stop = startTelemetry({ site: 's20116', telemetry: { ...site.config.telemetry, traceFile } }, 'test');
  const traces = new Map<string, string>();
  for (const [way, reach] of Object.entries(ways))
    await inSpan(way, {}, async (span) => {
      const request = GetUnitRequest.create({ unit: '20116@0' });
      const client = createServiceClient(DirectoryServiceService, reach as Reach);
      await client.getUnit(request, await asPerson(['clerk']));
      traces.set(way, span.spanContext().traceId);
      expect(traceparentSeen).toContain(span.spanContext().traceId);
      client.close();
    });
  await stop();
  const lines = readFileSync(traceFile, 'utf8').trim().split('\n');
  const spans = lines.map((line) => JSON.parse(line) as SpanLine);
  const countOf = (way: string): number => spans.filter(({ traceId }) => traceId === traces.get(way)).length;
  // Spans of others are left out: a call of an earlier test may end only now.
  expect([countOf('in the process'), countOf('over a socket')]).toEqual([2, 3]);
});

test('a server stops within its grace with a client connected', async () => {
  const address = `127.0.0.1:${await findFreePort()}`;
  const nobody = () => Promise.reject(new Error('not asked in this test'));
  const server = createGrpcServer(nobody, createLogger('test', 's20116', 'fatal'));
  await server.listen({ address });
  const watch = createRawStreamer({ address });
  const answers = watch('/grpc.health.v1.Health/Watch', Buffer.alloc(0));
  // A call that does not end by itself.
  await answers[Symbol.asyncIterator]().next();
  const started = performance.now();
  await server.stop(500);
  // The library may wait a minute for a connection (docs/adr/0017-doors.md).
  expect(performance.now() - started).toBeLessThan(30_000);
  watch.close();
});
