import { expect, test } from '@jest/globals';
import {
  type Channel,
  computeDueDate,
  type Derivation,
  hueCounterCalendar,
  type Interruption,
  type InterruptionReason,
  type InterruptionRule,
  instantAt,
  linesOf,
  type Rule,
  type RunningTerm,
  type StartReason,
  type Term,
} from '@lienthong/legal-clock';
import { readCases, termOfCase } from '../../../../../packages/legal-clock/test/support/cases.ts';
import type { DerivationLine } from '../../../api/onestop.ts';
import { fill, type Params } from '../../../i18n/translate.ts';
import { derivationWords, lawBehind } from './derivation-words.ts';
import { en as enOwn } from './en.ts';
import { vi as viOwn } from './vi.ts';
import { en as enOuter } from '../en.ts';
import { vi as viOuter } from '../vi.ts';

const vi: Record<string, string> = { ...viOuter, ...viOwn };
const en: Record<string, string> = { ...enOuter, ...enOwn };

/** The lines of a derivation as the contract has them. */
const sent = (derivation: Derivation): DerivationLine[] =>
  linesOf(derivation).map(({ code, params, source }) => ({
    code: `DERIVATION_CODE_${code}`,
    params,
    source,
  }));

const inVietnamese = (key: string, params?: Params) => fill('vi', vi[key] ?? '', params);
const inEnglish = (key: string, params?: Params) => fill('en', en[key] ?? '', params);

const sayVi = (line: DerivationLine): string => derivationWords(inVietnamese, 'vi', line);
const renderVi = (derivation: Derivation): string[] => sent(derivation).map(sayVi);
const renderEn = (derivation: Derivation): string[] =>
  sent(derivation).map((line) => derivationWords(inEnglish, 'en', line));

const rule: Rule = {
  id: '1.004859',
  version: '2025-06-01',
  title: 'Cải chính hộ tịch',
  source: 'Luật Hộ tịch 2014, Điều 28',
  validFrom: '2025-06-01',
  terms: { ANY: [{ holder: 'UBND xã', term: { unit: 'WORKING_DAY', amount: 5 } }] },
};
const term = (received: number, interruptions: readonly Interruption[] = []): RunningTerm => ({
  receivedAt: received,
  rule,
  channel: 'COUNTER',
  calendar: hueCounterCalendar(),
  interruptions,
});

const lines = (
  received: number,
  one: Term,
  rest: Partial<RunningTerm> = {},
  interruptions: Partial<Record<'OTHER_AGENCY', InterruptionRule>> = {},
): readonly string[] =>
  renderVi(
    computeDueDate({
      ...term(received),
      ...rest,
      rule: { ...rule, interruptions, terms: { ANY: [{ holder: 'UBND xã', term: one }] } },
    }).derivation,
  );

test('clock words: a clerk can read the proof out in Vietnamese', () => {
  const { derivation } = computeDueDate(term(instantAt('2025-04-25', '17:10')));
  expect(renderVi(derivation)).toEqual([
    'Theo Luật Hộ tịch 2014, Điều 28: Cải chính hộ tịch, nộp trực tiếp (thủ tục 1.004859, hiệu lực từ 01/06/2025).',
    'Tiếp nhận lúc 17:10 thứ Sáu 25/04/2025 (sau giờ làm việc), coi như nhận vào ngày làm việc tiếp theo, thứ Bảy 26/04/2025.',
    'UBND xã: 5 ngày làm việc, tính từ ngày liền sau thứ Bảy 26/04/2025 (không tính ngày đầu tiên, khoản 2 Điều 147 Bộ luật Dân sự 2015).',
    'Không tính 3 ngày nghỉ hằng tuần: 27/04/2025, 03/05–04/05/2025.',
    'Không tính 30/04/2025: Ngày Chiến thắng (khoản 1 Điều 112 Bộ luật Lao động 2019).',
    'Không tính 01/05/2025: Quốc tế Lao động (khoản 1 Điều 112 Bộ luật Lao động 2019).',
    'Không tính 02/05/2025: Nghỉ hoán đổi dịp 30/4 (TB 6150/TB-BLĐTBXH (2024)).',
    'Tính đủ 5 ngày làm việc, từ thứ Hai 28/04/2025 đến thứ Tư 07/05/2025.',
    'Hạn trả kết quả: hết thứ Tư 07/05/2025 (17:00).',
  ]);
});

