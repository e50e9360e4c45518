import { DirectoryServiceService } from '@lienthong/contracts/directory/v1/directory';
import { ExchangeServiceService } from '@lienthong/contracts/exchange/v1/exchange';
import { Channel, OneStopServiceService } from '@lienthong/contracts/onestop/v1/onestop';
import { ReportingServiceService } from '@lienthong/contracts/reporting/v1/reporting';
import { createApp as directory } from '@lienthong/directory';
import { Refusal } from '@lienthong/domain';
import { createApp as exchange } from '@lienthong/exchange';
import { createApp as onestop } from '@lienthong/onestop';
import { createApp as reporting } from '@lienthong/reporting';
import { type CallingService, createServiceClient, endpointOf } from '@lienthong/runtime';
import { eventually, startTestSite, type TestSite } from '@lienthong/testkit';
import { v7 as uuid } from 'uuid';

const [mine, givenAway] = ['20116@0', '20125@0'];
const operator: NonNullable<CallingService['onBehalfOf']> = {
  subject: 'an-operator',
  roles: ['operator'],
  units: ['46@0'],
};
let site: TestSite;

beforeAll(async () => {
  site = await startTestSite({
    site: 's46',
    units: ['46@0', mine, givenAway],
    services: ['directory', 'exchange', 'onestop', 'reporting'],
  });
}, 900_000);

afterAll(() => site?.stop());

/** The code of the refusal; empty where there was none. */
const codeOf = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => '',
    (error: unknown) => {
      if (error instanceof Refusal) return error.code;
      throw error;
    },
  );

test('a unit is taken in by onestop exactly if reporting counts it, also under a registry that does not list the site', async () => {
  const door = site.as('operations', ExchangeServiceService, 'exchange');
  const heldIn = async (channel: string, unit: string): Promise<Map<string, number>> => {
    const held = new Map<string, number>();
    for await (const { records } of door.listHeld({ channel, unit }))
      for (const { key, src } of records) if (key) held.set(key.id, src);
    return held;
  };
  const first = await site.host({ directory, exchange });
  await eventually(async () => (await heldIn('d3-directory', '46@0')).has('sites'));
  await first.stop();
  // Published while exchange is away: the restart below finds it in the directory's database alone.
  const alone = await site.host({ directory });
  const sites = [{ id: 's47', name: 'Site khác', parent: '', owns: [givenAway], publicKey: 'A'.repeat(43) }];
  await site
    .as('onestop', DirectoryServiceService, 'directory')
    .publishTable(
      { table: { name: 'sites', hash: '', content: Buffer.from(JSON.stringify({ sites })) } },
      { onBehalfOf: operator },
    );
  await alone.stop();
  await site.host({ directory, exchange, onestop, reporting });

  const counter = createServiceClient(OneStopServiceService, endpointOf(site.config, 'onestop'));
  const clerk = {
    authorization: `Bearer ${await site.personToken({ roles: ['clerk'], units: [mine, givenAway] })}`,
  };
  const numbers = site.as('onestop', ReportingServiceService, 'reporting');
  const takenIn = (unit: string): Promise<string> =>
    codeOf(
      counter.receiveDossier(
        {
          dossierId: uuid(),
          unit,
          procedureCode: '1.004837',
          channel: Channel.COUNTER,
          applicant: { name: 'Nguyễn Thị Bưởi', identityNumber: '', phone: '0905123456', address: '' },
          summary: '',
          components: [],
          sets: 0,
          owner: undefined,
          handedInAt: undefined,
        },
        clerk,
      ),
    );
  const counted = (unit: string): Promise<string> =>
    codeOf(numbers.compareWithOwner({ channel: 'u2-tally-onestop', unit }, { onBehalfOf: operator }));
  try {
    expect([await takenIn(mine), await counted(mine)]).toEqual(['', '']);
    // A service reads the registry a moment after it answers.
    await eventually(async () => (await counted(givenAway)) === 'UNIT_NOT_COUNTED_HERE');
    expect(await takenIn(givenAway)).toBe('UNIT_NOT_SERVED');
  } finally {
    counter.close();
  }

  await eventually(async () => (await heldIn('d3-directory', '46@0')).get('sites') === 2);
  await eventually(async () => (await heldIn('u2-tally-onestop', mine)).size > 0);
  expect([...(await heldIn('u2-tally-onestop', mine)).keys()]).toEqual(['2025-06-30']);
});
