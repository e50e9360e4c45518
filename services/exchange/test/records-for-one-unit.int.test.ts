import { ExchangeServiceService, PutRecord } from '@lienthong/contracts/exchange/v1/exchange';
import { defineService, gatherServices, type ServiceClient } from '@lienthong/runtime';
import { services as platform } from '@lienthong/site';
import { startTestSite, type TestSite } from '@lienthong/testkit';
import { createApp } from '../src/app.ts';

const [unit, other] = ['20116@0', '20125@0'];
const channel = 't1-letter';
const trial = defineService({
  name: 'trial',
  channels: [channel],
  app: async () => {
    throw new Error('the test puts for it');
  },
});

let site: TestSite;
let records: ServiceClient<typeof ExchangeServiceService>;
beforeAll(async () => {
  site = await startTestSite({
    units: [unit, other],
    services: ['exchange', 'trial'],
    declared: gatherServices([...platform.inOrder, trial]),
  });
  await site.host({ exchange: createApp });
  records = site.as('trial', ExchangeServiceService, 'exchange');
}, 900_000);
afterAll(() => site?.stop());

test('a record for one unit whose id does not begin with that unit is refused by its field: it would go nowhere, and nobody would hear of it', async () => {
  const ids = [
    `${other}/2025-06-30`,
    '2025-06-30',
    `${other}`,
    `${other}/`,
    '20125/2025-06-30',
    '/2025-06-30',
  ];
  const { outcomes } = await records.putRecords({
    records: ids.map((id) =>
      PutRecord.create({ key: { channel, unit, id }, src: 1, value: Buffer.from('a letter') }),
    ),
  });
  expect(
    outcomes.map(({ taken, refusal }) => ({ taken, code: refusal?.code, field: refusal?.field })),
  ).toEqual([
    { taken: true },
    ...[1, 2, 3, 4, 5].map((at) => ({
      taken: false,
      code: 'INVALID_FIELD',
      field: `records[${at}].key.id`,
    })),
  ]);
  expect(outcomes[1]?.refusal).toMatchObject({ rule: 'TARGET_UNIT' });
});