test('a version is named where the day from which it is in force does not name it', () => {
  const { derivation } = computeDueDate({
    ...term(instantAt('2025-04-25', '09:00')),
    rule: { ...rule, version: 'b' },
  });
  expect(renderVi(derivation)[0]).toContain('(thủ tục 1.004859, phiên bản b, hiệu lực từ 01/06/2025)');
  expect(renderEn(derivation)[0]).toContain('(rule 1.004859, version b, in force from 01/06/2025)');
});

test('the English lines say the same, one by one', () => {
  const supplement = {
    reason: 'SUPPLEMENT',
    from: instantAt('2026-03-04', '10:00'),
    to: instantAt('2026-03-09', '10:00'),
  } as const;
  const fee = {
    reason: 'FEE',
    from: instantAt('2026-03-11', '10:00'),
    to: instantAt('2026-03-12', '10:00'),
  } as const;
  const { derivation } = computeDueDate(term(instantAt('2026-03-02', '08:30'), [supplement, fee]));
  expect(renderEn(derivation).slice(1)).toEqual([
    'Received at 08:30 Monday 02/03/2026 (in office hours).',
    'Waiting for missing papers from 10:00 Wednesday 04/03/2026 to 10:00 Monday 09/03/2026; from then the term is counted anew (khoản 5 Điều 19 NĐ 118/2025/NĐ-CP).',
    'Completed at 10:00 Monday 09/03/2026 (in office hours).',
    'UBND xã: 5 working days, counted from the day after Monday 09/03/2026 (the first day is not counted, khoản 2 Điều 147 Bộ luật Dân sự 2015).',
    'Not counted, 2 weekly rest days: 14/03–15/03/2026.',
    'Not counted 12/03/2026: waiting for a payment (quy định của thủ tục về nghĩa vụ tài chính).',
    'Counted 5 working days, from Tuesday 10/03/2026 to Tuesday 17/03/2026.',
    'Due by the end of Tuesday 17/03/2026 (17:00).',
  ]);
});

test('while the clock stands still the lines say since when, why and what is left', () => {
  const due = computeDueDate(
    term(instantAt('2026-03-02', '08:30'), [{ reason: 'FEE', from: instantAt('2026-03-04', '10:00') }]),
  );
  expect(renderVi(due.derivation).at(-1)).toBe(
    'Đang chờ thực hiện nghĩa vụ tài chính từ 10:00 thứ Tư 04/03/2026 (quy định của thủ tục về nghĩa vụ tài chính); chưa có ngày hẹn trả, còn lại 3 ngày làm việc.',
  );
});

test('a term in hours is due at a time of day, and says from when to when it waited', () => {
  const fee = {
    reason: 'FEE',
    from: instantAt('2026-06-01', '10:00'),
    to: instantAt('2026-06-02', '09:00'),
  } as const;
  expect(
    lines(
      instantAt('2026-06-01', '08:00'),
      { unit: 'WORKING_HOUR', amount: 8 },
      { interruptions: [fee] },
    ).slice(2),
  ).toEqual([
    'UBND xã: 8 giờ làm việc, tính từ 08:00 thứ Hai 01/06/2026 (khoản 1 Điều 147 Bộ luật Dân sự 2015).',
    'Không tính từ 10:00 thứ Hai 01/06/2026 đến 09:00 thứ Ba 02/06/2026: chờ thực hiện nghĩa vụ tài chính (quy định của thủ tục về nghĩa vụ tài chính).',
    'Tính đủ 8 giờ làm việc, từ 08:00 thứ Hai 01/06/2026 đến 17:00 thứ Ba 02/06/2026.',
    'Hạn trả kết quả: 17:00 thứ Ba 02/06/2026.',
  ]);
});

