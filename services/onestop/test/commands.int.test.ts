import { EventsServiceService } from '@lienthong/contracts/common/v1/events';
import {
  Channel,
  CopyKind,
  CorrectApplicantRequest,
  DerivationCode,
  Desk,
  type Dossier,
  DossierFilter,
  DossierState,
  DueState,
  NextAction,
  TermUnit,
  Timeliness,
} from '@lienthong/contracts/onestop/v1/onestop';
import { Refusal } from '@lienthong/domain';
import { eventually } from '@lienthong/testkit';
import { v7 as uuid } from 'uuid';
import { dossierOf, startOffice, type TestOffice, vinhHien, vinhHung } from './support/office.ts';

let office: TestOffice;
beforeAll(async () => {
  office = await startOffice();
}, 900_000);
afterAll(() => office?.stop());

const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => '',
    (error: unknown) => {
      if (error instanceof Refusal) return error.code;
      throw error;
    },
  );

async function received(change: Parameters<typeof dossierOf>[0] = {}): Promise<Dossier> {
  const { dossier } = await office.client.receiveDossier(dossierOf(change), office.clerk);
  if (!dossier) throw new Error('no dossier in the answer');
  return dossier;
}
const next = (dossier: Dossier): { dossierId: string; version: number; idempotencyKey: string } => ({
  dossierId: dossier.id,
  version: dossier.version,
  idempotencyKey: uuid(),
});

test('a dossier goes its whole way from the counter to the citizen', async () => {
  await office.moveTo('2025-06-27', '08:30');
  let dossier: Dossier | undefined = await received();
  expect(dossier).toMatchObject({
    code: expect.stringMatching(/^H57\.01\.16-250627-\d{4}$/),
    unitName: 'Xã Vinh Hưng',
    fieldName: 'Hộ tịch',
    procedureNameEn: 'Registration of guardianship',
    fieldNameEn: 'Civil status',
    state: DossierState.RECEIVED,
    holder: Desk.INTAKE,
    version: 1,
    applicant: { phone: '0905123456' },
    due: {
      day: '2025-07-02',
      state: DueState.RUNNING,
      today: '2025-06-27',
      daysLeft: 3,
      term: { unit: TermUnit.WORKING_DAY, amount: 3, clear: false, cutoff: '' },
    },
    nextAction: NextAction.ASSIGN,
    closedAt: undefined,
  });
  ({ dossier } = await office.client.handOverDossier(
    { ...next(dossier), to: Desk.SPECIALIST, note: 'đủ giấy tờ' },
    office.clerk,
  ));
  expect(dossier).toMatchObject({
    state: DossierState.PROCESSING,
    holder: Desk.SPECIALIST,
    nextAction: NextAction.APPRAISE,
  });
  ({ dossier } = await office.client.requestSupplement(
    { ...next(dossier as Dossier), reason: 'thiếu giấy tờ về chỗ ở' },
    office.clerk,
  ));
  expect(dossier).toMatchObject({
    state: DossierState.WAITING_SUPPLEMENT,
    waitingFor: 'thiếu giấy tờ về chỗ ở',
    due: {
      day: '',
      state: DueState.SUSPENDED,
      awaitedTo: '2025-07-14',
      closes: false,
    },
    nextAction: NextAction.AWAIT_SUPPLEMENT,
  });
  await office.moveTo('2025-06-30', '09:00');
  ({ dossier } = await office.client.resumeDossier({ ...next(dossier as Dossier), note: '' }, office.clerk));
  expect(dossier).toMatchObject({ state: DossierState.PROCESSING, due: { day: '2025-07-03' } });
  ({ dossier } = await office.client.finishDossier({ ...next(dossier as Dossier), note: '' }, office.clerk));
  expect(dossier).toMatchObject({
    state: DossierState.FINISHED,
    timeliness: Timeliness.EARLY,
    holder: Desk.INTAKE,
  });
  ({ dossier } = await office.client.returnDossier({ ...next(dossier as Dossier), note: '' }, office.clerk));
  expect(dossier).toMatchObject({
    state: DossierState.RETURNED,
    due: { state: DueState.CLOSED },
    closedAt: expect.any(Date),
    nextAction: NextAction.UNSPECIFIED,
  });
  const id = dossier?.id ?? '';
  const whole = await eventually(async () => {
    const found = (await office.client.getDossier({ dossierId: id, code: '', unit: '' }, office.clerk))
      .dossier;
    return found?.history.every(({ published }) => published) ? found : undefined;
  });
  expect(whole.history.map(({ type, note }) => [type, note])).toEqual([
    ['onestop.dossier.received.v1', ''],
    ['onestop.dossier.handed_over.v1', 'đủ giấy tờ'],
    ['onestop.dossier.supplement_requested.v1', 'thiếu giấy tờ về chỗ ở'],
    ['onestop.dossier.resumed.v1', ''],
    ['onestop.dossier.finished.v1', ''],
    ['onestop.dossier.returned.v1', ''],
  ]);
  expect(whole.history[1]?.handedTo).toBe(Desk.SPECIALIST);
  expect(whole.due?.derivation.at(-1)).toMatchObject({
    code: DerivationCode.DUE_DAY,
    params: { day: '2025-07-03', time: '17:00' },
  });
});

