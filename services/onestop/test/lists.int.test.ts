import {
  Channel,
  DossierFilter,
  type Dossier,
  DueState,
  type OfferedTerm,
  TermUnit,
} from '@lienthong/contracts/onestop/v1/onestop';
import { Refusal } from '@lienthong/domain';
import { v7 as uuid } from 'uuid';
import { dossierOf, startOffice, type TestOffice, vinhHien, vinhHung } from './support/office.ts';

let office: TestOffice;
const byName = new Map<string, Dossier>();

const person = (
  name: string,
  phone = '',
  address = '',
): NonNullable<ReturnType<typeof dossierOf>['applicant']> => ({
  name,
  identityNumber: '',
  phone,
  address,
});

async function receive(
  name: string,
  procedureCode: string,
  phone = '',
  unit = vinhHung,
  address = '',
): Promise<Dossier> {
  const settings = await office.person(['clerk'], [unit]);
  const request = dossierOf({ applicant: person(name, phone, address), procedureCode, unit });
  const { dossier } = await office.client.receiveDossier(request, settings);
  if (!dossier) throw new Error('no dossier in the answer');
  byName.set(name, dossier);
  return dossier;
}
const next = (dossier: Dossier): { dossierId: string; version: number; idempotencyKey: string } => ({
  dossierId: dossier.id,
  version: dossier.version,
  idempotencyKey: uuid(),
});

beforeAll(async () => {
  office = await startOffice();
  await office.moveTo('2025-06-25', '08:00');
  await receive('Trần Văn Trễ', '2.000815');
  await receive('Lê Thị Đến Hạn', '1.004873');
  await office.moveTo('2025-06-26', '08:00');
  const waiting = await receive('Phạm Chờ Bổ Sung', '1.004837');
  await office.client.requestSupplement({ ...next(waiting), reason: 'thiếu CT01' }, office.clerk);
  const ready = await receive('Hồ Xong Rồi', '2.000815');
  await office.client.finishDossier({ ...next(ready), note: '' }, office.clerk);
  const closed = await receive('Bùi Rút Hồ Sơ', '1.004837');
  await office.client.withdrawDossier({ ...next(closed), reason: 'đổi ý' }, office.clerk);
  await office.moveTo('2025-06-30', '09:00');
  await receive('Nguyễn Thị Hoà', '1.004837', '0905123456');
  await receive('Nguyễn Thị Hoà', '1.004837', '+84 912 345 678', vinhHien);
  await receive('Đặng Văn Ước', '1.004837', '0234.3856.789', vinhHung, 'Thôn Phụng Chánh, xã Vinh Hưng');
}, 900_000);
afterAll(() => office?.stop());

const list = async (
  filter: DossierFilter,
  change: Partial<Parameters<TestOffice['client']['listDossiers']>[0]> = {},
): Promise<string[]> => {
  const request = {
    unit: vinhHung,
    filter,
    search: '',
    pageSize: 0,
    pageToken: '',
    procedureCode: '',
    ...change,
  };
  const { dossiers } = await office.client.listDossiers(request, office.clerk);
  return dossiers.map(({ applicant }) => applicant?.name ?? '');
};

test.each([
  [
    DossierFilter.OPEN,
    ['Trần Văn Trễ', 'Lê Thị Đến Hạn', 'Nguyễn Thị Hoà', 'Đặng Văn Ước', 'Phạm Chờ Bổ Sung'],
  ],
  [DossierFilter.DUE_TODAY, ['Lê Thị Đến Hạn']],
  [DossierFilter.LATE, ['Trần Văn Trễ']],
  [DossierFilter.WAITING, ['Phạm Chờ Bổ Sung']],
  [DossierFilter.READY, ['Hồ Xong Rồi']],
  [DossierFilter.CLOSED, ['Bùi Rút Hồ Sơ']],
])(
  'filter %s lists what belongs there, the most urgent first, and its chip counts the same',
  async (filter, names) => {
    expect(await list(filter)).toEqual(names);
    const { counts } = await office.client.countDossiers({ unit: vinhHung }, office.clerk);
    expect(counts.find((one) => one.filter === filter)?.count).toBe(names.length);
  },
);