test('a wait with a limit names the limit, and ends there however late the answer is', () => {
  const agency = {
    reason: 'OTHER_AGENCY',
    from: instantAt('2026-06-02', '10:00'),
    to: instantAt('2026-06-12', '10:00'),
  } as const;
  const limit: InterruptionRule = {
    effect: 'PAUSE',
    basis: 'Thông tư liên tịch',
    atMost: { unit: 'WORKING_DAY', amount: 3 },
    afterMost: 'RESUMES',
  };
  const said = lines(
    instantAt('2026-06-01', '08:00'),
    { unit: 'WORKING_DAY', amount: 5 },
    { interruptions: [agency] },
    { OTHER_AGENCY: limit },
  );
  expect(said).toContain(
    'Không tính 03/06–05/06/2026: chờ ý kiến cơ quan khác, tối đa 3 ngày làm việc (Thông tư liên tịch).',
  );
});

test('a closed last day says once for each reason why the term ends later', () => {
  expect(lines(instantAt('2025-08-25', '09:00'), { unit: 'CALENDAR_DAY', amount: 5 })).toContain(
    'Ngày cuối cùng, thứ Bảy 30/08/2025, là ngày nghỉ (nghỉ hằng tuần, Quốc khánh) nên thời hạn kết thúc vào ngày làm việc tiếp theo, thứ Tư 03/09/2025 (khoản 5 Điều 148 Bộ luật Dân sự 2015).',
  );
});

test('while papers are missing the lines say that the term will be counted anew', () => {
  const asked = { reason: 'SUPPLEMENT', from: instantAt('2026-06-03', '10:00') } as const;
  const said = lines(
    instantAt('2026-06-01', '08:00'),
    { unit: 'WORKING_DAY', amount: 5 },
    { interruptions: [asked] },
  );
  expect(said.slice(-2)).toEqual([
    'Đang chờ bổ sung hồ sơ từ 10:00 thứ Tư 03/06/2026 (khoản 5 Điều 19 NĐ 118/2025/NĐ-CP); chưa có ngày hẹn trả, sẽ tính lại từ đầu 5 ngày làm việc.',
    'Nhận bổ sung đến hết thứ Năm 18/06/2026; quá hạn thì đóng hồ sơ (khoản 5 Điều 19 NĐ 118/2025/NĐ-CP).',
  ]);
});

test('a wait that moves nothing says why it does not', () => {
  const runs: InterruptionRule = { effect: 'RUNS', basis: 'Luật chuyên ngành' };
  const wait = (from: string) => ({ reason: 'OTHER_AGENCY' as const, from: instantAt(from, '10:00') });
  const said = (from: string, rules?: { OTHER_AGENCY: InterruptionRule }) =>
    lines(
      instantAt('2026-06-01', '08:00'),
      { unit: 'WORKING_DAY', amount: 5 },
      { interruptions: [wait(from)] },
      rules,
    ).at(-2);
  expect(said('2026-06-02', { OTHER_AGENCY: runs })).toBe(
    'Chờ ý kiến cơ quan khác từ 10:00 thứ Ba 02/06/2026: vẫn tính vào thời hạn (Luật chuyên ngành).',
  );
  const pauses: InterruptionRule = { effect: 'PAUSE', basis: 'Luật chuyên ngành' };
  expect(said('2026-06-09', { OTHER_AGENCY: pauses })).toBe(
    'Chờ ý kiến cơ quan khác từ 10:00 thứ Ba 09/06/2026: thời hạn đã hết từ trước nên ngày hẹn trả không đổi.',
  );
});

test('a clock stopped on its last day says when that day comes back', () => {
  const fee = {
    reason: 'FEE',
    from: instantAt('2026-06-03', '10:00'),
    to: instantAt('2026-06-05', '10:00'),
  } as const;
  const said = lines(
    instantAt('2026-06-01', '08:00'),
    { unit: 'WORKING_DAY', amount: 2 },
    { interruptions: [fee] },
  );
  expect(said.slice(3)).toEqual([
    'Không tính 04/06/2026: chờ thực hiện nghĩa vụ tài chính (quy định của thủ tục về nghĩa vụ tài chính).',
    'Tính đủ 2 ngày làm việc, từ thứ Ba 02/06/2026 đến thứ Tư 03/06/2026.',
    'Dừng vào đúng ngày cuối nên ngày cuối được tính lại vào thứ Sáu 05/06/2026.',
    'Hạn trả kết quả: hết thứ Sáu 05/06/2026 (17:30).',
  ]);
});