test('the same receipt again gets the same dossier, from another caller or with another body it is refused', async () => {
  const request = dossierOf();
  const first = await office.client.receiveDossier(request, office.clerk);
  const again = await office.client.receiveDossier(request, office.clerk);
  expect(again.dossier?.code).toBe(first.dossier?.code);
  const colleague = await office.person(['clerk'], [vinhHung], 'clerk-2');
  expect(await codeOf(office.client.receiveDossier(request, colleague))).toBe('IDEMPOTENCY_KEY_REUSED');
  expect(await codeOf(office.client.receiveDossier({ ...request, summary: 'khác' }, office.clerk))).toBe(
    'IDEMPOTENCY_KEY_REUSED',
  );
  expect(await office.dossiers.countDocuments({ _id: request.dossierId })).toBe(1);
});

test('invariant 13: a receipt whose answer was lost is answered, although its procedure is in force no longer', async () => {
  await office.moveTo('2025-06-27', '16:50');
  const request = dossierOf();
  const first = await office.client.receiveDossier(request, office.clerk);
  await office.moveTo('2018-06-20', '09:00');
  expect((await office.client.receiveDossier(request, office.clerk)).dossier).toMatchObject({
    code: first.dossier?.code,
    version: 1,
  });
  expect(await codeOf(office.client.receiveDossier(dossierOf(), office.clerk))).toBe('INVALID_FIELD');
  await office.moveTo('2025-06-27', '16:55');
});

test('invariant 2: the same command again is applied once, and a forgotten key ends as a conflict', async () => {
  const dossier = await received();
  const command = { ...next(dossier), to: Desk.SPECIALIST, note: 'một' };
  const answers = await Promise.all(
    [1, 2, 3, 4].map(() => office.client.handOverDossier(command, office.clerk)),
  );
  expect(new Set(answers.map((answer) => answer.dossier?.version))).toEqual(new Set([2]));
  expect(await codeOf(office.client.handOverDossier({ ...command, note: 'hai' }, office.clerk))).toBe(
    'IDEMPOTENCY_KEY_REUSED',
  );
  expect(
    await codeOf(office.client.handOverDossier({ ...command, idempotencyKey: uuid() }, office.clerk)),
  ).toBe('VERSION_CONFLICT');
  let version = 2;
  for (let turn = 0; turn < 21; turn += 1) {
    const to = turn % 2 === 0 ? Desk.CHAIR : Desk.SPECIALIST;
    const answer = await office.client.handOverDossier(
      { dossierId: dossier.id, version, idempotencyKey: uuid(), to, note: '' },
      office.clerk,
    );
    version = answer.dossier?.version ?? 0;
  }
  expect(await codeOf(office.client.handOverDossier(command, office.clerk))).toBe('VERSION_CONFLICT');
});