test('everything is listed newest first, page by page without a gap or a double', async () => {
  const all = await list(DossierFilter.ALL);
  expect(all).toHaveLength(7);
  expect(all[0]).toBe('Đặng Văn Ước');
  for (const filter of [DossierFilter.ALL, DossierFilter.OPEN]) {
    const paged: string[] = [];
    let pageToken = '';
    do {
      const page = await office.client.listDossiers(
        { unit: vinhHung, filter, search: '', pageSize: 2, pageToken, procedureCode: '' },
        office.clerk,
      );
      paged.push(...page.dossiers.map(({ applicant }) => applicant?.name ?? ''));
      pageToken = page.nextPageToken;
    } while (pageToken !== '');
    expect(paged).toEqual(await list(filter));
  }
});

test.each([
  ['nguyen', ['Nguyễn Thị Hoà']],
  ['Nguyễn Thị Hòa', ['Nguyễn Thị Hoà']],
  ['nguy', ['Nguyễn Thị Hoà']],
  ['dang uoc', ['Đặng Văn Ước']],
  ['ĐẶNG', ['Đặng Văn Ước']],
  ['0905 123 456', ['Nguyễn Thị Hoà']],
  ['+84905123456', ['Nguyễn Thị Hoà']],
  ['456', ['Nguyễn Thị Hoà']],
  ['02343856789', ['Đặng Văn Ước']],
  ['nguyen uoc', []],
  ['không ai cả', []],
  ['%', []],
  ['-', []],
  ['.*', []],
  ['\u00d0ặng Văn', ['Đặng Văn Ước']],
  ['84905123456', ['Nguyễn Thị Hoà']],
  ['905123456', ['Nguyễn Thị Hoà']],
  ['0905 1', ['Nguyễn Thị Hoà']],
  ['nguyen t', ['Nguyễn Thị Hoà']],
])('search for "%s" needs no diacritics and every word', async (search, names) => {
  expect(await list(DossierFilter.ALL, { search })).toEqual(names);
});

test.each([
  ['phụng chánh', ['Đặng Văn Ước']],
  ['uoc phung c', ['Đặng Văn Ước']],
  ['giam ho phung', ['Đặng Văn Ước']],
  ['dang ky giam ho', ['Đặng Văn Ước', 'Nguyễn Thị Hoà', 'Bùi Rút Hồ Sơ', 'Phạm Chờ Bổ Sung']],
  // Each of them is asked to register, and one is called so.
  ['dang', ['Đặng Văn Ước']],
])('U13: "%s" finds by procedure and address what no name answers', async (search, names) => {
  expect(await list(DossierFilter.ALL, { search })).toEqual(names);
});

test('U13: what is found by its procedure comes page by page, each says so, and what is found by its name does not', async () => {
  const request = {
    unit: vinhHung,
    filter: DossierFilter.ALL,
    search: 'giam ho',
    pageSize: 3,
    procedureCode: '',
  };
  const first = await office.client.listDossiers({ ...request, pageToken: '' }, office.clerk);
  expect(first.dossiers).toHaveLength(3);
  expect(first.isFurther).toBe(true);
  const { dossiers, nextPageToken, isFurther } = await office.client.listDossiers(
    { ...request, pageToken: first.nextPageToken },
    office.clerk,
  );
  expect(dossiers.map(({ applicant }) => applicant?.name)).toEqual(['Phạm Chờ Bổ Sung']);
  expect(nextPageToken).toBe('');
  expect(isFurther).toBe(true);
  const byName = { ...request, search: 'dang', pageToken: '' };
  expect((await office.client.listDossiers(byName, office.clerk)).isFurther).toBe(false);
});