test('a part that counts from its hand-over says when it was handed over', () => {
  const stages = ['bộ phận một cửa', 'Sở Tư pháp'].map((holder) => ({
    holder,
    term: { unit: 'WORKING_DAY', amount: 2 } as const,
  }));
  const { derivation } = computeDueDate({
    ...term(instantAt('2026-06-01', '08:00')),
    rule: { ...rule, terms: { ANY: stages }, readings: { handOver: 'FROM_HAND_OVER' } },
    handOvers: [{ at: instantAt('2026-06-02', '10:00'), to: 'Sở Tư pháp', why: 'NEXT_STAGE' }],
  });
  expect(renderVi(derivation).slice(4)).toEqual([
    'Chuyển hồ sơ đến Sở Tư pháp lúc 10:00 thứ Ba 02/06/2026; phần sau tính từ lúc nhận.',
    'Sở Tư pháp: 2 ngày làm việc, tính từ ngày liền sau thứ Ba 02/06/2026 (không tính ngày đầu tiên, khoản 2 Điều 147 Bộ luật Dân sự 2015).',
    'Tính đủ 2 ngày làm việc, từ thứ Tư 03/06/2026 đến thứ Năm 04/06/2026.',
    'Hạn trả kết quả: hết thứ Năm 04/06/2026 (17:30).',
  ]);
});

test('an extension says both dates and the reason', () => {
  const extensions = [
    { at: instantAt('2026-06-05', '09:00'), newDueDay: '2026-06-12', reason: 'cần xác minh thêm' },
  ];
  const said = lines(instantAt('2026-06-01', '08:00'), { unit: 'WORKING_DAY', amount: 5 }, { extensions });
  expect(said.slice(-2)).toEqual([
    'Đã xin lỗi và hẹn lại từ thứ Hai 08/06/2026 sang thứ Sáu 12/06/2026: cần xác minh thêm (khoản 6 Điều 19 NĐ 118/2025/NĐ-CP).',
    'Hạn trả kết quả: hết thứ Sáu 12/06/2026 (17:30).',
  ]);
});

test('the ways of counting the first day are told apart', () => {
  const received = instantAt('2026-06-01', '08:00');
  const told = (firstDay: 'SAME_DAY' | 'CLEAR') =>
    lines(received, { unit: 'WORKING_DAY', amount: 1, firstDay }).slice(2);
  expect(told('SAME_DAY')).toEqual([
    'UBND xã: 1 ngày làm việc, tính từ thứ Hai 01/06/2026, kể cả ngày đó.',
    'Tính đủ 1 ngày làm việc: thứ Hai 01/06/2026.',
    'Hạn trả kết quả: hết thứ Hai 01/06/2026 (17:30).',
  ]);
  expect(told('CLEAR').slice(0, 2)).toEqual([
    'UBND xã: 1 ngày làm việc trọn vẹn, trả vào ngày tiếp theo, tính từ ngày liền sau thứ Hai 01/06/2026 (không tính ngày đầu tiên, khoản 2 Điều 147 Bộ luật Dân sự 2015).',
    'Tính đủ 2 ngày làm việc, từ thứ Ba 02/06/2026 đến thứ Tư 03/06/2026.',
  ]);
});

test('every worked case can be read out in both languages, without a place that nobody fills', () => {
  for (const worked of readCases()) {
    const { derivation } = computeDueDate(termOfCase(worked).term);
    // The title of a case, in its first line, has braces of its own.
    const said = [...renderVi(derivation).slice(1), ...renderEn(derivation).slice(1)];
    expect([
      worked.place,
      said.filter((one) => /undefined|NaN|null|\(\)|\{\w+\}|derivation\./.test(one)),
    ]).toEqual([worked.place, []]);
  }
});

