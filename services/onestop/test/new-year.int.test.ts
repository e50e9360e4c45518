import { DirectoryServiceService } from '@lienthong/contracts/directory/v1/directory';
import { DossierFilter } from '@lienthong/contracts/onestop/v1/onestop';
import { eventually } from '@lienthong/testkit';
import { v7 as uuid } from 'uuid';
import { dossierOf, startOffice, type TestOffice, vinhHung } from './support/office.ts';

let office: TestOffice;
beforeAll(async () => {
  office = await startOffice({ units: [vinhHung, '46@0'], day: '2027-12-17', time: '09:00' });
}, 900_000);
afterAll(() => office?.stop());

async function receive(): Promise<string> {
  const { dossier } = await office.client.receiveDossier(dossierOf(), office.clerk);
  return dossier?.id ?? '';
}

async function askSupplement(dossierId: string): Promise<void> {
  const clerk = await office.person(['clerk'], [vinhHung]);
  const request = { dossierId, version: 1, idempotencyKey: uuid(), reason: 'thiếu CT01' };
  await office.client.requestSupplement(request, clerk);
}

async function listed(filter: DossierFilter): Promise<[string, string][]> {
  const clerk = await office.person(['clerk'], [vinhHung]);
  const request = { unit: vinhHung, filter, search: '', pageSize: 0, pageToken: '', procedureCode: '' };
  const { dossiers } = await office.client.listDossiers(request, clerk);
  return dossiers.map(({ id, due }) => [id, due?.awaitedTo ?? '']);
}

const holiday = (date: string, kind = 'HOLIDAY') => ({
  date,
  kind,
  name: 'Tết Dương lịch',
  source: 'khoản 1 Điều 112 Bộ luật Lao động 2019',
  status: 'PROVISIONAL',
});
const vietnam2028 = {
  id: 'vietnam-2028',
  version: 1,
  scope: { kind: 'NATION' },
  title: 'Lịch nghỉ năm 2028 (tạm tính)',
  status: 'PROVISIONAL',
  covers: { from: '2028-01-01', to: '2028-12-31' },
  hours: [],
  days: [holiday('2028-01-01'), holiday('2028-01-03', 'COMPENSATORY')],
};

test('what waits over the year’s end moves in its lists as soon as the calendar of the new year is published', async () => {
  // Of two that are awaited by the same day, the one with the lower id comes first.
  const byTuesday = await receive();
  const overHoliday = await receive();
  await askSupplement(overHoliday);
  await office.moveTo('2027-12-20', '09:00');
  await askSupplement(byTuesday);
  const before = [
    [overHoliday, '2028-01-01'],
    [byTuesday, '2028-01-04'],
  ];
  for (const filter of [DossierFilter.WAITING, DossierFilter.OPEN])
    expect(await listed(filter)).toEqual(before);

  const directory = office.site.as('onestop', DirectoryServiceService, 'directory');
  const content = Buffer.from(JSON.stringify({ layers: [vietnam2028] }));
  const onBehalfOf = { subject: 'p', roles: ['operator' as const], units: ['46@0'] };
  await directory.publishTable({ table: { name: 'calendar:2028', hash: '', content } }, { onBehalfOf });
  const after = [
    [byTuesday, '2028-01-04'],
    [overHoliday, '2028-01-04'],
  ];
  for (const filter of [DossierFilter.WAITING, DossierFilter.OPEN])
    await eventually(async () => JSON.stringify(await listed(filter)) === JSON.stringify(after));
});
