import { DeadLetterServiceService } from '@lienthong/contracts/common/v1/dead_letter';
import { deadReason } from '@lienthong/domain';
import { createServiceClient, endpointOf } from '@lienthong/runtime';
import { eventually } from '@lienthong/testkit';
import { v7 as uuid } from 'uuid';
import { dossierOf, startOffice, type TestOffice, vinhHien, vinhHung } from './support/office.ts';

let office: TestOffice;
beforeAll(async () => {
  office = await startOffice();
}, 900_000);
afterAll(() => office?.stop());

test('an event that cannot be published stands before the operator of its unit, with whose turn it is, and others go out', async () => {
  await office.client.receiveDossier(dossierOf(), office.clerk);
  const [stored] = await office.dossiers.find({}).toArray();
  if (!stored) throw new Error('no dossier');
  const [{ type, at } = { type: '', at: 0 }] = stored.events;
  const newer = {
    ...stored,
    _id: uuid(),
    numbers: {},
    v: 99,
    published: 0,
    pending: true,
    pendingAt: at,
  };
  await office.dossiers.insertOne(newer);
  const client = createServiceClient(DeadLetterServiceService, endpointOf(office.site.config, 'onestop'));
  const list = async (unit: string) => {
    const asked = { service: 'onestop', before: undefined };
    return (await client.listDeadLetters(asked, await office.person(['operator'], [unit]))).deadLetters;
  };
  try {
    const [letter] = await eventually(async () => {
      const all = await list(vinhHung);
      return all.length === 1 && all;
    });
    expect(letter).toMatchObject({
      consumer: 'relay-onestop.dossier',
      subject: newer._id,
      unit: vinhHung,
      eventType: type,
      reason: deadReason('NEWER_RELEASE'),
      owner: 1,
      nextAction: 2,
    });
    expect(await list(vinhHien)).toEqual([]);
    const { dossier } = await office.client.receiveDossier(dossierOf(), office.clerk);
    await eventually(
      async () => (await office.dossiers.findOne({ _id: dossier?.id ?? '' }))?.pending === false,
    );
    const { service = '', consumer = '', id = '' } = letter ?? {};
    const operator = await office.person(['operator'], [vinhHung]);
    const { reason } = await client.retryDeadLetter({ service, consumer, id }, operator);
    expect(reason).toMatchObject(deadReason('NEWER_RELEASE'));
  } finally {
    client.close();
  }
});