/** Every code of a parameter, by the types of the legal clock. */
const codes = {
  channel: { COUNTER: true, ONLINE: true, POST: true } satisfies Record<Channel, true>,
  why: {
    IN_HOURS: true,
    BEFORE_OPENING: true,
    IN_BREAK: true,
    AFTER_CLOSING: true,
    CLOSED_DAY: true,
    WEEKEND: true,
  } satisfies Record<StartReason | 'WEEKEND', true>,
  wait: {
    SUPPLEMENT: true,
    FEE: true,
    OTHER_AGENCY: true,
    THIRD_PARTY: true,
    OTHER: true,
  } satisfies Record<InterruptionReason, true>,
};

test('every code of a parameter has words', () => {
  const keys = Object.entries(codes).flatMap(([of, known]) =>
    Object.keys(known).map((code) => `derivation.${of}.${code}`),
  );
  expect(Object.keys(vi)).toEqual(expect.arrayContaining(keys));
});

test('a law stands beside the line that does not name it', () => {
  const lines = sent(computeDueDate(term(instantAt('2025-04-25', '17:10'))).derivation);
  expect(lines.map(({ source }) => source)).toEqual([
    'Luật Hộ tịch 2014, Điều 28',
    '',
    'khoản 2 Điều 147 Bộ luật Dân sự 2015',
    'Điều 111 Bộ luật Lao động 2019',
    'khoản 1 Điều 112 Bộ luật Lao động 2019',
    'khoản 1 Điều 112 Bộ luật Lao động 2019',
    'TB 6150/TB-BLĐTBXH (2024)',
    '',
    '',
  ]);
  const behind = lines.map((line) => lawBehind(line, sayVi(line)));
  expect(behind).toEqual(['', '', '', 'Điều 111 Bộ luật Lao động 2019', '', '', '', '', '']);
  expect(lawBehind({ ...lines[0], source: 'khoản 2' } as DerivationLine, 'Tính đủ')).toBe('Khoản 2');
});

test('what happens when nothing comes, of the law or of the office', () => {
  const day = '2025-07-16';
  const said = (code: 'CLOSES' | 'REMINDS'): string =>
    sayVi({ code: `DERIVATION_CODE_${code}`, params: { day }, source: '' });
  expect(said('CLOSES')).toBe('Nhận bổ sung đến hết thứ Tư 16/07/2025; quá hạn thì đóng hồ sơ.');
  expect(said('REMINDS')).toBe(
    'Chưa bổ sung thì nhắc công dân vào thứ Tư 16/07/2025 (lịch nhắc của cơ quan).',
  );
});

test.each([
  [
    'FILED_ONLINE',
    { at: '2026-06-01T16:50:00Z', why: 'AFTER_CLOSING', countsFrom: '2026-06-02' },
    'Nộp trực tuyến lúc 23:50 thứ Hai 01/06/2026 (sau giờ làm việc), tính là tiếp nhận thứ Ba 02/06/2026.',
  ],
  ['AFTER_CUTOFF', { cutoff: '15:00' }, 'Nhận sau 15:00 nên trả kết quả vào ngày làm việc tiếp theo.'],
  [
    'LATEST',
    { holder: 'Sở Tư pháp', day: '2026-06-08' },
    'Các cơ quan giải quyết đồng thời nên lấy hạn muộn nhất: Sở Tư pháp, thứ Hai 08/06/2026.',
  ],
] as const)('a line of its own tells %s', (code, params, words) => {
  expect(sayVi({ code: `DERIVATION_CODE_${code}`, params, source: '' })).toBe(words);
});

test('of a term that stands still on its last day no days are left but that one', () => {
  const line: DerivationLine = {
    code: 'DERIVATION_CODE_WAITING',
    params: { wait: 'FEE', since: '2026-03-04T03:00:00Z', unit: 'WORKING_DAY', amount: '0' },
    source: 'Luật',
  };
  expect(sayVi(line)).toBe(
    'Đang chờ thực hiện nghĩa vụ tài chính từ 10:00 thứ Tư 04/03/2026 (Luật); chưa có ngày hẹn trả, còn lại ngày cuối của thời hạn.',
  );
});