test('of two different commands on one version one wins, the other is told', async () => {
  const dossier = await received();
  const codes = await Promise.all([
    codeOf(office.client.finishDossier({ ...next(dossier), note: '' }, office.clerk)),
    codeOf(office.client.withdrawDossier({ ...next(dossier), reason: 'rút' }, office.clerk)),
    codeOf(office.client.handOverDossier({ ...next(dossier), to: Desk.CHAIR, note: '' }, office.clerk)),
  ]);
  expect(codes.sort()).toEqual(['', 'VERSION_CONFLICT', 'VERSION_CONFLICT']);
});

test('dossier codes are never given twice, however many are received at once', async () => {
  await office.moveTo('2025-06-30', '10:00');
  // What one clerk sends at once takes turns: many clerks, as at the counters of a busy morning.
  const clerks = await Promise.all(
    Array.from({ length: 30 }, (_, at) => office.person(['clerk'], [vinhHung], `clerk-${at}`)),
  );
  const receive = async (clerk: (typeof clerks)[number]): Promise<string> =>
    (await office.client.receiveDossier(dossierOf(), clerk)).dossier?.code ?? '';
  const codes = await Promise.all([...clerks, ...clerks, ...clerks, ...clerks].map(receive));
  expect(new Set(codes).size).toBe(120);
  const numbers = codes.map((code) => Number(code.slice(-4))).sort((a, b) => a - b);
  expect((numbers.at(-1) ?? 0) - (numbers[0] ?? 0)).toBeLessThan(130);
});

test('invariant 9: a clerk gets nothing of another commune: not in lists, not by search, not by id or code, not to act on', async () => {
  const other = await office.person(['clerk'], [vinhHien], 'clerk-of-vinh-hien');
  const dossier = await received({
    applicant: { name: 'Trần Quốc Bí Mật', identityNumber: '', phone: '', address: '' },
  });
  expect(await codeOf(office.client.getDossier({ dossierId: dossier.id, code: '', unit: '' }, other))).toBe(
    'DOSSIER_NOT_FOUND',
  );
  expect(await codeOf(office.client.getDossier({ dossierId: '', code: dossier.code, unit: '' }, other))).toBe(
    'DOSSIER_NOT_FOUND',
  );
  expect(
    await codeOf(office.client.getDossier({ dossierId: '', code: dossier.code, unit: vinhHien }, other)),
  ).toBe('DOSSIER_NOT_FOUND');
  expect(await codeOf(office.client.finishDossier({ ...next(dossier), note: '' }, other))).toBe(
    'DOSSIER_NOT_FOUND',
  );
  expect(
    await codeOf(office.client.finishDossier({ ...next(dossier), dossierId: uuid(), note: '' }, other)),
  ).toBe('DOSSIER_NOT_FOUND');
  const list = {
    unit: vinhHung,
    filter: DossierFilter.ALL,
    search: 'bi mat',
    pageSize: 0,
    pageToken: '',
    procedureCode: '',
  };
  expect(await codeOf(office.client.listDossiers(list, other))).toBe('UNIT_NOT_ALLOWED');
  expect(await codeOf(office.client.countDossiers({ unit: vinhHung }, other))).toBe('UNIT_NOT_ALLOWED');
  expect((await office.client.listDossiers({ ...list, unit: vinhHien }, other)).dossiers).toEqual([]);
  expect(await codeOf(office.client.receiveDossier(dossierOf(), other))).toBe('UNIT_NOT_ALLOWED');
});