test('a dossier is found by its code, whole or by its number', async () => {
  const { code } = byName.get('Đặng Văn Ước') as Dossier;
  expect(await list(DossierFilter.ALL, { search: code })).toEqual(['Đặng Văn Ước']);
  const number = code.slice(-4);
  expect(await list(DossierFilter.ALL, { search: `250630 ${number}` })).toEqual(['Đặng Văn Ước']);
  expect(await list(DossierFilter.ALL, { search: `250630 ${Number(number)}` })).toContain('Đặng Văn Ước');
});

test('typing on from any place of a code never loses the hit', async () => {
  const { code } = byName.get('Đặng Văn Ước') as Dossier;
  const places = [0, ...[...code.matchAll(/[.-]/g)].map(({ index }) => index + 1)];
  const typed = places.flatMap((from) =>
    Array.from({ length: code.length - from }, (_, at) => code.slice(from, from + at + 1)),
  );
  for (const search of typed) expect(await list(DossierFilter.ALL, { search })).toContain('Đặng Văn Ước');
});

test('a search within a filter finds only what is there, and a procedure narrows a list', async () => {
  expect(await list(DossierFilter.CLOSED, { search: 'nguyen' })).toEqual([]);
  expect(await list(DossierFilter.CLOSED, { search: 'bui' })).toEqual(['Bùi Rút Hồ Sơ']);
  expect(await list(DossierFilter.ALL, { procedureCode: '2.000815' })).toEqual([
    'Hồ Xong Rồi',
    'Trần Văn Trễ',
  ]);
});

test('S13: a page token of another list is refused by name', async () => {
  const page = await office.client.listDossiers(
    { unit: vinhHung, filter: DossierFilter.ALL, search: '', pageSize: 1, pageToken: '', procedureCode: '' },
    office.clerk,
  );
  const other = {
    unit: vinhHung,
    filter: DossierFilter.OPEN,
    search: '',
    pageSize: 1,
    pageToken: page.nextPageToken,
    procedureCode: '',
  };
  const refused = await office.client.listDossiers(other, office.clerk).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(Refusal);
  expect((refused as Refusal).fields[0]).toMatchObject({ field: 'page_token', rule: 'PAGE_TOKEN' });
});

test('a list says where each dossier stands against its due date', async () => {
  const request = {
    unit: vinhHung,
    filter: DossierFilter.OPEN,
    search: '',
    pageSize: 0,
    pageToken: '',
    procedureCode: '',
  };
  const { dossiers } = await office.client.listDossiers(request, office.clerk);
  expect(dossiers.map(({ due }) => [due?.state, due?.day || due?.awaitedTo, due?.daysLeft])).toEqual([
    [DueState.LATE, '2025-06-25', -3],
    [DueState.TODAY, '2025-06-30', 0],
    [DueState.RUNNING, '2025-07-03', 3],
    [DueState.RUNNING, '2025-07-03', 3],
    [DueState.SUSPENDED, '2025-07-11', 0],
  ]);
});

test('procedures are offered with their terms per channel', async () => {
  const { procedures } = await office.client.listProcedures({ unit: vinhHung }, office.clerk);
  const atCounter = (terms: OfferedTerm[]): unknown[] => {
    const { term } = terms.find(({ channel }) => channel === Channel.COUNTER) ?? {};
    return [term?.unit, term?.amount, term?.cutoff];
  };
  expect(procedures.map(({ code, fieldName, terms }) => [code, fieldName, atCounter(terms)])).toEqual([
    ['1.004873', 'Hộ tịch', [TermUnit.WORKING_DAY, 3, '']],
    ['1.004837', 'Hộ tịch', [TermUnit.WORKING_DAY, 3, '']],
    ['2.000815', 'Chứng thực', [TermUnit.SAME_DAY, 0, '15:00']],
    ['1.001193', 'Hộ tịch', [TermUnit.SAME_DAY, 0, '15:00']],
    ['2.000635', 'Hộ tịch', [TermUnit.SAME_DAY, 0, '15:00']],
    ['1.001731', 'Bảo trợ xã hội', [TermUnit.WORKING_DAY, 5, '']],
  ]);
});
