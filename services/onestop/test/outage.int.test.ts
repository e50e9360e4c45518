import { Refusal } from '@lienthong/domain';
import { eventually } from '@lienthong/testkit';
import { v7 as uuid } from 'uuid';
import { dossierOf, startOffice, type TestOffice } from './support/office.ts';

let office: TestOffice;
beforeAll(async () => {
  office = await startOffice();
}, 900_000);
afterAll(() => office?.stop());

test('invariant 2: while the database is away a command is not accepted, and sent again with its key it is applied once', async () => {
  const { dossier } = await office.client.receiveDossier(dossierOf(), office.clerk);
  const request = dossierOf();
  const command = { dossierId: dossier?.id ?? '', version: 1, idempotencyKey: uuid(), note: '' };
  await office.site.database.kill();
  const answers = await Promise.all(
    [
      office.client.receiveDossier(request, { ...office.clerk, timeoutMs: 1_500 }),
      office.client.finishDossier(command, { ...office.clerk, timeoutMs: 1_500 }),
      office.client.getDossier(
        { dossierId: dossier?.id ?? '', code: '', unit: '' },
        { ...office.clerk, timeoutMs: 1_500 },
      ),
    ].map((answer) =>
      answer.then(
        () => undefined,
        (error: unknown) => error,
      ),
    ),
  );
  expect(answers.map((error) => (error instanceof Refusal ? error.kind : String(error)))).toEqual([
    'unavailable',
    'unavailable',
    'unavailable',
  ]);
  await office.site.database.restart();
  const received = await eventually(
    () => office.client.receiveDossier(request, office.clerk).catch(() => undefined),
    { timeoutMs: 40_000 },
  );
  const finished = await eventually(
    () => office.client.finishDossier(command, office.clerk).catch(() => undefined),
    {
      timeoutMs: 20_000,
    },
  );
  expect(finished.dossier?.version).toBe(2);
  expect(await office.dossiers.countDocuments({ _id: request.dossierId })).toBe(1);
  expect(await office.dossiers.countDocuments({ 'state.code': received.dossier?.code ?? '' })).toBe(1);
  await eventually(async () => (await office.dossiers.countDocuments({ pending: true })) === 0, {
    timeoutMs: 30_000,
  });
});