test('a leader reads and puts wrong registrations right, and does not do the counter’s work', async () => {
  const leader = await office.person(['leader'], [vinhHung], 'leader-1');
  const dossier = await received();
  expect(
    (await office.client.getDossier({ dossierId: dossier.id, code: '', unit: '' }, leader)).dossier?.code,
  ).toBe(dossier.code);
  expect(await codeOf(office.client.receiveDossier(dossierOf(), leader))).toBe('NOT_ALLOWED');
  expect(await codeOf(office.client.finishDossier({ ...next(dossier), note: '' }, leader))).toBe(
    'NOT_ALLOWED',
  );
  const corrected = await office.client.correctDossier(
    { ...next(dossier), procedureCode: '1.004873', channel: Channel.UNSPECIFIED, reason: 'chọn nhầm' },
    leader,
  );
  expect(corrected.dossier).toMatchObject({
    procedureCode: '1.004873',
    fieldName: 'Hộ tịch',
    channel: Channel.COUNTER,
  });
  const voided = await office.client.voidDossier(
    { ...next(corrected.dossier as Dossier), reason: 'đăng ký nhầm' },
    leader,
  );
  expect(voided.dossier?.state).toBe(DossierState.VOIDED);
});

/** What a window sends that says nothing of the owner. */
const asItWas = { owner: undefined, clearOwner: false };

test('U18: clerk or leader of the unit puts a person right; the history says who and which fields', async () => {
  const dossier = await received();
  const applicant = { name: 'Nguyễn Thị Bười', identityNumber: '', phone: '0905 123 457', address: '' };
  const change = { ...next(dossier), applicant, ...asItWas, summary: dossier.summary, note: '' };
  const other = await office.person(['clerk'], [vinhHien], 'clerk-of-vinh-hien');
  expect(await codeOf(office.client.correctApplicant(change, other))).toBe('DOSSIER_NOT_FOUND');
  const leader = await office.person(['leader'], [vinhHung], 'leader-1');
  const first = await office.client.correctApplicant(change, leader);
  const again = await office.client.correctApplicant(change, leader);
  expect(again.dossier?.version).toBe(2);
  expect(first.dossier).toMatchObject({ applicant: { ...applicant, phone: '0905123457' }, due: dossier.due });
  expect(first.dossier?.applicantCorrectedAt).toBeInstanceOf(Date);
  const stale = { ...change, idempotencyKey: uuid(), summary: 'khác' };
  expect(await codeOf(office.client.correctApplicant(stale, office.clerk))).toBe('VERSION_CONFLICT');
  const read = await office.client.getDossier({ dossierId: dossier.id, code: '', unit: '' }, office.clerk);
  expect(read.dossier?.history.at(-1)).toMatchObject({
    type: 'onestop.dossier.applicant_corrected.v1',
    actor: 'leader-1',
    corrected: ['applicant.name', 'applicant.identity_number', 'applicant.phone', 'applicant.address'],
  });
});

