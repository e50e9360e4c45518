import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CopyKind } from '@lienthong/contracts/onestop/v1/onestop';
import { eventually } from '@lienthong/testkit';
import { type GuardedChild, startGuarded } from '@lienthong/devtools/process/guarded-child';
import { v7 as uuid } from 'uuid';
import { dossierOf, startOffice, type TestOffice, vinhHung } from './support/office.ts';

let office: TestOffice;
let server: GuardedChild;
beforeAll(async () => {
  office = await startOffice({ hosted: false });
  const file = join(office.site.directory, 'site.yaml');
  const config = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>;
  const telemetry = { logLevel: 'debug', traceFile: join(office.site.directory, 'trace.jsonl') };
  await writeFile(file, JSON.stringify({ ...config, telemetry }));
  server = startGuarded({
    command: process.execPath,
    args: [join(import.meta.dirname, 'fixtures/crashing-office.ts'), file],
    env: { NODE_OPTIONS: '' },
    logFile: join(office.site.directory, 'log.jsonl'),
  });
  await eventually(() => office.client.listProcedures({ unit: vinhHung }, office.clerk), {
    timeoutMs: 120_000,
  });
}, 900_000);
afterAll(async () => {
  await server?.stop();
  await office?.stop();
});

const secrets = [
  'Trần Quốc Bí Mật',
  'Bí Mật',
  '046190111222',
  '0987654321',
  'đường Kín',
  'việc riêng tư',
  'lý do kín',
  'Chủ Kín',
  '046150333444',
  'giấy kín',
];

test('invariant 5: no person stands in logs or spans, of what was accepted, refused, repeated or failed', async () => {
  const applicant = {
    name: 'Trần Quốc Bí Mật',
    identityNumber: '046190111222',
    phone: '0987654321',
    address: 'Số 7 đường Kín',
  };
  const request = dossierOf({
    applicant,
    summary: 'việc riêng tư',
    owner: { name: 'Lê Chủ Kín', identityNumber: '046150333444' },
    components: [{ name: 'giấy kín', kind: CopyKind.ORIGINAL, count: 1 }],
  });
  const { dossier } = await office.client.receiveDossier(request, office.clerk);
  const command = { dossierId: dossier?.id ?? '', version: 1, idempotencyKey: uuid() };
  await office.client.requestSupplement({ ...command, reason: 'lý do kín' }, office.clerk);
  const list = {
    unit: vinhHung,
    filter: 7 as const,
    search: 'Bí Mật',
    pageSize: 0,
    pageToken: '',
    procedureCode: '',
  };
  expect((await office.client.listDossiers(list, office.clerk)).dossiers).toHaveLength(1);
  await office.client.receiveDossier(request, office.clerk);
  await expect(office.client.receiveDossier({ ...request, summary: 'khác' }, office.clerk)).rejects.toThrow(
    'key',
  );
  await expect(
    office.client.receiveDossier({ ...request, dossierId: 'Bí Mật' }, office.clerk),
  ).rejects.toThrow('dossier_id');
  await office.site.database.kill();
  const unanswered = { ...office.clerk, timeoutMs: 1_000 };
  await expect(office.client.receiveDossier(dossierOf({ applicant }), unanswered)).rejects.toThrow(
    /answer|outcome/,
  );
  await office.site.database.restart();
  await eventually(
    () => office.client.receiveDossier(dossierOf({ applicant }), office.clerk).catch(() => undefined),
    {
      timeoutMs: 40_000,
    },
  );
  // In order, however slow: the last lines are written at its end.
  await server.stop(120_000);
  const written = await Promise.all(
    ['log.jsonl', 'trace.jsonl'].map((name) => readFile(join(office.site.directory, name), 'utf8')),
  );
  expect(written[0]).toContain('"msg":"started"');
  expect(written[1]).toContain('OneStopService/ReceiveDossier');
  for (const secret of secrets) for (const text of written) expect(text).not.toContain(secret);
});
