import {
  CopyKind,
  Desk,
  OneStopServiceService,
  ReceiveDossierRequest,
} from '@lienthong/contracts/onestop/v1/onestop';
import { Refusal } from '@lienthong/domain';
import { createRawCaller, endpointOf } from '@lienthong/runtime';
import { brokenFieldsOf, withField } from '@lienthong/testkit';
import { v7 as uuid } from 'uuid';
import { dossierOf, startOffice, type TestOffice, vinhHung } from './support/office.ts';

let office: TestOffice;
const dossierId = uuid();
beforeAll(async () => {
  office = await startOffice();
  await office.client.receiveDossier(dossierOf({ dossierId }), office.clerk);
}, 900_000);
afterAll(() => office?.stop());

const refusalOf = async (work: Promise<unknown>): Promise<Refusal> => {
  const refusal = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(refusal instanceof Refusal)) throw new Error(`no refusal: ${String(refusal)}`);
  return refusal;
};

/** Everything that stands in the store, to see that nothing changed. */
const everything = async (): Promise<string> =>
  JSON.stringify(
    await office.dossiers
      .find({}, { sort: { _id: 1 }, projection: { published: 0, pending: 0, pendingAt: 0 } })
      .toArray(),
  );

/** What the contract cannot say, or nobody sends but by hand. */
const wrong: Record<string, [string, unknown, string][]> = {
  correctApplicant: [
    ['applicant.name', 'Công ty 79', 'PERSON_NAME'],
    ['owner.name', 'Công ty 79', 'PERSON_NAME'],
  ],
  receiveDossier: [
    ['procedure_code', '1.999999', 'UNKNOWN'],
    ['applicant.name', 'Nguyễn Văn 2', 'PERSON_NAME'],
    ['owner.name', 'Nguyễn Văn 2', 'PERSON_NAME'],
    ['handed_in_at', new Date('2099-01-01T00:00:00Z'), 'IN_FUTURE'],
    ['handed_in_at', new Date('1970-01-01T00:00:00Z'), 'TOO_LONG_AGO'],
  ],
  finishDossier: [['dossier_id', { $ne: '' }, 'UUID_V7']],
  correctDossier: [['procedure_code', '1.999999', 'UNKNOWN']],
  previewDueDate: [['procedure_code', '1.999999', 'UNKNOWN']],
  listDossiers: [['page_token', '%%%', 'PAGE_TOKEN']],
};

const owner = { name: 'Nguyễn Thị Mận', identityNumber: '046150000123' };

/** A request that is right in every field, for each method. */
function right(method: string): Record<string, unknown> {
  const command = { dossierId, version: 1, idempotencyKey: uuid() };
  switch (method) {
    case 'receiveDossier':
      return dossierOf({ owner }) as unknown as Record<string, unknown>;
    case 'handOverDossier':
      return { ...command, to: Desk.CHAIR, note: '' };
    case 'correctDossier':
      return { ...command, procedureCode: '1.004873', channel: 0, reason: 'nhầm' };
    case 'correctApplicant':
      return { ...command, applicant: dossierOf().applicant, summary: '', note: '', owner };
    case 'correctHandedIn':
      return { ...command, components: [], sets: 1, note: '' };
    case 'previewDueDate':
      return { unit: vinhHung, procedureCode: '1.004837', channel: 1 };
    case 'getDossier':
      return { dossierId: '', code: '', unit: '' };
    case 'listDossiers':
      return { unit: vinhHung, filter: 0, search: '', pageSize: 0, pageToken: '', procedureCode: '' };
    default:
      return { ...command, unit: vinhHung, note: '', reason: 'lý do' };
  }
}

const ofContract = Object.entries(OneStopServiceService).flatMap(([method, { path }]) =>
  brokenFieldsOf(path, right(method)).map((one) => ({ method, ...one })),
);
const byHand = Object.entries(wrong).flatMap(([method, fields]) =>
  fields.map(([field, value, rule]) => ({ method, field, rule, value })),
);

test('every method that changes a dossier has a field that can be wrong', () => {
  const methods = new Set(ofContract.map(({ method }) => method));
  expect(Object.keys(OneStopServiceService).filter((method) => !methods.has(method))).toEqual([]);
});

test.each([...ofContract, ...byHand])(
  'invariant 10: $method refuses $field by $rule and changes nothing',
  async ({ method, field, value, rule }) => {
    const before = await everything();
    const request = withField(right(method), field, value);
    const call = office.client[method as 'receiveDossier'];
    const refusal = await refusalOf(call(request as unknown as ReceiveDossierRequest, office.clerk));
    expect(refusal.code).toBe('INVALID_FIELD');
    expect(refusal.fields).toEqual([expect.objectContaining({ field, rule })]);
    expect(await everything()).toBe(before);
  },
);

