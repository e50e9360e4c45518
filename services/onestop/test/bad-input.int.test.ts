import { Desk, OneStopServiceService, ReceiveDossierRequest } from '@lienthong/contracts/onestop/v1/onestop';
import { Refusal } from '@lienthong/domain';
import { createRawCaller, endpointOf } from '@lienthong/runtime';
import { v7 as uuid } from 'uuid';
import { dossierOf, startOffice, type TestOffice, vinhHung } from './support/office.ts';

let office: TestOffice;
let dossierId: string;
beforeAll(async () => {
  office = await startOffice();
  dossierId = (await office.client.receiveDossier(dossierOf(), office.clerk)).dossier?.id ?? '';
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

const hostile: [string, string][] = [
  ['Nguyễn\u0000Văn', 'CONTROL_CHARACTER'],
  ['Nguyễn\u001bVăn', 'CONTROL_CHARACTER'],
  ['Nguyễn \u202eVăn', 'BIDI_CONTROL'],
  ['\u2066Nguyễn\u2069', 'BIDI_CONTROL'],
  ['Nguyễn\u200bVăn', 'INVISIBLE_CHARACTER'],
  ['\ufeffNguyễn', 'INVISIBLE_CHARACTER'],
  ['Nguyễn \ue000', 'NOT_TEXT'],
  ['Nguyễn \ufffd', 'NOT_TEXT'],
  ['Nguyễn \uffff', 'NOT_TEXT'],
  [`N${'\u0301\u0302\u0303\u0304\u0305'}`, 'TOO_MANY_MARKS'],
  ['n'.repeat(1_001), 'TOO_LONG'],
  ['n'.repeat(1_000_000), 'TOO_LONG'],
];
const reasons = (field: string): [string, unknown, string][] => [
  [field, '', 'REQUIRED'],
  [field, ' \t\n ', 'REQUIRED'],
  ...hostile.map(([value, rule]): [string, unknown, string] => [field, value, rule]),
];
const notes = (field: string): [string, unknown, string][] =>
  hostile.map(([value, rule]): [string, unknown, string] => [field, value, rule]);
const addressing: [string, unknown, string][] = [
  ['dossier_id', '', 'REQUIRED'],
  ['dossier_id', 'not-an-id', 'UUID_V7'],
  ['dossier_id', '550e8400-e29b-41d4-a716-446655440000', 'UUID_V7'],
  ['dossier_id', { $ne: '' }, 'UUID_V7'],
  ['dossier_id', '0'.repeat(100_000), 'UUID_V7'],
  ['version', 0, 'REQUIRED'],
  ['idempotency_key', '', 'REQUIRED'],
  ['idempotency_key', 'short', 'KEY'],
  ['idempotency_key', 'k'.repeat(65), 'KEY'],
  ['idempotency_key', 'khóa-của-tôi-1', 'KEY'],
];
const wrong: Record<string, [string, unknown, string][]> = {
  receiveDossier: [
    ['dossier_id', '', 'REQUIRED'],
    ['dossier_id', '550e8400-e29b-41d4-a716-446655440000', 'UUID_V7'],
    ['unit', '', 'REQUIRED'],
    ['unit', '20116', 'UNIT_KEY'],
    ['unit', '20116@2025', 'UNIT_KEY'],
    ['procedure_code', '', 'REQUIRED'],
    ['procedure_code', 'khai sinh', 'PROCEDURE_CODE'],
    ['procedure_code', '1.999999', 'UNKNOWN'],
    ['channel', 0, 'REQUIRED'],
    ['channel', 99, 'UNKNOWN'],
    ['channel', -7, 'UNKNOWN'],
    ['applicant', undefined, 'REQUIRED'],
    ['applicant.name', '', 'REQUIRED'],
    ['applicant.name', '12345', 'LETTERS_REQUIRED'],
    ['applicant.name', 'ễ'.repeat(101), 'TOO_LONG'],
    ...hostile.map(([value, rule]): [string, unknown, string] => ['applicant.name', value, rule]),
    ['applicant.identity_number', '12345678901', 'IDENTITY_NUMBER'],
    ['applicant.identity_number', '1234567890123', 'IDENTITY_NUMBER'],
    ['applicant.identity_number', '04619000012a', 'IDENTITY_NUMBER'],
    ['applicant.identity_number', '٠٤٦١٩٠٠٠٠١٢٣', 'IDENTITY_NUMBER'],
    ['applicant.phone', '123', 'PHONE'],
    ['applicant.phone', '+1 202 555 0123', 'PHONE'],
    ['applicant.phone', '0'.repeat(10_000), 'PHONE'],
    ['applicant.address', 'a'.repeat(301), 'TOO_LONG'],
    ['summary', 's'.repeat(501), 'TOO_LONG'],
    ...notes('summary'),
  ],
  handOverDossier: [
    ...addressing,
    ['to', Desk.UNSPECIFIED, 'REQUIRED'],
    ['to', 99, 'UNKNOWN'],
    ...notes('note'),
  ],
  requestSupplement: [...addressing, ...reasons('reason')],
  resumeDossier: [...addressing, ...notes('note')],
  finishDossier: [...addressing, ...notes('note')],
  returnDossier: [...addressing, ...notes('note')],
  withdrawDossier: [...addressing, ...reasons('reason')],
  voidDossier: [...addressing, ...reasons('reason')],
  correctDossier: [
    ...addressing,
    ['procedure_code', '1-004873', 'PROCEDURE_CODE'],
    ['procedure_code', '1.999999', 'UNKNOWN'],
    ['channel', 42, 'UNKNOWN'],
    ...reasons('reason'),
  ],
  getDossier: [['dossier_id', 'not-an-id', 'UUID_V7']],
  listDossiers: [
    ['unit', '', 'REQUIRED'],
    ['unit', 'Xã Vinh Hưng', 'UNIT_KEY'],
    ['filter', 77, 'UNKNOWN'],
    ['search', 's'.repeat(101), 'TOO_LONG'],
    ['search', 'a b c d e f g h i j k l', 'TOO_MANY'],
    ['search', 'Nguyễn\u0000', 'CONTROL_CHARACTER'],
    ['page_size', 201, 'RANGE'],
    ['page_size', 4_294_967_295, 'RANGE'],
    ['page_token', '%%%', 'PAGE_TOKEN'],
    ['page_token', 'x'.repeat(100_000), 'TOO_LONG'],
    ['procedure_code', '{"$gt":""}', 'PROCEDURE_CODE'],
  ],
  countDossiers: [['unit', '', 'REQUIRED']],
  listProcedures: [['unit', '20116@', 'UNIT_KEY']],
};

/** A request that is right in every field, for each method. */
function right(method: string): Record<string, unknown> {
  const command = { dossierId, version: 1, idempotencyKey: uuid() };
  switch (method) {
    case 'receiveDossier':
      return dossierOf() as unknown as Record<string, unknown>;
    case 'handOverDossier':
      return { ...command, to: Desk.CHAIR, note: '' };
    case 'correctDossier':
      return { ...command, procedureCode: '1.004873', channel: 0, reason: 'nhầm' };
    case 'getDossier':
      return { dossierId: '', code: '', unit: '' };
    case 'listDossiers':
      return { unit: vinhHung, filter: 0, search: '', pageSize: 0, pageToken: '', procedureCode: '' };
    default:
      return { ...command, unit: vinhHung, note: '', reason: 'lý do' };
  }
}

const camel = (name: string): string =>
  name.replace(/_(\w)/g, (_all, letter: string) => letter.toUpperCase());

function withField(request: Record<string, unknown>, path: string, value: unknown): Record<string, unknown> {
  const [first = '', second] = path.split('.').map(camel);
  if (second === undefined) return { ...request, [first]: value };
  return { ...request, [first]: { ...(request[first] as object), [second]: value } };
}

const rows = Object.entries(wrong).flatMap(([method, fields]) =>
  fields.map(([field, value, rule]) => ({ method, field, rule, value })),
);

test.each(rows)(
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
    expect((await office.client.listProcedures({ unit: vinhHung }, office.clerk)).procedures).toHaveLength(3);
    send.close();
  },
);

test('a message beyond the size of any request is refused and the process lives on', async () => {
  const request = dossierOf({ summary: 's'.repeat(5_000_000) });
  await expect(office.client.receiveDossier(request, office.clerk)).rejects.toThrow('RESOURCE_EXHAUSTED');
  expect((await office.client.listProcedures({ unit: vinhHung }, office.clerk)).procedures).toHaveLength(3);
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