test('U20: what was handed in, how many sets and for whom stand in the dossier; the owner finds it and is put right', async () => {
  const components = [
    { name: 'Tờ khai đăng ký giám hộ', kind: CopyKind.ORIGINAL, count: 1 },
    { name: 'Văn bản ủy quyền', kind: CopyKind.COPY, count: 2 },
  ];
  const owner = { name: 'Hồ Thị Chủ Nhân', identityNumber: '046 150 000 123' };
  const dossier = await received({ components, sets: 2, owner });
  const kept = { components, sets: 2, owner: { ...owner, identityNumber: '046150000123' } };
  expect(dossier).toMatchObject(kept);
  const list = { unit: vinhHung, filter: DossierFilter.ALL, pageSize: 0, pageToken: '', procedureCode: '' };
  for (const search of ['chu nhan', '046150000123']) {
    const { dossiers } = await office.client.listDossiers({ ...list, search }, office.clerk);
    expect(dossiers.map(({ id }) => id)).toEqual([dossier.id]);
  }
  const { applicant, summary } = dossier;
  const change = { applicant, summary, note: '' };
  const renamed = { name: 'Hồ Thị Chủ', identityNumber: '046150000123' };
  const first = await office.client.correctApplicant(
    { ...next(dossier), ...change, ...asItWas, owner: renamed },
    office.clerk,
  );
  expect(first.dossier).toMatchObject({ ...kept, owner: renamed });
  // An older window knows no owner, and takes none away.
  const older = { ...next(first.dossier as Dossier), ...change, ...asItWas, summary: 'hai bản' };
  const second = await office.client.correctApplicant(older, office.clerk);
  expect(second.dossier).toMatchObject({ owner: renamed });
  const cleared = { ...next(second.dossier as Dossier), ...change, summary: 'hai bản', clearOwner: true };
  const both = { ...cleared, owner: renamed };
  expect(await codeOf(office.client.correctApplicant(both, office.clerk))).toBe('INVALID_FIELD');
  const third = await office.client.correctApplicant({ ...cleared, owner: undefined }, office.clerk);
  expect(third.dossier?.owner).toBeUndefined();
  const read = await office.client.getDossier({ dossierId: dossier.id, code: '', unit: '' }, office.clerk);
  expect(read.dossier?.history.map(({ corrected }) => corrected)).toEqual([
    [],
    ['owner.name'],
    ['summary'],
    ['owner.name', 'owner.identity_number'],
  ]);
});

test('a correction that an earlier release left in a browser is taken as it stands there, and takes no owner away', async () => {
  const owner = { name: 'Hồ Thị Chủ', identityNumber: '046150000123' };
  const dossier = await received({ owner });
  /** As it was kept: that release knew no owner, or left one out to say that there is none. */
  const kept = CorrectApplicantRequest.fromJSON({
    ...next(dossier),
    applicant: { name: 'Nguyễn Thị Bười', identityNumber: '', phone: '', address: '' },
    summary: dossier.summary,
    note: '',
  });
  const { dossier: corrected } = await office.client.correctApplicant(kept, office.clerk);
  expect(corrected).toMatchObject({ version: 2, applicant: { name: 'Nguyễn Thị Bười' }, owner });
  // Its answer was lost, the release is another one since, and the browser sends it again.
  const again = await office.client.correctApplicant({ ...kept, ...asItWas }, office.clerk);
  expect(again.dossier).toMatchObject({ version: 2, owner });
  // One that said no more than that there is no owner says nothing by now: it is told so, and changes nothing.
  const nothing = { ...kept, ...next(corrected as Dossier) };
  expect(await codeOf(office.client.correctApplicant(nothing, office.clerk))).toBe('NOTHING_TO_CORRECT');
  const read = await office.client.getDossier({ dossierId: dossier.id, code: '', unit: '' }, office.clerk);
  expect(read.dossier).toMatchObject({ version: 2, owner });
});

test('what was handed in is put right by clerk or leader, with a trace of what', async () => {
  const form = { name: 'Tờ khai đăng ký giám hộ', kind: CopyKind.ORIGINAL, count: 1 };
  const dossier = await received({ components: [form], sets: 1 });
  const right = [form, { name: 'Văn bản ủy quyền', kind: CopyKind.COPY, count: 2 }];
  const change = { ...next(dossier), components: right, sets: 1, note: 'đếm thiếu' };
  const other = await office.person(['clerk'], [vinhHien], 'clerk-of-vinh-hien');
  expect(await codeOf(office.client.correctHandedIn(change, other))).toBe('DOSSIER_NOT_FOUND');
  const leader = await office.person(['leader'], [vinhHung], 'leader-1');
  const first = await office.client.correctHandedIn(change, leader);
  expect(first.dossier).toMatchObject({ components: right, sets: 1, due: dossier.due });
  expect(first.dossier?.applicantCorrectedAt).toBeInstanceOf(Date);
  const same = { ...next(first.dossier as Dossier), components: right, sets: 1, note: '' };
  expect(await codeOf(office.client.correctHandedIn(same, office.clerk))).toBe('NOTHING_TO_CORRECT');
  const none = await office.client.correctHandedIn({ ...same, components: [], sets: 0 }, office.clerk);
  expect(none.dossier).toMatchObject({ components: [], sets: 0 });
  const read = await office.client.getDossier({ dossierId: dossier.id, code: '', unit: '' }, office.clerk);
  expect(read.dossier?.history.slice(1)).toMatchObject([
    { type: 'onestop.dossier.handed_in_corrected.v1', actor: 'leader-1', corrected: ['components'] },
    { corrected: ['components', 'sets'] },
  ]);
});

