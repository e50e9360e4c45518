import {
  computeDueDate,
  hueCounterCalendar,
  type Interruption,
  instantAt,
  leftVi,
  type Rule,
  renderEn,
  renderVi,
  type RunningTerm,
} from '../src/index.ts';
import { readCases, termOfCase } from './support/cases.ts';

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

test('a clerk can read the proof out in Vietnamese', () => {
  const { derivation } = computeDueDate(term(instantAt('2025-04-25', '17:10')));
  expect(renderVi(derivation)).toEqual([
    'Theo Luật Hộ tịch 2014, Điều 28: Cải chính hộ tịch, nộp trực tiếp (quy tắc 1.004859, bản 2025-06-01, hiệu lực từ 01/06/2025).',
    'Tiếp nhận lúc 17:10 thứ Sáu 25/04/2025 (sau giờ làm việc), coi như nhận ngày làm việc kế tiếp, thứ Bảy 26/04/2025.',
    'UBND xã: 5 ngày làm việc, tính sau thứ Bảy 26/04/2025 (ngày đầu không tính, Điều 147 Bộ luật Dân sự 2015).',
    'Không tính 3 ngày nghỉ hằng tuần: 27/04/2025, 03/05–04/05/2025.',
    'Không tính 30/04/2025: Ngày Chiến thắng (Bộ luật Lao động 2019, Điều 112.1).',
    'Không tính 01/05/2025: Quốc tế Lao động (Bộ luật Lao động 2019, Điều 112.1).',
    'Không tính 02/05/2025: Nghỉ hoán đổi dịp 30/4 (TB 6150/TB-BLĐTBXH (2024)).',
    'Tính 5 ngày làm việc, từ thứ Hai 28/04/2025 đến thứ Tư 07/05/2025.',
    'Hạn trả kết quả: hết thứ Tư 07/05/2025 (17:00).',
  ]);
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
    'Received at 08:30 Mon 02/03/2026 (in office hours).',
    'After waiting for missing papers until 10:00 Mon 09/03/2026 the term is counted anew (NĐ 118/2025/NĐ-CP, Điều 19.5).',
    'Completed at 10:00 Mon 09/03/2026 (in office hours).',
    'UBND xã: 5 working days, counted after Mon 09/03/2026 (the first day is not counted, Civil Code 2015 Art. 147).',
    'Not counted, 2 weekly rest days: 14/03–15/03/2026.',
    'Not counted 12/03/2026: waiting for a payment (Thời gian thực hiện nghĩa vụ tài chính không tính vào thời hạn giải quyết).',
    'Counted 5 working days, from Tue 10/03/2026 to Tue 17/03/2026.',
    'Due by the end of Tue 17/03/2026 (17:00).',
  ]);
});

test('while the clock stands still the lines say since when, why and what is left', () => {
  const due = computeDueDate(
    term(instantAt('2026-03-02', '08:30'), [{ reason: 'FEE', from: instantAt('2026-03-04', '10:00') }]),
  );
  expect(renderVi(due.derivation).at(-1)).toBe(
    'Đang chờ thực hiện nghĩa vụ tài chính từ 10:00 thứ Tư 04/03/2026 (Thời gian thực hiện nghĩa vụ tài chính không tính vào thời hạn giải quyết); chưa có ngày hẹn trả, còn lại 3 ngày làm việc.',
  );
  expect(leftVi({ unit: 'WORKING_MINUTE', amount: 690 })).toBe('11 giờ 30 phút làm việc');
});

test('every worked case can be read out in both languages, line by line', () => {
  for (const worked of readCases()) {
    const { derivation } = computeDueDate(termOfCase(worked).term);
    const [vi, en] = [renderVi(derivation), renderEn(derivation)];
    expect([worked.place, vi.length]).toEqual([worked.place, en.length]);
    expect([...vi, ...en].filter((line) => /undefined|NaN|null|\(\)/.test(line))).toEqual([]);
  }
});