test.each([
  ['name', '', 'REQUIRED'],
  ['name', 'n'.repeat(301), 'TOO_LONG'],
  ['kind', 0, 'REQUIRED'],
  ['kind', 9, 'UNKNOWN'],
  ['count', 0, 'RANGE'],
  ['count', 100, 'RANGE'],
])('invariant 10: a component with %s %p is refused by %s, in its place', async (name, value, rule) => {
  const right = { name: 'Tờ khai', kind: CopyKind.ORIGINAL, count: 1 };
  const components = [right, { ...right, [name]: value }];
  const refusal = await refusalOf(office.client.receiveDossier(dossierOf({ components }), office.clerk));
  expect(refusal.fields).toEqual([expect.objectContaining({ field: `components[1].${name}`, rule })]);
});

const path = OneStopServiceService.receiveDossier.path;
const field = (number: number, wire: number): Buffer => Buffer.from([(number << 3) | wire]);
const text = (number: number, bytes: Buffer): Buffer =>
  Buffer.concat([field(number, 2), Buffer.from([bytes.length]), bytes]);
const valid = (): Buffer => Buffer.from(ReceiveDossierRequest.encode(dossierOf()).finish());
/** The bytes of a request without its applicant, for one put together by hand. */
const withoutApplicant = (): Buffer =>
  Buffer.from(ReceiveDossierRequest.encode({ ...dossierOf(), applicant: undefined }).finish());

const malformed: [string, () => Buffer, string, string][] = [
  ['cut off in the middle', () => valid().subarray(0, 40), 'MALFORMED_MESSAGE', ''],
  ['random bytes', () => Buffer.from('ffffffffffffffffffffffffffffff', 'hex'), 'MALFORMED_MESSAGE', ''],
  [
    'a length beyond the end',
    () => Buffer.concat([field(1, 2), Buffer.from([0x7f]), Buffer.from('abc')]),
    'MALFORMED_MESSAGE',
    '',
  ],
  ['an endless number', () => Buffer.concat([field(4, 0), Buffer.alloc(12, 0xff)]), 'MALFORMED_MESSAGE', ''],
  ['nothing at all', () => Buffer.alloc(0), 'INVALID_FIELD', 'dossier_id'],
  [
    'the id as a number',
    () =>
      Buffer.concat([
        field(1, 0),
        Buffer.from([7]),
        text(2, Buffer.from(vinhHung)),
        text(5, text(1, Buffer.from('Lê Lợi'))),
      ]),
    'INVALID_FIELD',
    'dossier_id',
  ],
  [
    'half of a surrogate pair',
    () => Buffer.concat([withoutApplicant(), text(5, text(1, Buffer.from([0x4c, 0xed, 0xa0, 0x80])))]),
    'INVALID_FIELD',
    'applicant.name',
  ],
  [
    'a name that is no UTF-8',
    () => Buffer.concat([withoutApplicant(), text(5, text(1, Buffer.from([0x4c, 0xc3, 0x28])))]),
    'INVALID_FIELD',
    'applicant.name',
  ],
];

test.each(malformed)(
  'invariant 10: a message with %s is refused and the process lives on',
  async (_name, bytes, code, wrongField) => {
    const before = await everything();
    const send = createRawCaller(endpointOf(office.site.config, 'onestop'));
    const refusal = await refusalOf(send(path, bytes(), office.clerk));
    expect(refusal.code).toBe(code);
    expect(refusal.fields[0]?.field ?? '').toBe(wrongField);
    expect(await everything()).toBe(before);
    expect((await office.client.listProcedures({ unit: vinhHung }, office.clerk)).procedures).toHaveLength(6);
    send.close();
  },
);

test('a message beyond the size of any request is refused and the process lives on', async () => {
  const request = dossierOf({ summary: 's'.repeat(5_000_000) });
  await expect(office.client.receiveDossier(request, office.clerk)).rejects.toThrow('RESOURCE_EXHAUSTED');
  expect((await office.client.listProcedures({ unit: vinhHung }, office.clerk)).procedures).toHaveLength(6);
});

test('a Vietnamese name typed as NFD is stored as NFC, a phone number as +84 from 0 on', async () => {
  const applicant = {
    name: '  Nguyễn  Thị Ễnh '.normalize('NFD'),
    identityNumber: '046 190 000 123',
    phone: '+84 905.123.456',
    address: '',
  };
  const { dossier } = await office.client.receiveDossier(dossierOf({ applicant }), office.clerk);
  expect(dossier?.applicant).toMatchObject({
    name: 'Nguyễn Thị Ễnh'.normalize('NFC'),
    identityNumber: '046190000123',
    phone: '0905123456',
  });
});