test('U22: the day that would be promised is the one that is promised then, with the same reasons', async () => {
  const asked = { unit: vinhHung, procedureCode: '1.004837', channel: Channel.COUNTER };
  const { due } = await office.client.previewDueDate(asked, office.clerk);
  const dossier = await received();
  expect(due?.day).toMatch(/^2025-/);
  expect(due).toMatchObject({ day: dossier.due?.day, at: dossier.due?.at, term: dossier.due?.term });
  expect(due?.derivation.map(({ code }) => code)).toEqual(dossier.due?.derivation.map(({ code }) => code));
  const elsewhere = await office.person(['clerk'], [vinhHien], 'clerk-of-vinh-hien');
  expect(await codeOf(office.client.previewDueDate(asked, elsewhere))).toBe('UNIT_NOT_ALLOWED');
});

test('a person cannot read the events', async () => {
  const read = async (pages: AsyncIterable<unknown>): Promise<void> => {
    for await (const page of pages) expect(page).toBeUndefined();
  };
  const events = office.site.as('gateway', EventsServiceService, 'onestop');
  const request = { owner: 'onestop', unit: vinhHung, days: [] };
  expect(await codeOf(read(events.readEvents(request, office.clerk)))).toBe('METHOD_UNKNOWN');
});

test('case 6: a dossier handed in the evening before, while the site was away, has that day’s term and counts on the day of its record', async () => {
  await office.moveTo('2025-06-27', '16:30');
  const inTime = await received();
  const handedInAt = new Date('2025-06-27T16:31:00+07:00');
  await office.moveTo('2025-06-30', '08:10');
  const late = await received({ handedInAt });
  expect(late.receivedAt).toEqual(handedInAt);
  expect(late.recordedAt?.getTime()).toBeGreaterThan(handedInAt.getTime());
  expect(late.due?.day).toBe(inTime.due?.day);
  expect(inTime.recordedAt).toBeUndefined();
  const stored = await office.dossiers.findOne({ _id: late.id });
  expect(stored?.events.flatMap(({ movements }) => movements.map(({ day }) => day))).toEqual(['2025-06-30']);
  // Neither what waits to be published nor what was told as complete goes back in time.
  expect(stored?.events.map(({ at }) => at)).toEqual([late.recordedAt?.getTime()]);
  // The same words once more, as the outbox sends them: the same dossier.
  const again = dossierOf({ dossierId: late.id, handedInAt });
  expect((await office.client.receiveDossier(again, office.clerk)).dossier?.code).toBe(late.code);

  const refused = async (at: string): Promise<unknown> =>
    office.client
      .receiveDossier(dossierOf({ handedInAt: new Date(at) }), office.clerk)
      .catch((error: unknown) => (error instanceof Refusal ? error.fields : error));
  expect(await refused('2025-07-01T08:00:00+07:00')).toMatchObject([
    { field: 'handed_in_at', rule: 'IN_FUTURE' },
  ]);
  expect(await refused('2025-06-20T08:00:00+07:00')).toMatchObject([
    { field: 'handed_in_at', rule: 'TOO_LONG_AGO' },
  ]);
});
