import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type SpanLine, startTelemetry } from '@lienthong/runtime';
import { eventually } from '@lienthong/testkit';
import { type GatewaySite, startGatewaySite } from './gateway-site.ts';

let it: GatewaySite;
let traceFile: string;
let stopTelemetry: () => Promise<void>;

beforeAll(async () => {
  it = await startGatewaySite({ site: { services: ['directory', 'gateway'] } });
  traceFile = join(it.site.directory, 'spans.jsonl');
  stopTelemetry = startTelemetry(
    { site: 's20116', telemetry: { traceFile, sampling: 1, logLevel: 'error' } },
    'site',
  );
});
afterAll(async () => {
  await stopTelemetry?.();
  await it?.stop();
});

const spans = async (): Promise<SpanLine[]> =>
  (await readFile(traceFile, 'utf8'))
    .split('\n')
    // The last line may still be under way.
    .flatMap((line) => (line.endsWith('}') ? [JSON.parse(line) as SpanLine] : []));

test("the browser's trace goes on through the edge to the service, as one", async () => {
  const traceId = '0af7651916cd43dd8448eb211c80319c';
  const browser = it.browser();
  await browser.signIn('can.bo', 'mat-khau-1', '/ho-so?ten=nguyen');
  const method = 'lienthong.directory.v1.DirectoryService/GetUnit';
  await browser.call(method, { unit: '46@0' }, { traceparent: `00-${traceId}-b7ad6b7169203331-01` });
  // They are written in batches, each when it has ended.
  await eventually(async () => {
    const found = (await spans()).filter((span) => span.traceId === traceId);
    const edge = found.find(({ name }) => name === `POST /api/${method}`);
    expect(edge?.parentSpanId).toBe('b7ad6b7169203331');
    expect(found.find(({ parentSpanId }) => parentSpanId === edge?.spanId)?.name).toBe(method);
    return true;
  });
});

test('no personal data, no query and no secret stands in a span', async () => {
  const browser = it.browser();
  await browser.signIn('can.bo', 'sai');
  await browser.get('/ho-so/Nguyen-Van-A?cccd=046123456789');
  await browser.get('/auth/nguyen-van-a');
  // Without a session it is refused before there is a span.
  await browser.signIn('can.bo', 'mat-khau-1');
  await browser.get('/api/Nguyen/Van');
  await eventually(async () => (await spans()).some(({ name }) => name === 'GET /api/unknown'));
  const text = JSON.stringify(await spans());
  for (const secret of ['can.bo', 'Bình', 'nguyen', 'Nguyen', '046123456789', 'state=', 'code='])
    expect(text).not.toContain(secret);
});
